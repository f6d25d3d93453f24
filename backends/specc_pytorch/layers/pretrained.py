"""Networks of torchvision without their pooling and head."""

from specc.emit.expression import OWN, Expr, Given, Member, call
from specc.layers.pretrained import Pretrained
from specc_pytorch.spelling import FIRST, Part, Site, spells

BODIES = {"resnet": "resnet_body", "densenet": "densenet_body", "convnext": "convnext_body"}
"""The helpers that cut a network's head off where it has no attribute for the rest."""

WEIGHTS = {"imagenet": "IMAGENET1K_V1", None: None}


@spells(Pretrained, wants=FIRST)
def pretrained(site: Site) -> list[Part]:
    """`torchvision.models.resnet50`, on images scaled as its weights want them."""
    layer = site.layer
    assert isinstance(layer, Pretrained)
    weights = WEIGHTS[layer.start]
    network = call(f"torchvision.models.{layer.network}", weights=weights)
    body = _body(layer.network, network)
    make = body if layer.trainable else call("frozen_norm", body)
    return [Part(call(OWN, call("scaled_for_imagenet", Given(0))), make)]


def _body(name: str, network: Expr) -> Expr:
    helper = next((body for start, body in BODIES.items() if name.startswith(start)), None)
    return Member(network, "features") if helper is None else call(helper, network)
