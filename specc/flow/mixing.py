"""Sums over many random weights: what comes out is normal, whatever it was."""

from collections.abc import Sequence
from math import prod, sqrt
from typing import TYPE_CHECKING, TypeVar

from specc.flow.state import Borders, Gradient, Signal, blended
from specc.flow.stencil import gathered, overlap, scattered, window
from specc.flow.tape import LARGEST, UNIT_NOISE, Start, Tape

if TYPE_CHECKING:
    from specc.layers.convolution import Spatial

Products = TypeVar("Products", Signal, Gradient)
NONE = Start(0.0, 0.0)


class Mixing(Tape):
    """Layers with kernels, and tables of vectors."""

    def mix(self, x: Signal, units: int, kernel: str = "kernel", bias: str = "bias") -> Signal:
        """`y = x W + b` over the last axis: `M' = n v M + b`, back `g = units v g'`."""
        weight = self.kernel(kernel)
        made = self._sum(x, weight, x.width, (*x.sizes[:-1], units), 1.0, x.borders, bias)
        places, width = x.places, x.width

        def pull(g: Gradient) -> Sequence[Gradient]:
            seen = 1.0 if x.borders is None else overlap(g.borders, x.borders, x.sizes[:-1])
            self.learn(kernel, g, x, places, seen, 1.0, width)
            return (_back(g, weight, units, 1.0, g.borders, width),)

        self.record((made,), (x,), pull)
        return made

    def slide(
        self, x: Signal, layer: "Spatial", reads: float, feeds: float, channels: int,
        kernel: str = "kernel", bias: str = "bias",
    ) -> Signal:  # fmt: skip
        """The same at each place of a window, counting the taps inside the image.

        An output element sums over `reads` channels at each tap, and each channel of the input
        goes into `feeds` channels of the output.
        """
        weight, made_sizes = self.kernel(kernel), (*self.made[0][:-1], channels)
        seen, standing = x.sizes[:-1], made_sizes[:-1]
        stencils, taps = window(layer, layer.kernel, seen, standing, layer.dilation)
        factor, borders = gathered(stencils, x.borders)
        made = self._sum(x, weight, reads, made_sizes, factor, borders, bias)
        places, width, phases = made.places, x.width, prod(layer.stride)

        def pull(g: Gradient) -> Sequence[Gradient]:
            inside = factor * overlap(g.borders, borders, standing) / taps
            self.learn(kernel, g, x, places, inside, inside * inside, reads * factor)
            back, edges = scattered(stencils, g.borders)
            return (_apart(_back(g, weight, feeds, back, edges, width), phases),)

        self.record((made,), (x,), pull)
        return made

    def spread(self, x: Signal, layer: "Spatial") -> Signal:
        """A transposed convolution: the window stands on the input."""
        weight, made_sizes = self.kernel("kernel"), self.made[0]
        standing, seen = x.sizes[:-1], made_sizes[:-1]
        stencils, taps = window(layer, layer.kernel, seen, standing)
        factor, borders = scattered(stencils, x.borders)
        made = self._sum(x, weight, x.width, made_sizes, factor, borders, "bias")
        made = _apart(made, prod(layer.stride))
        places, width, units = x.places, x.width, made.width

        def pull(g: Gradient) -> Sequence[Gradient]:
            back, edges = gathered(stencils, g.borders)
            inside = back * overlap(x.borders, edges, standing) / taps
            self.learn("kernel", g, x, places, inside, inside * inside, width)
            return (_back(g, weight, units, back, edges, width),)

        self.record((made,), (x,), pull)
        return made

    def look(self, x: Signal, rows: int, filled: float, name: str = "embedding") -> Signal:
        """A random vector for each index; `filled` is the share of indices that have one."""
        weight = self.kernel(name)
        sizes, square = self.made[0], weight.square * filled
        rest = weight.mean * weight.mean
        alike = rest + (square - rest) / rows
        made = Signal(sizes, square, weight.mean, alike, alike, alike, rest)
        self.fresh = True

        def pull(g: Gradient) -> Sequence[Gradient | None]:
            self.gain(name, g.square, 1.0, made.places / rows)
            return (None,)

        self.record((made,), (x,), pull)
        return made

    def kernel(self, name: str) -> Start:
        """How a matrix starts: the node's own, or the one that it is tied to."""
        return self.start(name) or NONE

    def learn(
        self, name: str, g: Gradient, x: Signal, places: int, inside: float, twice: float,
        reads: float,
    ) -> None:  # fmt: skip
        """Add to a kernel's gradient the sum over all places, and over all pairs of them.

        `inside` is the share of the places that count, `twice` that of the pairs, and `reads` the
        number of elements that each sum goes over.
        """
        if g.square <= 0.0 or x.square <= 0.0:
            return
        if places == 1 and not g.examples:
            self.gain(name, g.square, x.typical, inside)
            return
        near, others = (places - 1) * twice, self.batch - 1
        still = x.both / x.square
        echo = g.echo / (g.square * reads)
        varied = inside * (1.0 - still)
        varied += near * (g.positions / g.square * (x.positions / x.square - still) + echo)
        varied += others * inside * g.examples / g.square * (x.examples / x.square - still)
        # What all places and examples share counts as often as the gradients there add up to:
        # not at all in front of a batch norm, which takes their mean away.
        whole = inside * (g.square + others * g.examples) + near * (g.positions + others * g.both)
        shared = still * max(whole / g.square, 0.0)
        self.gain(name, g.square, x.typical, places * (varied + shared))

    def _sum(
        self, x: Signal, weight: Start, reads: float, sizes: tuple[int, ...],
        taps: float, borders: Borders, bias: str,
    ) -> Signal:  # fmt: skip
        """A random sum over `reads` channels at each of `taps` positions, and a bias."""
        self.fresh = not weight.mean
        fan, alike = reads * taps, 0.0
        same = x.channels / x.square if weight.mean and x.square > 0.0 else 0.0
        factor, common = _gained(weight, fan, same, x.square)
        shift = self.start(bias) or NONE
        square, added = x.square * factor, shift.square
        mean = min(max(fan * weight.mean * x.mean, -sqrt(square)), sqrt(square)) + shift.mean
        if added:
            borders = blended(borders, None, square / (square + added))
        if x.square > 0.0:
            alike = x.examples / x.square
        return Signal(
            sizes,
            square + added,
            mean,
            x.examples * factor + added,
            x.positions * factor + added,
            x.both * factor + added,
            square * common + shift.mean**2,
            borders,
            x.noise + UNIT_NOISE * alike * alike / sizes[-1],
            None,
            x.memory,
        )


def _gained(weight: Start, fan: float, same: float, square: float) -> tuple[float, float]:
    """What a sum over `fan` elements multiplies mean squares by, and the share common to all units.

    `same` is how alike the elements are: weights that are not 0 on average add those up.
    """
    factor, common = fan * weight.variance, 0.0
    if weight.mean:
        # Behind a layer norm the elements add up to 0, but for rounding.
        common = max(fan * weight.mean**2 * (1.0 + (fan - 1.0) * same), 0.0)
        factor += common
        common = common / factor if factor else 0.0
    return (LARGEST / square if square * factor > LARGEST else factor), common


def _apart(one: Products, phases: int) -> Products:
    """Positions that a stride reaches by different taps have nothing in common."""
    if phases == 1:
        return one
    return one._replace(positions=one.positions / phases, both=one.both / phases)


def _back(
    g: Gradient, weight: Start, feeds: float, taps: float, borders: Borders, width: int
) -> Gradient:
    """Through random weights into `feeds` channels at each of `taps` positions."""
    same = g.channels / g.square if weight.mean and g.square > 0.0 else 0.0
    factor, common = _gained(weight, feeds * taps, same, g.square)
    return Gradient(
        g.square * factor,
        g.examples * factor,
        g.positions * factor,
        g.both * factor,
        g.square * factor * common,
        borders,
        g.noise + UNIT_NOISE / width,
        g.memory,
    )
