"""`weights.py` and `weights.json`: the weights of PyTorch models in specc's own form."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from specc.emit import carry
from specc.emit.carry import places
from specc.emit.harness.program import Import
from specc.emit.paths import module_paths
from specc.emit.stored import Stored
from specc.ir.graph import Node
from specc_pytorch.model_file import ModelPlan
from specc_pytorch.speller import TorchSpeller

TEMPLATES = Path(__file__).parent / "templates"
KNOWN = {
    "Tensor": Import("torch", "Tensor"),
    "nn": Import("torch", "nn"),
    "torch": Import("torch"),
}


def weight_files(planned: ModelPlan, docstring: str) -> dict[str, str]:
    """The files that carry the weights of a program's models; none where no model has any."""
    models = zip(planned.plan.models, planned.spellers, strict=True)
    tables = {
        model.name: places(
            model.graph, partial(_holders, speller, module_paths(planned.plan, index))
        )
        for index, (model, speller) in enumerate(models)
    }
    return carry.weight_files(tables, TEMPLATES, docstring, KNOWN)


def _holders(
    speller: TorchSpeller, paths: Mapping[int, Mapping[str, str]], node: Node
) -> Iterator[tuple[str, Mapping[str, Stored]]]:
    for part in speller.parts(node):
        if part.stored:
            yield paths[node.id][part.suffix], part.stored
