"""Writes `model.py`: a class for each block and model of a file."""

from collections.abc import Mapping

from specc.emit.names import safe
from specc.emit.plan import Planned, plan
from specc.emit.step import Body
from specc.ir.graph import Graph
from specc_pytorch.blocks import ModuleClass, write_use
from specc_pytorch.layout import FIRST, LAST
from specc_pytorch.prelude import needed, taken_names
from specc_pytorch.speller import TorchSpeller


def model_file(models: Mapping[str, Graph], header: str) -> str:
    """The text of `model.py`."""
    graphs = list(models.values())
    spellers = [TorchSpeller(graph) for graph in graphs]
    planned = plan(graphs, spellers, write_use, class_name)
    classes: list[list[str]] = [ModuleClass(block, _block_doc(block)).lines() for block in planned.blocks]
    for model, speller in zip(planned.models, spellers, strict=True):
        finished = model._replace(body=_with_outputs(model.body, speller))
        classes.append(ModuleClass(finished, _model_doc(model, speller)).lines())
    code = "\n\n\n".join("\n".join(lines) for lines in classes)
    return "\n".join([header, *_imports(code), "", "", "\n\n\n".join([*needed(code), code]), ""])


def class_name(word: str) -> str:
    """A block's or model's name as a class name."""
    return safe(word, taken_names())


def _with_outputs(body: Body, speller: TorchSpeller) -> Body:
    """Images leave a model channels first, as they enter it."""
    items = list(body.items)
    outputs = []
    for value in body.outputs:
        kind = speller.graph.values[value].type
        steps = speller.final(value, FIRST) if kind.rank > 2 and kind.dtype == "float" else []
        items.extend(steps)
        outputs.append(steps[-1].outs[0] if steps else value)
    return body._replace(items=tuple(items), outputs=tuple(outputs))


def _imports(code: str) -> list[str]:
    helpers = "\n".join(needed(code))
    whole = f"{helpers}\n{code}"
    lines = []
    if "Layer" in helpers:
        lines += ["from typing import TypeVar", ""]
    lines += ["import torch"] if "torch." in whole.replace("torch.nn", "") else []
    if "F." in whole:
        lines.append("import torch.nn.functional as F")
    lines.append("from torch import Tensor, nn")
    if "Layer" in helpers:
        lines += ["", 'Layer = TypeVar("Layer", bound=nn.Module)']
    return lines


def _block_doc(block: Planned) -> str:
    return docstring(block.doc) or f"The block `{block.word[:60]}`."


def _model_doc(model: Planned, speller: TorchSpeller) -> str:
    text = docstring(model.doc) or f"The model `{model.word[:60]}`."
    graph = model.graph
    lines = [text, "", "Shapes, the batch axis first:"]
    for name, value in (*graph.inputs.items(), *graph.outputs.items()):
        rank = value.type.rank
        first = speller.layout[value.id] == FIRST or (name in graph.outputs and rank > 2)
        layout = FIRST if first and rank > 1 else LAST
        sizes = (value.type.sizes[-1], *value.type.sizes[:-1]) if layout == FIRST else value.type.sizes
        lines.append(f"    {name[:40]}: (N, {', '.join(map(str, sizes))})".replace("(N, )", "(N,)"))
    return "\n".join(lines)


def docstring(doc: str) -> str:
    """A comment of a spec, safe between triple quotes."""
    kept = "".join(c if c.isprintable() or c == "\n" else " " for c in doc)
    lines = [line.strip()[:200] for line in kept.replace("\\", "\\\\").replace('"', "'").split("\n")]
    return "\n".join(lines).strip()


