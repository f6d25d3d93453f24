"""Recurrent layers: PyTorch's own where these mean the same, small classes for the others.

PyTorch's `dropout` acts between the layers of a stack, which is another thing than the spec's.
"""

from typing import Any

from specc.emit.expression import (
    OWN,
    Call,
    Code,
    Expr,
    Given,
    Lit,
    Sequence,
    Subscript,
    call,
    method,
    unless,
    walk,
)
from specc.emit.stored import Stored
from specc.initialiser import GlorotUniform, Orthogonal
from specc.ir.tensor import TensorType
from specc.layer import Activation
from specc.layers.activation import ReLU, Tanh
from specc.layers.recurrent import GRU, LSTM, RNN, Recurrent
from specc_pytorch.spelling import LAST, Part, Site, function, module, spelling_of, spells
from specc_pytorch.start import as_function, started_by, value_of

X = Given(0)


@spells(RNN, LSTM, GRU, wants=LAST)
def recurrent(site: Site) -> list[Part]:
    """The layer, and what picks or turns its results."""
    layer = site.layer
    assert isinstance(layer, Recurrent)
    stepped = _stepped(site, layer)
    make = _started(layer, _steps(site, layer) if stepped else _own(site, layer))
    dropped = bool(layer.dropout) and not stepped
    parts = [module(call("SequenceDropout", layer.dropout), "dropout")] if dropped else []
    given = tuple(Given(index) for index in range(1, len(site.inputs)))
    if layer.state or (given and layer.bidirectional):
        return [*parts, _with_state(layer, make, given)]
    return [*parts, *_plain(layer, make, given)]


def _stepped(site: Site, layer: Recurrent) -> bool:
    """Whether PyTorch's own layer cannot say it, at least while it trains.

    Dropout of the inputs can stand in front of it, unless each direction has its own, or a state
    comes in beside the inputs.
    """
    several = layer.bidirectional or len(site.inputs) > 1
    return _unknown(layer) or bool(layer.recurrent_dropout or (layer.dropout and several))


def _unknown(layer: Recurrent) -> bool:
    """Whether `nn.RNN` does not have the activation."""
    return isinstance(layer, RNN) and not isinstance(layer.activation, (Tanh, ReLU))


def _nonlinearity(layer: Recurrent) -> dict[str, Any]:
    relu = isinstance(layer, RNN) and isinstance(layer.activation, ReLU)
    return {"nonlinearity": "relu"} if relu else {}


def _own(site: Site, layer: Recurrent) -> Call:
    return call(
        f"nn.{layer.word}",
        Lit(site.channels, "input_size"),
        Lit(layer.units, "hidden_size"),
        **_nonlinearity(layer),
        bias=unless(layer.bias, True),
        batch_first=True,
        bidirectional=unless(layer.bidirectional, False),
    )


def _steps(site: Site, layer: Recurrent) -> Call:
    activation = _nonlinearity(layer)
    if isinstance(layer, RNN) and _unknown(layer):
        activation = {"activation": _function(layer.activation, site)}
    return call(
        "SteppedRNN" if _unknown(layer) else f"Dropout{layer.word}",
        Lit(site.channels, "input_size"),
        Lit(layer.units, "hidden_size"),
        **activation,
        input_dropout=unless(layer.dropout, 0.0),
        recurrent_dropout=unless(layer.recurrent_dropout, 0.0),
        bias=unless(layer.bias, True),
        bidirectional=unless(layer.bidirectional, False),
    )


def _function(activation: Activation | None, site: Site) -> Expr:
    """An activation as a function of one tensor."""
    if activation is None:
        return call("nn.Identity")
    units = (TensorType((1,)),)
    inner = site._replace(node=site.node._replace(layer=activation), inputs=units, outputs=units)
    spelling = spelling_of(type(activation))
    assert spelling is not None, type(activation).__name__
    (part,) = spelling.write(inner)
    return as_function(
        walk(part.apply, lambda one: Code("x") if isinstance(one, Given) else None), "x"
    )


def _started(layer: Recurrent, make: Expr) -> Expr:
    """The module with its weights started, and marked for penalties and freezing."""
    start = "start_recurrent"
    if layer.bias and not isinstance(layer, GRU):
        start = "start_lstm" if isinstance(layer, LSTM) else "start_rnn"
    make = call(start, make, bias=unless(value_of(layer.bias_init), 0.0))
    if not isinstance(layer.init, GlorotUniform):
        make = call("start_weights", started_by(layer.init), make)
    if layer.recurrent_init != Orthogonal():
        make = call("start_weights", started_by(layer.recurrent_init), make, kind="weight_hh")
    penalties = {n: getattr(layer, n) for n in ("l1", "l2", "max_norm") if getattr(layer, n)}
    if penalties and layer.trainable:
        make = call("regularized", make, **penalties)
    return make if layer.trainable else call("frozen", make)


def _plain(layer: Recurrent, make: Expr, given: tuple[Expr, ...]) -> list[Part]:
    """PyTorch gives the results of all steps and the state; here only the results are used."""
    start = tuple(method(part, "unsqueeze", 0) for part in given)
    state = (Sequence(start, round=True),) if len(start) > 1 else start
    apply = call(OWN, method(X, "flip", 1) if layer.reverse else X, *state)
    run = Part(apply, make, glue=not layer.sequences, stored=_stored(layer), dropped=1)
    if layer.sequences:
        return [run, function(method(X, "flip", 1))] if layer.reverse else [run]
    return [run, function(call("both_ends", X) if layer.bidirectional else Subscript(X, ":, -1"))]


def _with_state(layer: Recurrent, make: Expr, given: tuple[Expr, ...]) -> Part:
    apply = call("with_state", OWN, method(X, "flip", 1) if layer.reverse else X, *given)
    if not layer.sequences:
        apply = call("last_result", apply)
    elif layer.reverse:
        apply = call("turned", apply)
    dropped = 0 if layer.state else len(layer.states)
    return Part(apply, make, stored=_stored(layer), dropped=dropped)


def _stored(layer: Recurrent) -> dict[str, Stored]:
    forward = _direction(layer, "", "_l0")
    return (
        forward | _direction(layer, "backward_", "_l0_reverse") if layer.bidirectional else forward
    )


def _direction(layer: Recurrent, prefix: str, suffix: str) -> dict[str, Stored]:
    """Where one direction's arrays are; PyTorch's gates of a GRU are r, z, n."""
    blocks = (1, 0, 2) if isinstance(layer, GRU) else ()
    places = {
        "kernel": Stored(f"weight_ih{suffix}", order=(1, 0), blocks=blocks),
        "recurrent_kernel": Stored(f"weight_hh{suffix}", order=(1, 0), blocks=blocks),
    }
    for name, at in zip(layer.biases if layer.bias else (), ("bias_ih", "bias_hh"), strict=False):
        places[name] = Stored(f"{at}{suffix}", blocks=blocks)
    return {f"{prefix}{name}": place for name, place in places.items()}
