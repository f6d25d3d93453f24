"""Activations as functions."""

from collections.abc import Callable
from typing import Any

from specc.emit.expression import Expr, Given, Infix, Lit, call, method, unless
from specc.emit.stored import Stored
from specc.layer import Activation
from specc.layers.activation import (
    ELU,
    GELU,
    GLU,
    SELU,
    HardSigmoid,
    HardSwish,
    LeakyReLU,
    LogSoftmax,
    Mish,
    PReLU,
    ReLU,
    ReLU6,
    Sigmoid,
    SiLU,
    Softmax,
    Softplus,
    Softsign,
    Step,
    Tanh,
)
from specc_pytorch.spelling import FIRST, Part, Site, function, module, spells
from specc_pytorch.start import value_of, vector_start

X = Given(0)
PRELU_START = 0.25
"""What PyTorch starts slopes with."""
_PLAIN: dict[type[Activation], Callable[[Any], Expr]] = {
    ReLU: lambda _: call("F.relu", X),
    ReLU6: lambda _: call("F.relu6", X),
    LeakyReLU: lambda layer: call("F.leaky_relu", X, layer.slope),
    ELU: lambda layer: call("F.elu", X, alpha=unless(layer.alpha, 1.0)),
    SELU: lambda _: call("F.selu", X),
    GELU: lambda layer: call(
        "F.gelu", X, approximate=unless("tanh" if layer.approximate else "none", "none")
    ),
    SiLU: lambda _: call("F.silu", X),
    Mish: lambda _: call("F.mish", X),
    Sigmoid: lambda _: call("torch.sigmoid", X),
    HardSigmoid: lambda _: call("F.hardsigmoid", X),
    HardSwish: lambda _: call("F.hardswish", X),
    Tanh: lambda _: call("torch.tanh", X),
    Softplus: lambda _: call("F.softplus", X),
    Softsign: lambda _: call("F.softsign", X),
    Step: lambda _: method(Infix(">=", X, Lit(0)), "float"),
}


@spells(*_PLAIN)
def plain(site: Site) -> list[Part]:
    """A function of `torch` or `torch.nn.functional`."""
    return [function(_PLAIN[type(site.layer)](site.layer))]  # type: ignore[index]


@spells(Softmax, LogSoftmax)
def softmax(site: Site) -> list[Part]:
    """`softmax` over one axis."""
    name = "F.softmax" if isinstance(site.layer, Softmax) else "F.log_softmax"
    return [function(call(name, X, dim=site.dim(site.layer.axis)))]  # type: ignore[attr-defined]


@spells(GLU)
def glu(site: Site) -> list[Part]:
    """`F.glu` over the channels."""
    return [function(call("F.glu", X, dim=unless(site.dim(-1), -1)))]


@spells(PReLU, wants=FIRST)
def prelu(site: Site) -> list[Part]:
    """`nn.PReLU` with a slope for each channel."""
    init = site.node.weights[0].init
    start = value_of(init, drawn=PRELU_START)
    make: Expr = call(
        "nn.PReLU", Lit(site.channels, "num_parameters"), init=unless(start, PRELU_START)
    )
    make = vector_start(init, make, "weight")
    made = make if site.layer.trainable else call("frozen", make)  # type: ignore[attr-defined]
    return [module(made, slope=Stored("weight"))]
