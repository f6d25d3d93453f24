"""What a caller of a generated model must know: its class, and the layout of its tensors."""

from specc.ir.graph import Graph
from specc_pytorch.layout import FIRST
from specc_pytorch.model_file import class_name
from specc_pytorch.speller import TorchSpeller

__all__ = ["channels_first", "class_name"]


def channels_first(graph: Graph) -> frozenset[str]:
    """The inputs and outputs of a model that have their channels behind the batch axis."""
    layout = TorchSpeller(graph).layout
    found = set()
    for name, value in (*graph.inputs.items(), *graph.outputs.items()):
        image = value.type.rank > 2 and value.type.dtype == "float"
        if value.type.rank > 1 and (image or layout[value.id] == FIRST):
            found.add(name)
    return frozenset(found)
