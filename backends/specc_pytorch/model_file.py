"""Writes `model.py`: a class for each block and model of a file."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from specc.emit.attributes import distinct
from specc.emit.final import final_activations
from specc.emit.header import docstring
from specc.emit.imported import import_lines, local_names
from specc.emit.names import safe
from specc.emit.plan import Plan, Planned, plan
from specc.emit.prelude import Prelude
from specc.emit.step import Body, Step
from specc.ir.graph import Graph
from specc_pytorch.blocks import Ending, ModuleClass, write_use
from specc_pytorch.layout import FIRST, memory
from specc_pytorch.reserved import MODULE_NAMES
from specc_pytorch.sequence import with_sequences
from specc_pytorch.speller import TorchSpeller

PRELUDE = Prelude(Path(__file__).parent / "templates" / "prelude.txt")
TAKEN = PRELUDE.names | {"Layer", "Tensor", "nn", "torch", "F", "TypeVar"}


class ModelPlan(NamedTuple):
    """The classes of a file with all modules named, and what the models' classes need besides."""

    plan: Plan
    spellers: tuple[TorchSpeller, ...]
    endings: tuple[Mapping[int, Ending], ...]


def model_plan(models: Mapping[str, Graph]) -> ModelPlan:
    """The classes of `model.py`; raises `MissingSpelling` for a layer that PyTorch cannot write."""
    graphs = list(models.values())
    imported = _imported(graphs)
    spellers = tuple(TorchSpeller(graph, imported) for graph in graphs)
    found = plan(graphs, spellers, write_use, class_name)
    blocks = tuple(
        b._replace(body=distinct(with_sequences(b.body), MODULE_NAMES)) for b in found.blocks
    )
    finished, endings = [], []
    for model, speller in zip(found.models, spellers, strict=True):
        body, ends = _ended(
            _with_outputs(model.body, speller), final_activations(model.graph), speller
        )
        reserved = MODULE_NAMES | {"logits"} if ends else MODULE_NAMES
        finished.append(model._replace(body=distinct(with_sequences(body), reserved)))
        endings.append(ends)
    named = found._replace(blocks=blocks, models=tuple(finished))
    return ModelPlan(named, spellers, tuple(endings))


def model_file(made: ModelPlan, header: str) -> str:
    """The text of `model.py`."""
    planned, spellers, endings = made
    classes = [
        ModuleClass(block, docstring(block.doc, f"The block `{block.word[:60]}`.")).lines()
        for block in planned.blocks
    ]
    for model, speller, ends in zip(planned.models, spellers, endings, strict=True):
        classes.append(ModuleClass(model, _model_doc(model, speller), ends).lines())
    code = "\n\n\n".join("\n".join(lines) for lines in classes)
    helpers = PRELUDE.needed(code)
    foreign = import_lines(_imported([speller.graph for speller in spellers]))
    text = ["\n\n\n".join([*helpers, code])]
    return "\n".join([header, *_imports("\n".join(helpers), code, foreign), "", "", *text, ""])


def class_name(word: str) -> str:
    """A block's or model's name as a class name."""
    return safe(word, TAKEN)


def _with_outputs(body: Body, speller: TorchSpeller) -> Body:
    """Images leave a model channels first, as they enter it."""
    items = list(body.items)
    outputs = []
    for out, value in zip(body.outputs, speller.graph.outputs.values(), strict=True):
        kind = value.type
        steps = speller.final(value.id, FIRST) if kind.rank > 2 and kind.dtype == "float" else []
        items.extend(step._replace(ins=(out,)) for step in steps)
        outputs.append(steps[-1].outs[0] if steps else out)
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


def _imported(graphs: Sequence[Graph]) -> dict[str, str]:
    """What the classes of extern layers are called."""
    words = {class_name(region.word) for graph in graphs for region in graph.regions}
    return local_names(graphs, "pytorch", TAKEN | words)


def _imports(helpers: str, code: str, foreign: list[str]) -> list[str]:
    whole = f"{helpers}\n{code}"
    lines = ["from collections.abc import Callable"] if "Callable[" in helpers else []
    lines += ["from typing import TypeVar"] if "Layer:" in helpers else []
    lines += [""] if lines else []
    if "torch." in whole:
        lines.append("import torch")
    if "F." in whole:
        lines.append("import torch.nn.functional as F")
    if "torchvision." in whole:
        lines.append("import torchvision")
    lines += sorted([*foreign, "from torch import Tensor, nn"], key=str.casefold)
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
