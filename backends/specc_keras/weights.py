"""`weights.py` and `weights.json`: the weights of Keras models in specc's own form.

A layer is found by its class and by how many of that class the model made before it, which is
what Keras numbers layers by, so that generated code needs no names.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from specc.emit.carry import Place, places, table_file, weights_file
from specc.emit.creation import created
from specc.emit.harness.program import Import
from specc.emit.plan import Plan
from specc.emit.stored import Stored
from specc.ir.graph import Node
from specc_keras.model_file import ModelPlan
from specc_keras.speller import class_of

TEMPLATES = Path(__file__).parent / "templates"
KNOWN = {"attrgetter": Import("operator", "attrgetter"), "keras": Import("keras")}


def weight_files(planned: ModelPlan, docstring: str) -> dict[str, str]:
    """The files that carry the weights of a program's models; none where no model has any."""
    tables = _tables(planned)
    if not any(tables.values()):
        return {}
    text = weights_file(TEMPLATES, docstring, tables, KNOWN)
    return {"weights.json": table_file(tables), "weights.py": text}


def _tables(planned: ModelPlan) -> dict[str, dict[str, Place]]:
    found = {}
    for index, model in enumerate(planned.plan.models):
        layers = _numbered(planned.plan, index)
        speller = planned.spellers[index]

        def holders(node: Node) -> Iterable[tuple[str, Mapping[str, Stored]]]:
            for at, part in enumerate(speller.parts(node)):  # noqa: B023
                if part.stored:
                    yield layers[node.id, str(at)], part.stored  # noqa: B023

        found[model.name] = places(model.graph, holders)
    return found


def _numbered(plan: Plan, index: int) -> dict[tuple[int, str], str]:
    """For each node and part of its layer: `Conv2D.3`, the fourth of its class."""
    counts: Counter[str] = Counter()
    found = {}
    for origin, make in created(plan, index):
        kind = class_of(make)
        found[origin.id, origin.suffix] = f"{kind}.{counts[kind]}"
        counts[kind] += 1
    return found
