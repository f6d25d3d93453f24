"""The rule `plateau-after-early-stop`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Label, Severity
from specc.ir.graph import Place
from specc.rule import Rule, Subject
from specc.training.callback import Patience
from specc.training.schedule import Plateau


class PlateauAfterEarlyStop(Rule):
    """Training stops before the learning rate would drop.

    What it does:
        Finds a `plateau` schedule whose patience is no shorter than that of `early_stop`, where
        both watch the same number.

    Why is this bad?
        Both wait for epochs without improvement. Early stopping runs out of patience first, or in
        the same epoch, so that the smaller rate is never used.

    Example:
        schedule   = plateau(patience=10, factor=0.1)
        early_stop = patience(5)

    Use instead:
        schedule   = plateau(patience=3, factor=0.1)
        early_stop = patience(10)

    References:
        PyTorch, `torch.optim.lr_scheduler.ReduceLROnPlateau`, and Keras, `ReduceLROnPlateau` and
        `EarlyStopping`: what their `patience` counts.
    """

    severity = Severity.WARNING
    needs = ("train", "plateau", "early_stop")
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
    loss       = cross_entropy
    schedule   = plateau(patience=10, factor=0.1)
    epochs     = 50
    early_stop = patience(5)
}
"""
    message = (
        "the rate drops after 10 epochs without improvement and training stops after 5: it never "
        "drops"
    )
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
    loss       = cross_entropy
    schedule   = plateau(patience=3, factor=0.1)
    epochs     = 50
    early_stop = patience(10)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Trainings with such a pair."""
        for plan in subject.sections.trains.values():
            rate, stop = plan.schedule, plan.early_stop
            if not (isinstance(rate, Plateau) and isinstance(stop, Patience)):
                continue
            if rate.monitor != stop.monitor or rate.patience < stop.epochs:
                continue
            waits = f"the rate drops after {_epochs(rate.patience)} without improvement"
            message = f"{waits} and training stops after {stop.epochs}: it never drops"
            source = plan.place.source
            related = (Label(source, plan.span("early_stop"), "runs out of patience first"),)
            place = Place(source, plan.span("schedule"))
            help = f"a patience under {stop.epochs} for the rate, or a longer one for stopping"
            yield self.at(place, message, related=related, help=help)


def _epochs(count: int) -> str:
    return f"{count} epoch{'s' * (count != 1)}"
