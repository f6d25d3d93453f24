"""Writes `model.py`: a function for each block and model of a file."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from specc.emit.final import ends
from specc.emit.header import docstring
from specc.emit.imported import import_lines, local_names
from specc.emit.names import safe
from specc.emit.plan import Plan, Planned, plan
from specc.emit.prelude import Prelude
from specc.ir.graph import Graph
from specc.layer import snake
from specc_keras.blocks import RESERVED, BlockFunction, write_use
from specc_keras.padding import counted_padding
from specc_keras.speller import KerasSpeller

PRELUDE = Prelude(Path(__file__).parent / "templates" / "prelude.txt")
TAKEN = PRELUDE.names | RESERVED | {"Any", "Callable"}


def layer_names(graph: Graph) -> tuple[dict[str, str], dict[str, str]]:
    """What Keras calls the inputs and the layers that end outputs: unique names."""
    inputs = {name: name[:60] for name in graph.inputs}
    taken = set(inputs.values())
    outputs = {
        name: name[:60] if name[:60] not in taken else f"{name[:60]}_output"
        for name in graph.outputs
    }
    return inputs, outputs


class ModelPlan(NamedTuple):
    """The functions of a file, and what knows how the layers of each model are written."""

    plan: Plan
    spellers: tuple[KerasSpeller, ...]


def model_plan(models: Mapping[str, Graph]) -> ModelPlan:
    """The functions of `model.py`; raises `MissingSpelling` for what Keras cannot write."""
    graphs = list(models.values())
    imported, counted, spellers = _imported(graphs), counted_padding(graphs), []
    for graph in graphs:
        _, names = layer_names(graph)
        named = {end.node: names[name] for name, end in ends(graph).items() if end.cut}
        spellers.append(KerasSpeller(graph, named, imported, counted))
    models_named = {graph.name for graph in graphs}
    planned = plan(
        graphs, spellers, write_use, lambda word: function_name(word, word in models_named)
    )
    return ModelPlan(planned, tuple(spellers))


def model_file(planned: Plan, header: str) -> str:
    """The text of `model.py`."""
    functions = frozenset(block.name for block in planned.blocks)
    written = [_block(block, functions).block() for block in planned.blocks]
    written += [
        _block(model, functions).model(layer_names(model.graph)[0]) for model in planned.models
    ]
    code = "\n\n\n".join("\n".join(lines) for lines in written)
    helpers = PRELUDE.needed(code)
    foreign = import_lines(_imported([model.graph for model in planned.models]))
    return "\n".join(
        [
            header,
            *_imports("\n".join([*helpers, code]), foreign),
            "",
            "",
            "\n\n\n".join([*helpers, code]),
            "",
        ]
    )


def function_name(word: str, model: bool) -> str:
    """A block's name in snake case; a model keeps its own, as `keras.applications` does."""
    return safe(word if model else snake(word), TAKEN)


def _block(planned: Planned, functions: frozenset[str]) -> BlockFunction:
    if planned.region.kind == "block":
        return BlockFunction(
            planned, docstring(planned.doc, f"The block `{planned.word[:60]}`."), functions
        )
    return BlockFunction(planned, _model_doc(planned), functions)


def _imported(graphs: Sequence[Graph]) -> dict[str, str]:
    """What the classes of extern layers are called."""
    models = {graph.name for graph in graphs}
    words = {function_name(r.word, r.word in models) for graph in graphs for r in graph.regions}
    return local_names(graphs, "keras", TAKEN | words)


def _imports(code: str, foreign: list[str]) -> list[str]:
    lines = []
    if "Callable" in code:
        lines.append("from collections.abc import Callable")
    if "Any" in code:
        lines.append("from typing import Any")
    lines += ["", "import keras"] if lines else ["import keras"]
    wanted = [name for name in ("layers", "ops") if f"{name}." in code]
    own = [f"from keras import {', '.join(wanted)}"] if wanted else []
    return [*lines, *sorted([*foreign, *own], key=str.casefold)]


def _model_doc(model: Planned) -> str:
    graph = model.graph
    lines = [
        docstring(model.doc, f"The model `{model.word[:60]}`."),
        "",
        "Shapes, the batch axis first:",
    ]
    for name, value in (*graph.inputs.items(), *graph.outputs.items()):
        shown = ", ".join(["N", *map(str, value.type.sizes)]) if value.type.sizes else "N,"
        dtype = "" if value.type.dtype == "float" else f" {value.type.dtype}"
        lines.append(f"    {name[:40]}: ({shown}){dtype}")
    return "\n".join(lines)
