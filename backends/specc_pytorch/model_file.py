"""Writes `model.py`: a class for each block and model of a file."""

from collections.abc import Mapping
from pathlib import Path

from specc.emit.final import final_activations
from specc.emit.header import docstring
from specc.emit.names import safe
from specc.emit.plan import Planned, plan
from specc.emit.prelude import Prelude
from specc.emit.step import Body, Step
from specc.ir.graph import Graph
from specc_pytorch.blocks import Ending, ModuleClass, write_use
from specc_pytorch.layout import FIRST, memory
from specc_pytorch.speller import TorchSpeller

PRELUDE = Prelude(Path(__file__).parent / "templates" / "prelude.txt")
TAKEN = PRELUDE.names | {"Layer", "Tensor", "nn", "torch", "F", "TypeVar"}


def model_file(models: Mapping[str, Graph], header: str) -> str:
    """The text of `model.py`; raises `MissingSpelling` for a layer that PyTorch cannot write."""
    graphs = list(models.values())
    spellers = [TorchSpeller(graph) for graph in graphs]
    planned = plan(graphs, spellers, write_use, class_name)
    classes = [
        ModuleClass(block, docstring(block.doc, f"The block `{block.word[:60]}`.")).lines()
        for block in planned.blocks
    ]
    for model, speller in zip(planned.models, spellers, strict=True):
        body, endings = _ended(
            _with_outputs(model.body, speller), final_activations(model.graph), speller
        )
        finished = model._replace(body=body)
        classes.append(ModuleClass(finished, _model_doc(model, speller), endings).lines())
    code = "\n\n\n".join("\n".join(lines) for lines in classes)
    helpers = PRELUDE.needed(code)
    return "\n".join(
        [header, *_imports("\n".join(helpers), code), "", "", "\n\n\n".join([*helpers, code]), ""]
    )


def class_name(word: str) -> str:
    """A block's or model's name as a class name."""
    return safe(word, TAKEN)


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


def _ended(
    body: Body, ends: Mapping[str, object], speller: TorchSpeller
) -> tuple[Body, dict[int, Ending]]:
    """The body without the activations that end its outputs, and these by the output's index."""
    items, outputs = list(body.items), list(body.outputs)
    endings: dict[int, Ending] = {}
    for index, name in enumerate(body.output_names):
        last = next(
            (s for s in reversed(items) if isinstance(s, Step) and s.outs == (outputs[index],)),
            None,
        )
        if name not in ends or last is None or last.make is not None or last.glue:
            continue
        items.remove(last)
        endings[index] = Ending(last.apply, last.shapes[0], speller.graph.outputs[name].type.rank)
        outputs[index] = last.ins[0]
    return body._replace(items=tuple(items), outputs=tuple(outputs)), endings


def _imports(helpers: str, code: str) -> list[str]:
    whole = f"{helpers}\n{code}"
    lines = ["from typing import TypeVar", ""] if "Layer:" in helpers else []
    if "torch." in whole:
        lines.append("import torch")
    if "F." in whole:
        lines.append("import torch.nn.functional as F")
    lines.append("from torch import Tensor, nn")
    if "Layer:" in helpers:
        lines += ["", 'Layer = TypeVar("Layer", bound=nn.Module)']
    return lines


def _model_doc(model: Planned, speller: TorchSpeller) -> str:
    graph = model.graph
    lines = [
        docstring(model.doc, f"The model `{model.word[:60]}`."),
        "",
        "Shapes, the batch axis first:",
    ]
    for name, value in (*graph.inputs.items(), *graph.outputs.items()):
        rank = value.type.rank
        first = speller.layout[value.id] == FIRST or (rank > 2 and value.type.dtype == "float")
        sizes = memory(value.type, FIRST) if first and rank > 1 else value.type.sizes
        shown = ", ".join(["N", *map(str, sizes)]) if sizes else "N,"
        dtype = "" if value.type.dtype == "float" else f" {value.type.dtype}"
        lines.append(f"    {name[:40]}: ({shown}){dtype}")
    return "\n".join(lines)
