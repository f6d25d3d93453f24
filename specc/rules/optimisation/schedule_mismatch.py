"""The rule `schedule-mismatch`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Label, Severity
from specc.ir.graph import Place
from specc.rule import Rule, Subject
from specc.training.plan import TrainPlan
from specc.training.schedule import Exponential, Falling, Plateau, Schedule, Step

DEAD = 1e-4
"""A share of the rate that changes nothing any more."""
LIVELY = 0.8
"""Training that goes on with a dead rate for less than the rest of its epochs is left alone."""


class ScheduleMismatch(Rule):
    """The schedule of the learning rate does not fit the number of epochs.

    What it does:
        Finds a warm-up that lasts as long as training or longer, so that the rate never falls; a
        `step` or `plateau` whose first drop would come after the last epoch; and a rate that is
        under a ten-thousandth of `lr` for more than a fifth of the epochs.

    Why is this bad?
        Schedules are chosen for a number of epochs. When that is changed and they are not, the
        rate never reaches its small values, or spends most of training at values that change
        nothing.

    Example:
        schedule = cosine(warmup=10)
        epochs   = 10

    Use instead:
        schedule = cosine(warmup=1)
        epochs   = 10

    References:
        Godbole et al. 2023, "Deep Learning Tuning Playbook"
        (developers.google.com/machine-learning/guides/deep-learning-tuning-playbook), on choosing
        a decay schedule for the length of training.
    """

    severity = Severity.WARNING
    needs = ("train", "schedule")
    bad = """\
data digits {
    source = sklearn(digits)
    scale  = standard
}

model Digits {
    input image: [8, 8, 1]
    Flatten -> Dense(64, activation=relu)
    output digit = Dense(10, activation=softmax)
}

train {
    loss     = cross_entropy
    schedule = cosine(warmup=10)
    epochs   = 10
}
"""
    message = "the rate rises for 10 epochs and training ends after 10: it never falls"
    good = """\
data digits {
    source = sklearn(digits)
    scale  = standard
}

model Digits {
    input image: [8, 8, 1]
    Flatten -> Dense(64, activation=relu)
    output digit = Dense(10, activation=softmax)
}

train {
    loss     = cross_entropy
    schedule = cosine(warmup=1)
    epochs   = 10
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Trainings with such a schedule."""
        for plan in subject.sections.trains.values():
            found = _misfit(plan.schedule, plan.epochs)
            if found is not None:
                part, message, help = found
                yield self._finding(plan, part, message, help)

    def _finding(self, plan: TrainPlan, part: str, message: str, help: str) -> Diagnostic:
        source = plan.place.source
        span = plan.span(f"schedule.{part}")
        epochs = plan.span("epochs")
        related = (Label(source, epochs, f"{_epochs(plan.epochs)} in all"),)
        return self.at(Place(source, span), message, related=related, help=help)


def _misfit(schedule: Schedule, epochs: int) -> tuple[str, str, str] | None:
    """The setting to blame, what is wrong and what to do; None for a schedule that fits."""
    ends = f"training ends after {epochs}"
    if isinstance(schedule, Falling) and schedule.warmup >= epochs:
        rises = f"the rate rises for {_epochs(schedule.warmup)} and {ends}: it never falls"
        return "warmup", rises, "a warm-up of a tenth of the epochs or less is usual"
    if isinstance(schedule, Step) and schedule.every >= epochs:
        drops = f"the rate first drops after epoch {schedule.every} and {ends}"
        return "every", drops, "`every` a third of the epochs gives two drops"
    if isinstance(schedule, Plateau) and schedule.patience >= epochs:
        waits = f"the rate waits {_epochs(schedule.patience)} before it drops and {ends}"
        return "patience", waits, "a patience of a tenth of the epochs is usual"
    if isinstance(schedule, (Step, Exponential)):
        return _dead(schedule, epochs)
    return None


def _dead(schedule: Step | Exponential, epochs: int) -> tuple[str, str, str] | None:
    alive = next((t for t in range(epochs) if schedule.share(t, epochs) < DEAD), epochs)
    if alive >= LIVELY * epochs:
        return None
    message = (
        f"from epoch {alive + 1} of {epochs} on the rate is under {DEAD:g} of `lr` "
        "and changes nothing"
    )
    return "factor", message, "a `factor` nearer to 1, or fewer epochs"


def _epochs(count: float) -> str:
    return f"{count:g} epoch{'s' * (count != 1)}"
