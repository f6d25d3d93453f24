"""Activations as layers: Keras' words, and functions for the few that have settings."""

from specc.emit.expression import Given, Lit, Member, call, unless
from specc.emit.stored import Stored
from specc.layer import Activation
from specc.layers.activation import ELU, GELU, GLU, LeakyReLU, LogSoftmax, PReLU, Softmax, Step
from specc_keras.activation import activation_word
from specc_keras.spelling import Part, Site, function, made, spells
from specc_keras.start import initializer

X = Given(0)


@spells(Activation)
def by_word(site: Site) -> list[Part]:
    """`layers.Activation("tanh")`; ReLU has a layer of its own."""
    word = activation_word(site.layer)  # type: ignore[arg-type]
    assert word is not None, site.layer.word
    return [made(call("layers.ReLU") if word == "relu" else call("layers.Activation", word))]


@spells(LeakyReLU)
def leaky_relu(site: Site) -> list[Part]:
    """`layers.LeakyReLU`."""
    return [made(call("layers.LeakyReLU", negative_slope=unless(site.layer.slope, 0.3)))]  # type: ignore[attr-defined]


@spells(ELU)
def elu(site: Site) -> list[Part]:
    """`layers.ELU`."""
    return [made(call("layers.ELU", alpha=unless(site.layer.alpha, 1.0)))]  # type: ignore[attr-defined]


@spells(GELU)
def gelu(site: Site) -> list[Part]:
    """The exact form, or with `approximate` the one with tanh."""
    approximate = unless(site.layer.approximate, False)  # type: ignore[attr-defined]
    return [function(call("keras.activations.gelu", X, approximate=approximate))]


@spells(Softmax)
def softmax(site: Site) -> list[Part]:
    """`layers.Softmax`."""
    return [made(call("layers.Softmax", axis=unless(site.axis(site.layer.axis), -1)))]  # type: ignore[attr-defined]


@spells(LogSoftmax)
def log_softmax(site: Site) -> list[Part]:
    """`log_softmax` over one axis."""
    axis = unless(site.axis(site.layer.axis), -1)  # type: ignore[attr-defined]
    return [function(call("keras.activations.log_softmax", X, axis=axis))]


@spells(GLU)
def glu(site: Site) -> list[Part]:
    """`keras.activations.glu` over the channels."""
    return [function(call("keras.activations.glu", X))]


@spells(PReLU)
def prelu(site: Site) -> list[Part]:
    """`layers.PReLU` with one slope for each channel."""
    axes = Lit(list(range(1, site.spatial + 1))) if site.spatial else Lit(None)
    start = unless(initializer(site.node.weights[0]), "zeros")
    trainable = unless(site.layer.trainable, True)  # type: ignore[attr-defined]
    shared = unless(axes.value, None)
    make = call("layers.PReLU", alpha_initializer=start, shared_axes=shared, trainable=trainable)
    return [made(make, main=True, slope=Stored("alpha"))]


@spells(Step)
def step(site: Site) -> list[Part]:
    """1 where x >= 0, else 0."""
    return [function(call("ops.cast", call("ops.greater_equal", X, 0), Member(X, "dtype")))]
