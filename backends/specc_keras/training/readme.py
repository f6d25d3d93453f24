"""`README.md` of a Keras program."""

from specc.backend import Request
from specc.emit.harness.readme import Example, readme_file
from specc.emit.render import literal
from specc.ir.graph import Graph
from specc.ir.tensor import TensorType
from specc_keras.model_file import function_name

UNKNOWN = 16
"""What stands in the example for a size that is known only at run time."""


def readme(request: Request) -> str:
    """The text, with an example of the trained model or else of the last one of the file."""
    name = request.train.model if request.train else list(request.models)[-1]
    word = function_name(name, model=True)
    usage = ["import numpy as np", f"from model import {word}", "", f"model = {word}()"]
    if request.train is not None:
        usage.append('model.load_weights("best.weights.h5")')
    usage += _inputs(request.models[name])
    example = Example("Keras", ("keras", "tensorflow"), usage, "best.weights.h5")
    return readme_file(request, word, example)


def _inputs(graph: Graph) -> list[str]:
    """Lines that call the model with zeros."""
    kinds = [value.type for value in graph.inputs.values()]
    names = ["x"] if len(kinds) == 1 else [f"x{at}" for at in range(1, len(kinds) + 1)]
    lines = [f"{name} = {_zeros(kind)}" for name, kind in zip(names, kinds, strict=True)]
    given = names[0] if len(names) == 1 else f"[{', '.join(names)}]"
    return [*lines, f"print(model({given}))"]


def _zeros(kind: TensorType) -> str:
    sizes = (1, *(size if isinstance(size, int) else UNKNOWN for size in kind.sizes))
    dtype = {"float": "np.float32", "int": "np.int32", "bool": "np.bool_"}[kind.dtype]
    return f"np.zeros({literal(sizes)}, {dtype})"
