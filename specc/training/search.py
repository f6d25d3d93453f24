"""What a sweep draws a value from, and the settings of `sweep`.

    sweep {
        train   = mlp
        trials  = 20
        monitor = val_loss
        lr      = log_uniform(1e-4, 1e-1)
        batch   = [16, 32, 64]
        width   = [64, 128]
        Mlp.classes = [2, 3]
    }

Every other line varies one thing: a setting of the train section or of its optimizer, a constant of
the file (`let`), or with a dot a setting of a model or of another train section. A list holds
choices. Without `trials` every combination is tried, which only choices allow.
"""

from typing import Any

from specc.kind import Int, Name, Optional, Real, Refused, show
from specc.setting import Applied, Fault, setting
from specc.training.family import Family, One
from specc.training.section import SectionSettings


class Draw(Family, root=True):
    """What one value is drawn from."""

    foreign_words = {"loguniform": "log_uniform", "range": "uniform", "randint": "integer"}
    choices: tuple[Any, ...] = ()
    """The values where they are listed."""
    low: float
    high: float

    def check(self) -> Fault | None:
        """The lower end is below the upper one."""
        if not self.choices and self.low >= self.high:
            message = f"`{self.word}` goes from {self.low:g} to {self.high:g}: nothing is between"
            return Fault(message, rule="invalid-setting")
        return None


class Choices(Draw):
    """One of the values of a list; written as the list itself."""

    def __repr__(self) -> str:
        return show(self.choices)


class Uniform(Draw):
    """A number from `low` to `high`, all equally likely."""

    word = "uniform"
    low: float = setting(Real(), doc="least value")
    high: float = setting(Real(), doc="greatest value")


class LogUniform(Draw):
    """A number from `low` to `high`, all orders of magnitude equally likely."""

    word = "log_uniform"
    low: float = setting(Real(0, above=True), doc="least value")
    high: float = setting(Real(0, above=True), doc="greatest value")


class Integer(Draw):
    """An integer from `low` to `high`, both included."""

    word = "integer"
    low: int = setting(Int(), doc="least value")
    high: int = setting(Int(), doc="greatest value")


class DrawKind(One):
    """A list of choices, or a range by its word."""

    def read(self, value: Any) -> Any:
        """What to draw from."""
        if not isinstance(value, tuple) or isinstance(value, Applied):
            return super().read(value)
        return Choices(choices=value) if value else Refused(show(value))


DRAW = DrawKind("a list of choices, or a range such as `uniform(0, 1)`", Draw)


class SweepSettings(SectionSettings):
    """How often to try, and what to compare by."""

    word = "sweep"
    foreign = {"metric": "monitor", "n_trials": "trials", "count": "trials"}
    train: str | None = setting(
        Name(), None, positional=False, doc="the train section; may be left out where there is one"
    )
    trials: int | None = setting(
        Optional(Int(1)), None, positional=False, doc="how many to try; else all combinations"
    )
    monitor: str = setting(
        Name(), "val_loss", positional=False, doc="what the trials are compared by"
    )
    seed: int = setting(Int(0, 2**32 - 1), 0, positional=False, doc="start of the random draws")
