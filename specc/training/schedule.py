"""Schedules: how the learning rate changes while training runs.

`lr` is the largest rate of every schedule, and all lengths are in epochs. `share(t, epochs)` is the
share of `lr` used at time t, in epochs from 0 to `epochs`, fractions included: schedules that bend
between epochs move at every step, `step` and `exponential` at the end of an epoch.
"""

import math
from typing import ClassVar

from specc.kind import Int, Name, Real
from specc.setting import setting
from specc.training.family import Family, One

SHARE = Real(0, 1, above=True)


class Schedule(Family, root=True):
    """How the learning rate changes while training runs."""

    each_step: ClassVar[bool] = False
    """True where the rate moves at every step, false where only at the end of an epoch."""
    foreign_words = {
        "cosineannealing": "cosine", "cosineannealinglr": "cosine", "cosine_decay": "cosine",
        "steplr": "step", "exponentiallr": "exponential", "onecycle": "one_cycle",
        "onecyclelr": "one_cycle", "reduce_lr_on_plateau": "plateau",
        "reducelronplateau": "plateau",
    }  # fmt: skip

    def share(self, t: float, epochs: int) -> float:
        """The share of `lr` at time `t` of `epochs`."""
        return 1.0


class ConstantRate(Schedule):
    """The same rate throughout."""

    word = "constant"


class Falling(Schedule):
    """Schedules that rise linearly for `warmup` epochs and then fall to `floor` times `lr`."""

    each_step = True
    warmup: float = setting(Real(0), 0.0, doc="epochs over which the rate rises from 0")
    floor: float = setting(Real(0, 1, below=True), 0.0, doc="share of `lr` that is left at the end")

    def share(self, t: float, epochs: int) -> float:
        """Linear up to 1 at `warmup`, then from 1 down to `floor`."""
        if t < self.warmup:
            return t / self.warmup
        left = epochs - self.warmup
        done = min(1.0, (t - self.warmup) / left) if left > 0 else 1.0
        return self.floor + (1 - self.floor) * self.fall(done)

    def fall(self, done: float) -> float:
        """The curve from 1 to 0, `done` being the share of the fall that is over."""
        return 1 - done


class Cosine(Falling):
    """Half a cosine: `(1 + cos(pi * done)) / 2` (Loshchilov & Hutter 2017, arXiv 1608.03983)."""

    word = "cosine"

    def fall(self, done: float) -> float:
        """Half a cosine."""
        return (1 + math.cos(math.pi * done)) / 2


class Linear(Falling):
    """A straight line down: `1 - done`."""

    word = "linear"


class Step(Schedule):
    """Times `factor` after every `every` epochs."""

    word = "step"
    every: int = setting(Int(1), doc="epochs between two drops")
    factor: float = setting(SHARE, doc="what the rate is multiplied with")
    foreign = {"step_size": "every"}

    def share(self, t: float, epochs: int) -> float:
        """`factor ** floor(t / every)`."""
        return float(self.factor ** (int(t) // self.every))


class Exponential(Schedule):
    """Times `factor` after every epoch."""

    word = "exponential"
    factor: float = setting(SHARE, doc="what the rate is multiplied with")

    def share(self, t: float, epochs: int) -> float:
        """`factor ** floor(t)`."""
        return float(self.factor ** int(t))


class OneCycle(Schedule):
    """Half a cosine up to `lr`, then half a cosine down to almost nothing.

    Smith & Topin 2019 (arXiv 1708.07120), in PyTorch's form and with its numbers.
    """

    word = "one_cycle"
    each_step = True
    rise: float = setting(
        Real(0, 1, above=True, below=True), 0.3, doc="share of training spent rising"
    )
    start: float = setting(SHARE, 0.04, doc="first rate as a share of `lr`")
    end: float = setting(Real(0, 1), 4e-6, doc="last rate as a share of `lr`")
    foreign = {"pct_start": "rise", "div_factor": "start", "final_div_factor": "end"}

    def share(self, t: float, epochs: int) -> float:
        """From `start` up to 1 at `rise`, then down to `end`."""
        done = min(1.0, t / epochs)
        if done < self.rise:
            return _bend(self.start, 1.0, done / self.rise)
        return _bend(1.0, self.end, (done - self.rise) / (1 - self.rise))


class Plateau(Schedule):
    """Times `factor` when `monitor` has not improved for `patience` epochs."""

    word = "plateau"
    patience: int = setting(Int(1), doc="epochs to wait")
    factor: float = setting(SHARE, doc="what the rate is multiplied with")
    monitor: str = setting(Name(), "val_loss", positional=False, doc="what has to improve")


def _bend(start: float, end: float, done: float) -> float:
    """Half a cosine from `start` to `end`."""
    return end + (start - end) * (1 + math.cos(math.pi * done)) / 2


SCHEDULE = One("a schedule such as `cosine`", Schedule)
