"""Faults in how weights start."""

from collections.abc import Iterator

from specc.layers.convolution import Conv2D
from specc.layers.dense import Dense
from specc.layers.recurrent import LSTM
from tools.mutation.kind import Planting, kind
from tools.mutation.reach import bent, hidden
from tools.mutation.seed import Seed
from tools.mutation.word import names


@kind("constant-init")
def kernel_of_zeros(seed: Seed) -> Iterator[Planting]:
    """A hidden layer whose kernel starts as zeros under a ReLU."""
    for spot in bent(seed):
        yield seed.put(spot, "init", "zeros") if spot.word("activation") == "relu" else None


@kind("constant-init")
def kernel_of_one_number(seed: Seed) -> Iterator[Planting]:
    """A hidden layer whose kernel starts as one number. Dropout would tell its units apart."""
    for spot in bent(seed):
        if hidden(spot, but="regularising"):
            yield seed.put(spot, "init", "constant(0.05)")


@kind("dying-relu-risk")
def bias_that_shuts_a_relu(seed: Seed) -> Iterator[Planting]:
    """Biases of a ReLU layer that start at -1."""
    for spot in seed.spots(Dense, Conv2D):
        if spot.word("activation") == "relu" and spot.word("bias") != "false":
            yield seed.put(spot, "bias_init", "constant(-1)")


@kind("nonzero-bias-init", "vanishing-gradient")
def bias_far_from_zero(seed: Seed) -> Iterator[Planting]:
    """Hidden biases that start at 5.

    Where they shut a layer whose activation has bounds, `vanishing-gradient` says how much.
    """
    for spot in bent(seed):
        yield seed.put(spot, "bias_init", "constant(5)")


@kind("forget-bias-zero")
def lstm_without_biases(seed: Seed) -> Iterator[Planting]:
    """An LSTM over 200 steps without the bias that lets it remember at the start."""
    for spot in seed.spots(LSTM):
        bare = seed.put(spot, "bias", "false")
        for one in seed.dims():
            every = names(tuple(seed.blocks()))
            places = [name.span for name in every if name.text == one.names[0].text]
            known = [seed.replace(span, "200") for span in places]
            yield (bare, seed.replace(one.span, ""), *known) if len(one.names) == 1 else None
