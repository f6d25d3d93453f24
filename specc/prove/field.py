"""Which positions of one axis the positions of another read, exactly.

`Field` says it for all positions at once: what they read repeats after some positions, moved on.
Where layers only slide windows every position reads alike and the period is one; behind a layer
that makes positions, such as `Upsample`, neighbours read differently and the period is longer.
Nothing is said of edges: what lies outside of a tensor is not there to be read.

Sizes, jumps and centres follow Araujo, Norris and Sim 2019, "Computing receptive fields of
convolutional neural networks" (https://distill.pub/2019/computing-receptive-fields).
"""

from collections.abc import Sequence
from math import gcd, lcm

from specc.namedtuple import NamedTuple

FAR = 1 << 60
"""Farther than any axis is long."""
MOST = 1 << 14
"""Positions over which gaps are followed; a longer field counts as read throughout."""
PHASES = 64
"""The longest period that is followed."""
TAPS = 1024
"""Positions that are looked at one by one."""


class Reads(NamedTuple):
    """The positions from `start` up to `stop` that are read: those in `bits`, the first as bit 0.

    All of them where `bits` is None.
    """

    start: int
    stop: int
    bits: int | None = None

    @property
    def size(self) -> int:
        """From the first to the last."""
        return self.stop - self.start

    @property
    def many(self) -> int:
        """How many are read."""
        return self.size if self.bits is None else self.bits.bit_count()


NOTHING = Reads(0, 0)
ALL = Reads(-FAR, FAR)


class Field(NamedTuple):
    """Position `turn * len(phases) + r` reads `phases[r]`, moved by `turn * advance`."""

    advance: int
    phases: tuple[Reads, ...]

    def at(self, position: int) -> Reads:
        """What one position reads."""
        turn, phase = divmod(position, len(self.phases))
        return moved(self.phases[phase], turn * self.advance)

    @property
    def jump(self) -> float:
        """How far apart what neighbours read lies."""
        return self.advance / len(self.phases)

    @property
    def size(self) -> int:
        """The receptive field: from the first to the last position that one position reads."""
        return max(reads.size for reads in self.phases)

    @property
    def centre(self) -> float:
        """The middle of what position 0 reads."""
        return (self.phases[0].start + self.phases[0].stop - 1) / 2

    @property
    def gaps(self) -> bool:
        """True where every position leaves some inside of its field out."""
        return all(reads.bits is not None for reads in self.phases)


POINT = Field(1, (Reads(0, 1),))
"""Each position reads its own."""
EVERYTHING = Field(0, (ALL,))


def moved(reads: Reads, by: int) -> Reads:
    """The same positions somewhere else; what is far away stays there."""
    if not by or reads is ALL:
        return reads
    start = reads.start if reads.start <= -FAR else reads.start + by
    stop = reads.stop if reads.stop >= FAR else reads.stop + by
    return Reads(start, stop, reads.bits)


def union(one: Reads, other: Reads) -> Reads:
    """What at least one of two reads."""
    if not one.size or not other.size:
        return one if one.size else other
    for a, b in ((one, other), (other, one)):
        if a.bits is None and a.start <= b.start and b.stop <= a.stop:
            return a
    start, stop = min(one.start, other.start), max(one.stop, other.stop)
    touch = one.start <= other.stop and other.start <= one.stop
    if one.bits is None and other.bits is None and touch:
        return Reads(start, stop)
    if stop - start > MOST:
        return Reads(start, stop)
    bits = _mask(one) << (one.start - start) | _mask(other) << (other.start - start)
    return _tidy(start, stop, bits)


def inside(reads: Reads, size: int) -> int:
    """How many of the positions lie on an axis of this size."""
    start, stop = max(reads.start, 0), min(reads.stop, size)
    if stop <= start:
        return 0
    if reads.bits is None:
        return stop - start
    return (reads.bits >> (start - reads.start) & (1 << (stop - start)) - 1).bit_count()


def combine(one: Field, other: Field) -> Field | None:
    """What at least one of two fields reads; None where they drift apart."""
    if one == other:
        return one
    period = lcm(len(one.phases), len(other.phases))
    if one.advance * len(other.phases) != other.advance * len(one.phases) or period > PHASES:
        return None
    phases = (union(one.at(position), other.at(position)) for position in range(period))
    return Field(one.advance * period // len(one.phases), tuple(phases))


def window(field: Field, kernel: int, stride: int, dilation: int, before: int) -> Field:
    """Behind a window of `kernel` taps that begins `before` positions in front of the axis."""
    period = len(field.phases)
    count = period // gcd(period, stride)
    phases = (_sweep(field, at * stride - before, kernel, dilation) for at in range(count))
    return Field(field.advance * stride * count // period, tuple(phases))


def gather(field: Field, ranges: Sequence[tuple[int, int]], step: int) -> Field | None:
    """Behind a layer whose position i reads those from the first to the last of `ranges[i]`.

    After `len(ranges)` positions that repeats, `step` positions on. None where the period becomes
    too long.
    """
    period = len(field.phases)
    turns = period // gcd(period, step)
    if len(ranges) * turns > PHASES:
        return None
    phases = (
        _sweep(field, low + turn * step, high - low + 1, 1)
        for turn in range(turns)
        for low, high in ranges
    )
    return Field(field.advance * step * turns // period, tuple(phases))


def shifted(field: Field, by: int) -> Field:
    """Behind a layer whose position p is position p - `by` of the one in front."""
    return Field(field.advance, tuple(field.at(at - by) for at in range(len(field.phases))))


def backward(field: Field) -> Field:
    """What a position and all those before it read."""
    stops = [reads.stop for reads in field.phases]
    ends = (
        max(*stops[: at + 1], *(stop - field.advance for stop in stops[at:]))
        for at in range(len(stops))
    )
    return Field(field.advance, tuple(Reads(-FAR, end) for end in ends))


def forward(field: Field) -> Field:
    """What a position and all those behind it read."""
    starts = [reads.start for reads in field.phases]
    begins = (
        min(*starts[at:], *(start + field.advance for start in starts[: at + 1]))
        for at in range(len(starts))
    )
    return Field(field.advance, tuple(Reads(begin, FAR) for begin in begins))


def _sweep(field: Field, first: int, count: int, gap: int) -> Reads:
    """What `count` positions read, `gap` apart from `first` on."""
    if count < 1:
        return NOTHING
    period = len(field.phases)
    if period == 1:
        return _copies(field.at(first), count, gap * field.advance)
    if count > TAPS:
        ends = [_sweep(field, first, period, gap)]
        ends.append(_sweep(field, first + (count - period) * gap, period, gap))
        return Reads(min(e.start for e in ends), max(e.stop for e in ends))
    found = NOTHING
    for tap in range(count):
        found = union(found, field.at(first + tap * gap))
    return found


def _copies(reads: Reads, count: int, gap: int) -> Reads:
    """The same positions `count` times, `gap` apart."""
    if count == 1 or reads is ALL or not reads.size:
        return reads
    stop = reads.stop if reads.stop >= FAR else reads.stop + (count - 1) * gap
    if (reads.bits is None and gap <= reads.size) or stop - reads.start > MOST:
        return Reads(reads.start, stop)
    bits, mask = 0, _mask(reads)
    for copy in range(count):
        bits |= mask << copy * gap
    return _tidy(reads.start, stop, bits)


def _mask(reads: Reads) -> int:
    return (1 << reads.size) - 1 if reads.bits is None else reads.bits


def _tidy(start: int, stop: int, bits: int) -> Reads:
    return Reads(start, stop, None if bits.bit_count() == stop - start else bits)
