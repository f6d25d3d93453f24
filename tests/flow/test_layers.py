"""Every layer has an answer, and no answer is impossible."""

import math
from importlib import import_module
from itertools import chain

import pytest

import specc.layers  # noqa: F401
from specc.flow.path import WORDS
from specc.flow.state import Gradient, Signal
from specc.flow.tape import Tape
from specc.layer import Activation, Case, Layer

from .predicted import Inside, spec_of

CASES = [
    pytest.param(case, id=f"{case.use}-{at}")
    for layer in Layer.known.values()
    for at, case in enumerate(layer.cases)
]

UNKNOWN = {"Pretrained"}
"""Layers behind which nothing is known, and that say so."""


@pytest.mark.parametrize("layer", Layer.known.values(), ids=lambda layer: layer.word)
def test_every_layer_says_how_signal_passes(layer: type[Layer]) -> None:
    said = next(one for one in layer.__mro__ if "signal" in vars(one))
    assert said is not Layer, f"{layer.word} needs a `signal`"
    if said is Activation:
        assert layer.value is not Activation.value
        assert layer.derivative is not Activation.derivative


@pytest.mark.parametrize("case", CASES)
def test_every_case_gets_possible_numbers(case: Case) -> None:
    inside = Inside(spec_of(case), batch=8)
    word = case.use.partition("(")[0]
    assert bool(inside.walk.path.reasons) == (word in UNKNOWN)
    for value in inside.graph.values:
        signal = inside.walk.signals[value.id]
        if signal is None:
            assert word in UNKNOWN
        elif value.type.dtype == "float":
            assert signal.sizes == value.type.sizes
            assert_possible(signal)
            gradient = inside.walk.path.gradients.get(id(signal))
            if gradient is not None and word not in UNKNOWN:
                assert_possible_gradient(gradient)


def assert_possible(signal: Signal) -> None:
    """No mean product is larger than the mean square, and nor is the square of the mean."""
    most = signal.square * (1.0 + 1e-6) + 1e-9
    for one in (*signal.products, signal.mean**2):
        assert math.isfinite(one)
        assert abs(one) <= most


def assert_possible_gradient(gradient: Gradient) -> None:
    assert gradient.square >= 0.0
    assert all(math.isfinite(one) for one in gradient.products)
    assert all(abs(one) <= gradient.square * (1 + 1e-6) + 1e-9 for one in gradient.products)


ELEMENTWISE = [
    layer for layer in Layer.known.values() if issubclass(layer, Activation) and layer.elementwise
]


@pytest.mark.parametrize("layer", ELEMENTWISE, ids=lambda layer: layer.word)
@pytest.mark.parametrize("x", [-7.3, -1.1, -0.2, 0.3, 1.7, 5.1, 9.0])
def test_derivatives(layer: type[Activation], x: float) -> None:
    function, step = layer(), 1e-6
    slope = (function.value(x + step) - function.value(x - step)) / (2.0 * step)
    assert function.derivative(x) == pytest.approx(slope, abs=1e-5)


def test_words_are_found_where_they_are_said() -> None:
    """The table that says which file to import for a word is complete and right."""
    for file, words in WORDS.items():
        said = getattr(import_module(f"specc.flow.{file}"), file.capitalize())
        assert issubclass(said, Tape)
        public = {name for name in vars(said) if not name.startswith("_")}
        assert set(words.split()) <= public
    listed = list(chain.from_iterable(words.split() for words in WORDS.values()))
    assert len(listed) == len(set(listed))
