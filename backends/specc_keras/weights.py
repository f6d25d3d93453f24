"""`weights.py` and `weights.json`: the weights of Keras models in specc's own form.

A layer is found by its class and by how many of that class the model made before it, which is
what Keras numbers layers by, so that generated code needs no names.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from specc.emit import carry
from specc.emit.carry import places
from specc.emit.creation import created
from specc.emit.harness.program import Import
from specc.emit.plan import Plan
from specc.emit.stored import Stored
from specc.ir.graph import Node
from specc_keras.model_file import ModelPlan
from specc_keras.speller import KerasSpeller, class_of

TEMPLATES = Path(__file__).parent / "templates"
KNOWN = {"attrgetter": Import("operator", "attrgetter"), "keras": Import("keras")}


def weight_files(planned: ModelPlan, docstring: str) -> dict[str, str]:
    """The files that carry the weights of a program's models; none where no model has any."""
    models = zip(planned.plan.models, planned.spellers, strict=True)
    tables = {
        model.name: places(model.graph, partial(_holders, speller, _numbered(planned.plan, index)))
        for index, (model, speller) in enumerate(models)
    }
    return carry.weight_files(tables, TEMPLATES, docstring, KNOWN)


def _holders(
    speller: KerasSpeller, layers: Mapping[tuple[int, str], str], node: Node
) -> Iterator[tuple[str, Mapping[str, Stored]]]:
    for at, part in enumerate(speller.parts(node)):
        if part.stored:
            yield layers[node.id, str(at)], part.stored


def _numbered(plan: Plan, index: int) -> dict[tuple[int, str], str]:
    """For each node and part of its layer: `Conv2D.3`, the fourth of its class."""
    counts: Counter[str] = Counter()
    found = {}
    for origin, make in created(plan, index):
        kind = class_of(make)
        found[origin.id, origin.suffix] = f"{kind}.{counts[kind]}"
        counts[kind] += 1
    return found
