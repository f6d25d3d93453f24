"""`weights.py` and `weights.json`: the weights of PyTorch models in specc's own form."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from specc.emit.carry import Place, places, table_file, weights_file
from specc.emit.harness.program import Import
from specc.emit.paths import module_paths
from specc.emit.stored import Stored
from specc.ir.graph import Node
from specc_pytorch.model_file import ModelPlan

TEMPLATES = Path(__file__).parent / "templates"
KNOWN = {
    "Tensor": Import("torch", "Tensor"),
    "nn": Import("torch", "nn"),
    "torch": Import("torch"),
}


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
        paths = module_paths(planned.plan, index)
        speller = planned.spellers[index]

        def holders(node: Node) -> Iterable[tuple[str, Mapping[str, Stored]]]:
            for part in speller.parts(node):  # noqa: B023
                if part.stored:
                    yield paths[node.id][part.suffix], part.stored  # noqa: B023

        found[model.name] = places(model.graph, holders)
    return found
