"""The table of a program that says where its framework keeps each weight of the spec.

The file of weights itself, its names and axis orders are described in docs/weights.md.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from specc.emit.harness.program import Import, assembled, rendered
from specc.emit.header import header
from specc.emit.stored import Stored
from specc.ir.graph import Graph, Node
from specc.layer import Weight
from specc.namedtuple import NamedTuple

TEMPLATES = Path(__file__).parent / "templates"
KNOWN = {
    "Any": Import("typing", "Any"),
    "Iterator": Import("collections.abc", "Iterator"),
    "Sequence": Import("collections.abc", "Sequence"),
    "Path": Import("pathlib", "Path"),
    "contextmanager": Import("contextlib", "contextmanager"),
    "json": Import("json"),
    "np": Import("numpy", alias="np"),
    "os": Import("os"),
    "safe_open": Import("safetensors", "safe_open"),
    "save": Import("safetensors.numpy", "save"),
}


class Place(NamedTuple):
    """Where a generated model keeps one weight: `at`, and the steps that lead to specc's order."""

    at: str
    weight: Weight
    stored: Stored

    @property
    def entry(self) -> dict[str, Any]:
        """The place in `weights.json`, without the steps that there is no need for."""
        _, view, order, blocks, row = self.stored
        steps = {"row": row, "view": view, "order": order, "blocks": blocks}
        needed = {name: step for name, step in steps.items() if step not in (None, ())}
        return {"at": self.at, "shape": self.weight.shape, **needed}


Holders = Callable[[Node], Iterable[tuple[str, Mapping[str, Stored]]]]
"""For a node: the path of each module or layer that holds weights of it, and which."""


def weight_name(node: Node, weight: Weight) -> str:
    """What a weight is called in a file of weights: `stages.0.conv1.kernel`."""
    return f"{node.path}.{weight.name}"


def holding(graph: Graph) -> Iterator[Node]:
    """The nodes whose weights can be carried, shared ones at their owner.

    An opaque layer's are its library's own affair.
    """
    owners = (node for node in graph.nodes if not node.shared)
    return (node for node in owners if node.weights and not node.layer.opaque)


def places(graph: Graph, holders: Holders) -> dict[str, Place]:
    """The place of every weight by its name.

    Raises LookupError for a weight that no part of its layer's spelling claims.
    """
    found: dict[str, Place] = {}
    for node in holding(graph):
        held = {name: (at, one) for at, parts in holders(node) for name, one in parts.items()}
        for weight in node.weights:
            if weight.name not in held:
                raise LookupError(f"no part of `{node.layer.word}` stores `{weight.name}`")
            at, stored = held[weight.name]
            found[weight_name(node, weight)] = Place(f"{at}.{stored.at}", weight, stored)
    return found


def table_file(models: Mapping[str, Mapping[str, Place]]) -> str:
    """The text of `weights.json`: for each model a line for each weight."""
    texts = []
    for model, table in models.items():
        lines = [f"  {json.dumps(n)}: {json.dumps(place.entry)}" for n, place in table.items()]
        texts.append(f" {json.dumps(model)}: {{\n" + ",\n".join(lines) + "\n }")
    return "{\n" + ",\n".join(texts) + "\n}\n"


def weight_files(
    models: Mapping[str, Mapping[str, Place]], folder: Path, docstring: str,
    known: Mapping[str, Import],
) -> dict[str, str]:  # fmt: skip
    """The files that carry the weights of a program's models; none where no model has any."""
    if not any(models.values()):
        return {}
    text = weights_file(folder, docstring, models, known)
    return {"weights.json": table_file(models), "weights.py": text}


def weights_header(origin: str, digest: str) -> str:
    """The docstring of `weights.py`."""
    note = (
        "A `.safetensors` file holds them under the spec's names, in its order of axes, for the\n"
        "same model in any framework; `weights.json` says where they belong in this one."
    )
    return header("Saves and loads the weights of the models in model.py.", origin, digest, note)


def weights_file(
    folder: Path, docstring: str, models: Mapping[str, Mapping[str, Place]],
    known: Mapping[str, Import],
) -> str:  # fmt: skip
    """The text of `weights.py` from a backend's template; `known` is what only that imports."""
    stored = [place.stored for table in models.values() for place in table.values()]
    values = {
        "turned": any(one.order or one.blocks or one.row is not None for one in stored),
        "row": any(one.row is not None for one in stored),
        "view": any(one.shape for one in stored),
        "order": any(one.order for one in stored),
        "blocks": any(one.blocks for one in stored),
    }
    own = rendered(folder, "weights.py.jinja", values)
    turning = rendered(TEMPLATES, "weights.jinja", values)
    return assembled(docstring, f"{own}\n\n{turning}", {**KNOWN, **known})
