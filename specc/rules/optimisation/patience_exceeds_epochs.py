"""The rule `patience-exceeds-epochs`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Label, Severity
from specc.ir.graph import Place
from specc.rule import Rule, Subject
from specc.training.callback import Every, Patience
from specc.training.plan import TrainPlan


class PatienceExceedsEpochs(Rule):
    """Early stopping, or a checkpoint, waits for longer than training lasts.

    What it does:
        Compares the epochs of `early_stop = patience(n)` and of `checkpoint = every(n)` with
        `epochs`. Of `early_stop` it is a remark: the weights of the best epoch are kept all the
        same.

    Why is this bad?
        Training ends before it could stop early, or before anything is saved: the line says that
        something will happen which never does.

    Example:
        epochs     = 5
        early_stop = patience(10)

    Use instead:
        epochs     = 50
        early_stop = patience(10)

    References:
        Prechelt 1998, "Early stopping - but when?", in Neural Networks: Tricks of the Trade
        (Springer LNCS 1524).
    """

    severity = Severity.WARNING
    needs = ("train", ("early_stop", "checkpoint"))
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
    epochs     = 5
    early_stop = patience(10)
}
"""
    message = "training ends after 5 epochs and could stop early after 10 without improvement"
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
    epochs     = 50
    early_stop = patience(10)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Trainings that wait in vain."""
        for plan in subject.sections.trains.values():
            stop, saved = plan.early_stop, plan.checkpoint
            ends = f"training ends after {plan.epochs} epoch{'s' * (plan.epochs != 1)} and could"
            if isinstance(stop, Patience) and stop.epochs >= plan.epochs:
                message = f"{ends} stop early after {stop.epochs} without improvement"
                better = "a smaller patience; `checkpoint = best` keeps the best weights too"
                yield self._finding(plan, "early_stop", message, better, Severity.INFO)
            if isinstance(saved, Every) and saved.epochs > plan.epochs:
                message = f"{ends} save a checkpoint only after {saved.epochs}: none is written"
                yield self._finding(plan, "checkpoint", message, "`every(1)` or `best`")

    def _finding(
        self,
        plan: TrainPlan,
        setting: str,
        message: str,
        better: str,
        severity: Severity | None = None,
    ) -> Diagnostic:
        source = plan.place.source
        epochs = plan.span("epochs")
        related = (Label(source, epochs, "the epochs"),)
        place = Place(source, plan.span(setting))
        help = f"more epochs, or {better}"
        return self.at(place, message, related=related, help=help, severity=severity)
