"""What goes back through the steps of a recurrent layer.

Over n steps a gradient takes the direct way (`kept`, of mean f) or the loop through the recurrent
kernel (of gain h). The kernel is the same at every step, so that all orders of k loops among n
steps add up as one: `R(n) = sum over k of C(n, k)^2 f^(2 (n - k)) h^(2 k)`, a Legendre polynomial.
What an input holds at all steps alike moves the gates alike at all steps: units whose gate stays
open remember longest, so R is a mean over units.
"""

from collections.abc import Sequence
from math import sqrt

from specc.flow.beat import CLOSEST, chained, far, legendre, mean_power
from specc.flow.cells import at, levelled
from specc.flow.curve import bent
from specc.flow.recurrence import STEPS, Run, borders
from specc.flow.state import Gradient
from specc.flow.tape import LARGEST

UNITS = (
    (-2.85697, 0.0112574), (-1.355626, 0.2220759), (0.0, 0.5333333), (1.355626, 0.2220759),
    (2.85697, 0.0112574),
)  # fmt: skip
"""Gauss and Hermite's five points and their weights: units by how far their gates stand open."""
FAINT = 1e-9
"""Of a gradient's square: what is left of it is not followed further back."""
STILL = 1e-6
"""A variance that is taken for none."""


class Recall:
    """The way back through a run."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.kept = min(run.beat.kept_mean, CLOSEST)
        self.constant = 0.0
        """The share of a gradient that is alike at all steps."""

    def back(self, given: Sequence[Gradient | None]) -> list[Gradient | None]:
        """Through time: to the inputs, and to the state that the run starts from."""
        run, beat = self.run, self.run.beat
        arriving = self._arriving(given)
        carried = self._carried(arriving, given)
        inner = [beat.to_state * one for one in carried]
        out = [a + run.gain * b for a, b in zip(arriving, [*inner[1:], 0.0], strict=True)]
        entering = [beat.to_input * a + beat.aside * b for a, b in zip(carried, out, strict=True)]
        returning = [a + beat.aside * b for a, b in zip(inner, out, strict=True)]
        self._learn(entering, returning)
        before = run.gain * returning[0]
        if beat.opening is None:
            before += beat.kept_square * carried[0]
        start = [Gradient(before), Gradient(beat.kept_square * carried[0])]
        return [self._to_input(entering, given[0]), *start[: len(run.inputs) - 1]]

    def _to_input(self, entering: list[float], result: Gradient | None) -> Gradient:
        run = self.run
        factor = run.layer.directions * run.layer.units * run.kernel.square
        level, cells = levelled(run.timed(entering), run.steps)
        square = min(factor * level / (1.0 - run.layer.dropout), LARGEST)
        memory = chained(0.0 if result is None else result.memory, self.kept)
        alike = self.constant + (1.0 - self.constant) * mean_power(memory, run.steps)
        return Gradient(
            square,
            positions=square * run.beat.steady * alike,
            borders=borders(cells),
            memory=memory if self.constant < 0.5 else 0.0,
        )

    def _arriving(self, given: Sequence[Gradient | None]) -> list[float]:
        """The squared gradient of each step's output, in the order of the steps."""
        run, result = self.run, given[0]
        arriving = [0.0] * run.followed
        if result is not None and run.layer.sequences:
            cells = None if result.borders is None else result.borders[0]
            arriving = [
                result.square * at(cells, run.steps, self._place(step))
                for step in range(run.followed)
            ]
        elif result is not None:
            arriving[-1] += result.square
        if len(given) > 1 and given[1] is not None:
            arriving[-1] += given[1].square
        return arriving

    def _place(self, step: int) -> int:
        """Where on the time axis a step stands; of many steps the last ones are those followed."""
        run = self.run
        return run.followed - 1 - step if run.layer.reverse else run.steps - run.followed + step

    def _carried(self, arriving: list[float], given: Sequence[Gradient | None]) -> list[float]:
        """The squared gradient of the carried state at each step: R times what arrives behind."""
        run, result = self.run, given[0]
        memory = self.left(run.followed)
        last = given[2].square if len(given) > 2 and given[2] is not None else 0.0
        carried = [last * one for one in reversed(memory)]
        if all(one == arriving[0] for one in arriving):
            total = 0.0
            for step in range(run.followed - 1, -1, -1):
                total += memory[run.followed - 1 - step]
                carried[step] += run.beat.read * arriving[0] * total
        else:
            self._follow(arriving, memory, carried)
        if result is not None and run.layer.sequences and result.positions > 0.0:
            self._add_pairs(carried, result)
        return [min(one, LARGEST) for one in carried]

    def _follow(self, arriving: list[float], memory: list[float], carried: list[float]) -> None:
        """Each step's gradient back to where nothing is left of it."""
        for late, one in enumerate(arriving):
            for ago in range(late + 1 if one else 0):
                if memory[ago] < FAINT * memory[0]:
                    break
                carried[late - ago] += self.run.beat.read * one * memory[ago]

    def _add_pairs(self, carried: list[float], result: Gradient) -> None:
        """What gradients that are alike at several steps add, near each other or all of them."""
        kept, read, alone = self.kept, self.run.beat.read, sum(carried)
        if result.memory:
            share = mean_power(result.memory, self.run.steps)
            close = kept * result.memory
            added = 2.0 * read * close / ((1.0 - kept * kept) * (1.0 - close)) * result.positions
            carried[:] = [one + added / share if share else one for one in carried]
            return
        for step in range(len(carried)):
            later = len(carried) - step
            once = (1.0 - kept ** (2 * later)) / (1.0 - kept * kept)
            together = ((1.0 - kept**later) / (1.0 - kept)) ** 2
            carried[step] += read * result.positions * (together - once)
        self.constant = 1.0 - alone / sum(carried) if alone else 0.0

    def left(self, count: int) -> list[float]:
        """R(n) for n below `count`."""
        kept, loop, drive = self.run.beat.kept, self.run.beat.loop, self.run.drive
        if kept is None:
            return legendre(0.0, loop, count)
        alike = min(drive.still / drive.square, 1.0) if drive.square else 0.0
        fixed = kept.variance * alike
        if fixed <= STILL:
            return legendre(kept.curve.mean**2, loop, count)
        total = [0.0] * count
        for point, weight in UNITS:
            mean = kept.mean + sqrt(fixed) * point
            stays = bent(kept.function, mean, kept.variance - fixed).mean
            rows = legendre(stays * stays, loop, count)
            total = [a + weight * b for a, b in zip(total, rows, strict=True)]
        return total

    def _learn(self, entering: list[float], returning: list[float]) -> None:
        """The gradients of both kernels: sums over steps, and over pairs of steps."""
        run, x = self.run, self.run.x
        more = run.steps / run.followed if run.layer.sequences else 1.0
        alike = run.still / x.square if x.square > 0.0 else 0.0
        steady = 2.0 * run.beat.steady
        pairs = 1.0 + steady * self._lasting(x.memory, alike)
        twice = 1.0 + steady * self._lasting(run.memory, 0.0)
        before = [run.state.hidden, *run.hidden[:-1]]
        seen = sum([min(a * b, LARGEST) for a, b in zip(returning, before, strict=True)])
        gates, whole = run.layer.gates, sum(entering)
        for prefix in ("", "backward_")[: run.layer.directions]:
            run.tape.gain(f"{prefix}kernel", min(whole, LARGEST), x.square, more * pairs / gates)
            run.tape.gain(f"{prefix}recurrent_kernel", seen, 1.0, more * twice / gates)

    def _lasting(self, memory: float, alike: float) -> float:
        """The sum over all lags of how alike both gradients and signals are at two steps.

        `memory` is the signals', of which `alike` stays for ever.
        """
        kept, memory = self.kept, min(memory, CLOSEST)
        near, lags = kept * memory, 0.5 * (self.run.followed - 1)
        fading = alike * kept / (1.0 - kept) + (1.0 - alike) * near / (1.0 - near)
        steady = alike * lags + (1.0 - alike) * memory / (1.0 - memory)
        return (1.0 - self.constant) * fading + self.constant * steady

    def remembered(self) -> float:
        """The RMS of dL/dh in front of the first step over that behind the last."""
        run, beat = self.run, self.run.beat
        memory = self.left(min(run.followed + 1, STEPS))
        if beat.opening is None:
            return sqrt(far(memory, run.steps))
        found = beat.to_state * beat.read * far(memory, run.steps - 1)
        return sqrt(run.gain * (found + beat.aside * (run.steps == 1)))
