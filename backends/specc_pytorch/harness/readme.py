"""`README.md` of a PyTorch program."""

from specc.backend import Request
from specc.emit.harness.readme import Example, readme_file
from specc.emit.render import literal
from specc.ir.graph import Graph
from specc.ir.tensor import TensorType
from specc.layers.pretrained import Pretrained
from specc_pytorch.layout import FIRST, memory
from specc_pytorch.model_file import class_name
from specc_pytorch.speller import TorchSpeller

UNKNOWN = 16
"""What stands in the example for a size that is known only at run time."""


def readme(request: Request) -> str:
    """The text, with an example of the trained model or else of the last one of the file."""
    name = request.train.model if request.train else list(request.models)[-1]
    graph = request.models[name]
    word = class_name(name)
    usage = ["import torch", f"from model import {word}", "", f"model = {word}()"]
    if request.train is not None:
        usage.append('model.load_state_dict(torch.load("best.pt", weights_only=True))')
    usage += ["model.eval()", *_inputs(graph)]
    layers = [node.layer for model in request.models.values() for node in model.nodes]
    pretrained = any(isinstance(layer, Pretrained) for layer in layers)
    packages = ("torch", "torchvision") if pretrained else ("torch",)
    return readme_file(request, word, Example("PyTorch", packages, usage))


def _inputs(graph: Graph) -> list[str]:
    """Lines that call the model with zeros."""
    layout = TorchSpeller(graph).layout
    values = list(graph.inputs.values())
    names = ["x"] if len(values) == 1 else [f"x{at}" for at in range(1, len(values) + 1)]
    lines = []
    for name, value in zip(names, values, strict=True):
        first = layout[value.id] == FIRST and value.type.rank > 1
        sizes = memory(value.type, FIRST if first else "")
        lines.append(f"{name} = torch.zeros({_arguments(value.type, sizes)})")
    return [*lines, f"print(model({', '.join(names)}))"]


def _arguments(kind: TensorType, sizes: tuple[object, ...]) -> str:
    known = [size if isinstance(size, int) else UNKNOWN for size in sizes]
    shape = ", ".join(literal(size) for size in (1, *known))
    dtype = {"int": "torch.long", "bool": "torch.bool"}.get(kind.dtype)
    return f"{shape}, dtype={dtype}" if dtype else shape
