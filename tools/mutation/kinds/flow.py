"""Faults that lose the signal or the gradient on its way through a network at its start."""

from collections.abc import Iterator

from specc.layer import Weighted
from specc.layers.convolution import Conv2D
from specc.layers.dense import Dense
from specc.layers.merging import Add, Concat
from specc.layers.normalisation import BatchNorm, GroupNorm, InstanceNorm, LayerNorm
from specc.layers.recurrent import GRU, LSTM
from tools.mutation.draft import named, settings
from tools.mutation.kind import Planting, kind
from tools.mutation.reach import BENDING, bent, hidden, only_way
from tools.mutation.seed import Form, Seed

NORMS = (BatchNorm, GroupNorm, InstanceNorm, LayerNorm)

DEEP, VERY_DEEP = 6, 20
"""Sigmoids in a row from which on the gradient is lost, and layers that want a norm or skips."""


@kind("vanishing-gradient", "signal-collapse", on=Form.TRAINED)
def sigmoid_everywhere(seed: Seed) -> Iterator[Planting]:
    """Sigmoids for all activations of a deep network without norms and skips."""
    spots = [spot for spot in seed.spots(Weighted) if spot.word("activation") in BENDING]
    deep = [spot for spot in spots if hidden(spot)]
    if sum(len(spot.found) for spot in deep) >= DEEP and not seed.has(*NORMS):
        yield tuple(seed.setting(spot.use, "activation", "sigmoid") for spot in deep)


@kind("saturating-hidden", "vanishing-gradient", "signal-collapse", on=Form.TRAINED)
def sigmoids_inside(seed: Seed) -> Iterator[Planting]:
    """Sigmoids for the activations of two hidden layers, which the prediction may prove to hurt."""
    spots = [spot for spot in bent(seed) if len(spot.found) <= 2]
    if sum(len(spot.found) for spot in spots) >= 2 and not seed.has(*NORMS):
        yield tuple(seed.setting(spot.use, "activation", "sigmoid") for spot in spots[:2])


@kind("init-scale-extreme", "exploding-gradient", "signal-collapse")
def kernel_far_too_large(seed: Seed) -> Iterator[Planting]:
    """A hidden layer whose kernel starts with a standard deviation of 30."""
    for spot in bent(seed):
        yield seed.put(spot, "init", "normal(30)")


@kind("init-scale-extreme", "vanishing-gradient", "signal-collapse")
def kernel_far_too_small(seed: Seed) -> Iterator[Planting]:
    """A hidden layer whose kernel starts with a standard deviation of a millionth.

    A branch that starts near 0 leaves the sum that it goes into to the others.
    """
    for spot in bent(seed):
        if only_way(spot) or not seed.has(Add):
            yield seed.put(spot, "init", "normal(1e-6)")


@kind("deep-plain-network", "vanishing-gradient", "exploding-gradient", "signal-collapse")
def norms_forgotten(seed: Seed) -> Iterator[Planting]:
    """A deep network without skips that has lost the norms behind its layers."""
    spots = list(seed.spots(BatchNorm))
    deep = sum(len(spot.found) for spot in spots) >= VERY_DEEP
    if deep and not seed.has(Add, Concat):
        yield tuple(seed.drop(spot.step) for spot in spots)


@kind("deep-plain-network", "vanishing-gradient", "exploding-gradient", "signal-collapse")
def plain_network_made_deep(seed: Seed) -> Iterator[Planting]:
    """Stages with three times as many layers, in a network without norms and skips."""
    deep = [one for use in seed.layers() for name, one in named(use) if name.text == "depth"]
    layers = sum(len(spot.found) for spot in seed.spots(Conv2D))
    if deep and 3 * layers >= VERY_DEEP and not seed.has(Add, *NORMS):
        yield tuple(seed.replace(one.value.span, f"3 * {seed.cut(one.value.span)}") for one in deep)


@kind("rnn-long-sequence")
def simple_recurrence_over_a_long_sequence(seed: Seed) -> Iterator[Planting]:
    """An `RNN` for an LSTM or a GRU whose last result after 100 steps and more is used.

    Started as PyTorch's, by random numbers: an orthogonal kernel keeps small signals for long.
    """
    for spot in seed.spots(LSTM, GRU):
        steps = [sizes[0] for sizes in spot.shapes]
        long = all(isinstance(size, int) and size >= 100 for size in steps)
        if long and spot.given("sequences") is None and spot.given("state") is None:
            given = [seed.cut(one.span) for one in settings(spot.use)]
            random = ", ".join([*given, "recurrent_init=uniform(0.125)"])
            yield seed.replace(spot.use.span, f"RNN({random})")


@kind("regression-step-diverges", on=Form.TRAINED)
def wide_layer_under_sgd(seed: Seed) -> Iterator[Planting]:
    """A thousand features behind which `mse` is trained by `sgd` at a rate of 0.1."""
    for one, head in seed.heads("mse"):
        before = one.facts.graph.producer(head.found[0].node.inputs[0])
        for spot in seed.spots(Dense) if one.target_word == "real" else ():
            if before in [node for _, node in spot.found]:
                yield seed.units(spot, "1021"), seed.train("optimizer", "sgd(lr=0.1)")
