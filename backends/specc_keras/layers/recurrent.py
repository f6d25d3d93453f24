"""Recurrent layers: Keras' own, and small functions that turn results and pair states."""

from typing import Any

from specc.emit.expression import OWN, Call, Expr, Given, Lit, Sequence, call, unless
from specc.emit.stored import Stored
from specc.layers.activation import ELU, GELU, LeakyReLU
from specc.layers.recurrent import GRU, LSTM, RNN, Recurrent
from specc_keras.activation import activation_word
from specc_keras.speller import MissingSpelling
from specc_keras.spelling import Part, Site, function, spells
from specc_keras.start import initializer, kernel_arguments, shared_arguments


@spells(RNN, LSTM, GRU)
def recurrent(site: Site) -> list[Part]:
    """`layers.SimpleRNN`, `LSTM` or `GRU`, in `layers.Bidirectional` where it reads both ways."""
    layer = site.layer
    assert isinstance(layer, Recurrent)
    make = _make(site, layer)
    if layer.bidirectional:
        make = call("layers.Bidirectional", make)
    apply: Expr = call(OWN, Given(0), **_start(site, layer))
    if layer.state and layer.bidirectional:
        apply = call("side_by_side", apply)
    turned = layer.reverse and layer.sequences
    if turned and layer.state:
        apply = call("turned", apply)
    part = Part(apply, make, main=True, stored=_stored(layer))
    flip = function(call("ops.flip", Given(0), axis=1))
    return [part, flip] if turned and not layer.state else [part]


def _make(site: Site, layer: Recurrent) -> Call:
    word = "SimpleRNN" if isinstance(layer, RNN) else layer.word
    weights = site.node.weights
    activation: dict[str, Any] = {}
    if isinstance(layer, RNN):
        activation = {"activation": unless(_activation(site, layer), "tanh")}
    return call(
        f"layers.{word}",
        Lit(layer.units, "units"),
        **activation,
        return_sequences=unless(layer.sequences, False),
        return_state=unless(layer.state, False),
        go_backwards=unless(layer.reverse, False),
        dropout=unless(layer.dropout, 0.0),
        recurrent_dropout=unless(layer.recurrent_dropout, 0.0),
        **shared_arguments(layer, weights),
        **kernel_arguments(layer, weights),
        recurrent_initializer=unless(initializer(weights[1]), "orthogonal"),
    )


def _activation(site: Site, layer: RNN) -> Any:
    """Keras' word for what is applied at every step, or a layer that says it."""
    inner = layer.activation
    if inner is None or activation_word(inner) is not None:
        return activation_word(inner)
    if isinstance(inner, GELU) and not inner.approximate:
        return "gelu"
    if isinstance(inner, ELU):
        return "elu" if inner.alpha == 1.0 else call("layers.ELU", inner.alpha)
    if isinstance(inner, LeakyReLU):
        return call("layers.LeakyReLU", inner.slope)
    raise MissingSpelling(site.node)


def _start(site: Site, layer: Recurrent) -> dict[str, Any]:
    """The state that comes in; `Bidirectional` takes that of each direction by itself."""
    state = tuple(Given(index) for index in range(1, len(site.inputs)))
    if not state:
        return {}
    if layer.bidirectional:
        return {"initial_state": call("by_direction", *state)}
    return {"initial_state": state[0] if len(state) == 1 else Sequence(state)}


def _stored(layer: Recurrent) -> dict[str, Stored]:
    if not layer.bidirectional:
        return _cell(layer, "", "cell")
    forward = _cell(layer, "", "forward_layer.cell")
    return forward | _cell(layer, "backward_", "backward_layer.cell")


def _cell(layer: Recurrent, prefix: str, at: str) -> dict[str, Stored]:
    """Where one direction's arrays are; both biases of a GRU are rows of one array."""
    places = {name: Stored(f"{at}.{name}") for name in ("kernel", "recurrent_kernel")}
    several = len(layer.biases) > 1
    for row, name in enumerate(layer.biases if layer.bias else ()):
        places[name] = Stored(f"{at}.bias", row=row if several else None)
    return {f"{prefix}{name}": place for name, place in places.items()}
