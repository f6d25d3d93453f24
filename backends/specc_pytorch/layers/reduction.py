"""One number of all those along some axes."""

from specc.emit.expression import Given, call, method, unless
from specc.ir.graph import Node
from specc.ir.tensor import TensorType
from specc.layers.reduction import Max, Mean, Norm, Reduction, Sum
from specc_pytorch.layers.indexing import dims_of, drops
from specc_pytorch.spelling import ANY, Part, Site, function, spells

METHODS = {"Mean": "mean", "Sum": "sum", "Max": "amax"}


def _layout(node: Node, kinds: tuple[TensorType, ...]) -> str:
    layer = node.layer
    assert isinstance(layer, Reduction)
    return ANY if layer.keep else drops(kinds[0], layer.axis)


@spells(Mean, Sum, Max, wants=_layout)
def reduced(site: Site) -> list[Part]:
    """`mean`, `sum` or `amax`."""
    layer = site.layer
    assert isinstance(layer, Reduction)
    keep = unless(layer.keep, False)
    dim = dims_of(site, layer.axis)
    return [function(method(Given(0), METHODS[layer.word], dim=dim, keepdim=keep))]


@spells(Norm, wants=_layout)
def norm(site: Site) -> list[Part]:
    """`torch.linalg.vector_norm`."""
    layer = site.layer
    assert isinstance(layer, Norm)
    keep = unless(layer.keep, False)
    dim = dims_of(site, layer.axis)
    return [function(call("torch.linalg.vector_norm", Given(0), dim=dim, keepdim=keep))]
