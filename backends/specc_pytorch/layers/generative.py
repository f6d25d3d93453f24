"""Layers of generative models."""

from specc.emit.expression import OWN, Given, Member, call, method
from specc.emit.stored import Stored
from specc.initialiser import Zeros
from specc.layers.generative import Learned, Noise, SampleNormal
from specc_pytorch.spelling import LAST, Part, Site, function, module, spells
from specc_pytorch.start import kernel_start


@spells(SampleNormal)
def sample_normal(site: Site) -> list[Part]:
    """A small module of the model's own."""
    return [Part(call(OWN, Given(0), Given(1)), call("SampleNormal"))]


@spells(Learned, wants=LAST)
def learned(site: Site) -> list[Part]:
    """A small module of the model's own, called with a tensor that says how many examples."""
    layer = site.layer
    assert isinstance(layer, Learned)
    make = call("Learned", *layer.sizes)
    if not isinstance(layer.init, Zeros):
        make = kernel_start(layer.init, make)
    return [module(make if layer.trainable else call("frozen", make), value=Stored("weight"))]


@spells(Noise, wants=LAST)
def noise(site: Site) -> list[Part]:
    """`torch.randn`, where and as the model's input is."""
    like = {"device": Member(Given(0), "device")}
    if site.inputs[0].dtype == "float":
        like["dtype"] = Member(Given(0), "dtype")
    return [function(call("torch.randn", method(Given(0), "size", 0), *site.layer.sizes, **like))]  # type: ignore[attr-defined]
