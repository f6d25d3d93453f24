"""Writes `model.py`: a class for each block and model of a file."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from specc.emit.attributes import distinct
from specc.emit.final import ends, finals
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
        body, cut = _finished(model.body, speller)
        reserved = MODULE_NAMES | {"logits"} if finals(model.graph) else MODULE_NAMES
        finished.append(model._replace(body=distinct(with_sequences(body), reserved)))
        endings.append(cut)
    named = found._replace(blocks=blocks, models=tuple(finished))
    return ModelPlan(named, spellers, tuple(endings))


def model_file(made: ModelPlan, header: str) -> str:
    """The text of `model.py`."""
    planned, spellers, endings = made
    classes = [
        ModuleClass(block, docstring(block.doc, f"The block `{block.word[:60]}`.")).lines()
        for block in planned.blocks
    ]
    for model, speller, cut in zip(planned.models, spellers, endings, strict=True):
        classes.append(ModuleClass(model, _model_doc(model, speller), cut).lines())
    code = "\n\n\n".join("\n".join(lines) for lines in classes)
    helpers = PRELUDE.needed(code)
    foreign = import_lines(_imported([speller.graph for speller in spellers]))
    text = ["\n\n\n".join([*helpers, code])]
    return "\n".join([header, *_imports("\n".join(helpers), code, foreign), "", "", *text, ""])


def class_name(word: str) -> str:
    """A block's or model's name as a class name."""
    return safe(word, TAKEN)


def _finished(body: Body, speller: TorchSpeller) -> tuple[Body, dict[int, Ending]]:
    """The body with images leaving it channels first, as they enter it, and without its ends.

    These are the activations that its outputs end in, by the output's index.
    """
    items, outputs = list(body.items), list(body.outputs)
    endings: dict[int, Ending] = {}
    known = ends(speller.graph)
    for index, (name, value) in enumerate(speller.graph.outputs.items()):
        image = value.type.rank > 2 and value.type.dtype == "float"
        steps = speller.final(value.id, FIRST) if image else []
        if name in known and known[name].cut:
            last = next(s for s in items if isinstance(s, Step) and s.outs == (outputs[index],))
            items.remove(last)
            outputs[index] = last.ins[0]
            apply = speller.end(known[name].node, FIRST if image else speller.layout[value.id])
            endings[index] = Ending(apply, (steps or [last])[-1].shapes[0])
        items.extend(step._replace(ins=(outputs[index],)) for step in steps)
        outputs[index] = steps[-1].outs[0] if steps else outputs[index]
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
