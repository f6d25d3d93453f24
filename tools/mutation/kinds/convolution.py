"""Faults in convolutions and pools."""

from collections.abc import Iterator

from specc.layers.convolution import Conv2D, DepthwiseConv2D
from specc.layers.pooling import AvgPool2D, GlobalAvgPool, MaxPool2D
from specc.layers.text import Embedding, PositionEmbedding
from specc.layers.transposed import ConvTranspose2D
from tools.mutation.kind import Planting, kind
from tools.mutation.reach import followed_by, square
from tools.mutation.seed import Form, Seed

POOLS = (MaxPool2D, AvgPool2D)
LARGE = 32
"""Sides of an image on which a larger stride leaves something."""


@kind("padded-1x1")
def padding_of_a_1x1(seed: Seed) -> Iterator[Planting]:
    """Padding around a 1x1 convolution, where the larger result still fits."""
    for spot in seed.spots(Conv2D):
        padded = seed.put(spot, "padding", "1")
        if square(spot, "kernel") == 1 and square(spot, "stride") == 1 and seed.fits(padded):
            yield padded


@kind("stride-exceeds-kernel")
def stride_above_the_kernel(seed: Seed) -> Iterator[Planting]:
    """A stride that is one more than the window, where the smaller result still fits.

    At most twice the stride that it was: else nothing is left for the layers behind.
    """
    for spot in seed.spots(Conv2D, DepthwiseConv2D, *POOLS):
        window = square(spot, "size" if isinstance(spot.layer, POOLS) else "kernel")
        strided = seed.put(spot, "stride", str(window + 1))
        wide = min(spot.sides, default=0) >= LARGE and window < 2 * square(spot, "stride")
        if window > 1 and wide and seed.fits(strided):
            yield strided


@kind("deconv-checkerboard")
def kernel_that_its_stride_does_not_divide(seed: Seed) -> Iterator[Planting]:
    """A transposed convolution of three under a stride of two."""
    for spot in seed.spots(ConvTranspose2D):
        if square(spot, "stride") == 2 and square(spot, "kernel") in (2, 4):
            # `same` keeps the sizes that an even kernel gave.
            yield seed.put(spot, "kernel", "3"), seed.put(spot, "padding", "same")


@kind("even-kernel")
def even_window(seed: Seed) -> Iterator[Planting]:
    """A kernel of four under `padding=same`, in front of another layer that cares where it is."""
    for spot in seed.spots(Conv2D):
        kernel = spot.given("kernel")
        odd = square(spot, "kernel") in (3, 5) and square(spot, "stride") == 1
        if kernel is not None and odd and not followed_by(spot, GlobalAvgPool):
            yield seed.put(spot, "kernel", "4"), seed.put(spot, "padding", "same")


@kind("pool-size-over-half")
def pool_of_eight(seed: Seed) -> Iterator[Planting]:
    """A pool that makes height and width eight times smaller at once."""
    for spot in seed.spots(*POOLS):
        edits = seed.put(spot, "size", "8"), seed.put(spot, "stride", "8")
        apart = spot.given("stride") is not None and spot.given("padding") is None
        if apart and min(spot.sides, default=0) >= 3 * LARGE and seed.fits(*edits):
            yield edits


@kind("noncausal-convolution", on=Form.TRAINED)
def window_into_the_future(seed: Seed) -> Iterator[Planting]:
    """A window that reaches ahead in front of the prediction of the next token."""
    for spot in seed.spots(Embedding, PositionEmbedding) if seed.objective == "next_token" else ():
        width = spot.found[0].facts.graph.types(spot.found[0].node.outputs)[0].sizes[-1]
        yield seed.after_step(
            spot.step, f"Conv1D({width}, kernel=3, padding=same, activation=relu)"
        )
