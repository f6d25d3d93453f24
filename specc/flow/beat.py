"""One step of a recurrent layer, as the layer states it, and many of them in a row."""

from typing import TYPE_CHECKING

from specc.flow.curve import Curve, bent
from specc.flow.tape import LARGEST
from specc.namedtuple import NamedTuple

if TYPE_CHECKING:
    from specc.flow.contract import Function

CLOSEST = 0.999
"""Shares of what is kept are taken for it where they are larger."""


class Gate(NamedTuple):
    """What keeps a part of the state: its function, what enters it, and what comes out."""

    function: "Function"
    mean: float
    variance: float
    curve: Curve


class State(NamedTuple):
    """Mean squares of what is given out and of what is carried."""

    hidden: float
    carried: float


class Beat(NamedTuple):
    """One step, as a layer states it for the state in front of it.

    `entry` and `entry_square` are mean and mean square of what multiplies `news`, `opening` that of
    what multiplies `squash(s)` to give the output (None: the state is the output). From a squared
    gradient of the carried state come `to_input`, summed over all gates of the kernel, and
    `to_state`, the same of the recurrent kernel; from one of the output comes `aside` in both, and
    `read` for the carried state. `loop` is the squared gain of the mean way through the recurrent
    kernel, `steady` the share of `to_state` that is alike at all steps.
    """

    kept: Gate | None
    news: Curve
    entry: float
    entry_square: float
    to_input: float
    to_state: float
    loop: float
    steady: float
    aside: float = 0.0
    read: float = 1.0
    opening: Curve | None = None
    squash: "Function | None" = None

    @property
    def kept_mean(self) -> float:
        """The mean share of the state that stays."""
        return 0.0 if self.kept is None else self.kept.curve.mean

    @property
    def kept_square(self) -> float:
        """Its mean square."""
        return 0.0 if self.kept is None else self.kept.curve.square

    def output(self, carried: float, product: float, alike: float) -> float:
        """The product of two outputs whose states have a product; `alike` are their gates."""
        if self.opening is None or self.squash is None:
            return product
        squashed = bent(self.squash, 0.0, carried)
        r = min(max(product / carried, -1.0), 1.0) if carried > 0.0 else 0.0
        open_together = (
            self.opening.products(min(alike, 1.0)) if alike < 1.0 else self.opening.square
        )
        return open_together * (squashed.square if r == 1.0 else squashed.products(r))


def legendre(kept: float, loop: float, count: int) -> list[float]:
    """`sum over k of C(n, k)^2 kept^(n - k) loop^k` for n below `count`, by Bonnet's recursion."""
    rows = [1.0]
    if not kept:
        for _ in range(count - 1):
            rows.append(min(rows[-1] * loop, LARGEST))
        return rows
    whole, apart, before = kept + loop, (kept - loop) ** 2, 0.0
    for n in range(count - 1):
        now = rows[-1]
        if now >= LARGEST:
            rows.append(LARGEST)
            continue
        found = ((2 * n + 1) * whole * now - n * apart * before) / (n + 1)
        rows.append(min(max(found, 0.0), LARGEST))
        before = now
    return rows


def far(memory: list[float], ago: int) -> float:
    """A number of such a row, or one behind its end: by then it falls alike at every step."""
    if ago < len(memory):
        return memory[ago]
    if len(memory) < 2 or memory[-2] <= 0.0:
        return 0.0
    share = min(memory[-1] / memory[-2], 1.0)
    return float(memory[-1] * share ** (ago - len(memory) + 1))


def mean_power(share: float, count: int) -> float:
    """The mean of `share` to the power of the distance, over all pairs of steps."""
    if count < 2 or share <= 0.0:
        return 0.0
    if share >= 1.0:
        return 1.0
    rest = 1.0 - share
    total = count * share / rest - share * (1.0 - share**count) / (rest * rest)
    return 2.0 * total / (count * (count - 1))


def chained(one: float, other: float) -> float:
    """The memory of a sequence behind two that forget, such that the sum over all lags is right."""
    if not one or not other:
        return one or other
    both = one * other
    whole = (1.0 + one) * (1.0 + other) * (1.0 - both)
    whole /= (1.0 - one) * (1.0 - other) * (1.0 + both)
    return (whole - 1.0) / (whole + 1.0)
