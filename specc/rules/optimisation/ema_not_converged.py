"""The rule `ema-not-converged`."""

from collections.abc import Iterator
from math import ceil, log

from specc.diagnostics import Diagnostic, Label, Severity
from specc.ir.graph import Place
from specc.rule import Rule, Subject
from specc.training.plan import TrainPlan

LEFT = 0.1
"""A share of the weights' start in their mean that is still too much."""


class EmaNotConverged(Rule):
    """The running mean of the weights still holds much of the random start.

    What it does:
        Works out what share of the first weights is left in the mean after the last step,
        `ema ** steps`, and warns where it is more than a tenth.

    Why is this bad?
        With `ema` the mean of the weights is what is validated and saved. It starts at the random
        weights, and each step keeps the share `ema` of it: after too few steps the saved model is
        partly untrained.

    Example:
        epochs = 5
        ema    = 0.999

    Use instead:
        epochs = 5
        ema    = 0.98

    References:
        PyTorch, `torch.optim.swa_utils.AveragedModel` and `get_ema_multi_avg_fn`; Polyak and
        Juditsky 1992, "Acceleration of stochastic approximation by averaging", SIAM Journal on
        Control and Optimization 30(4).
    """

    severity = Severity.WARNING
    needs = ("train", "ema", "data")
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
    loss   = cross_entropy
    epochs = 5
    ema    = 0.999
}
"""
    message = (
        "after 225 steps the mean of the weights is still 80 % of what they started at: "
        "`ema=0.999` wants 2302"
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
    loss   = cross_entropy
    epochs = 5
    ema    = 0.98
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Trainings that end too soon for their mean."""
        for plan in subject.sections.trains.values():
            steps = plan.steps
            if plan.ema is None or steps is None or plan.init_from is not None:
                continue
            if plan.ema**steps > LEFT:
                yield self._finding(plan, plan.ema, steps)

    def _finding(self, plan: TrainPlan, ema: float, steps: int) -> Diagnostic:
        wanted = ceil(log(LEFT) / log(ema))
        message = (
            f"after {steps} step{'s' * (steps != 1)} the mean of the weights is still "
            f"{100 * ema**steps:.0f} % of what they started at: `ema={ema:g}` wants {wanted}"
        )
        source = plan.place.source
        epochs = plan.span("epochs")
        related = (Label(source, epochs, f"{steps} steps"),)
        help = f"`ema = {_fitting(steps):g}` fits {steps} steps; or train longer"
        place = Place(source, plan.span("ema"))
        return self.at(place, message, related=related, help=help)


def _fitting(steps: int) -> float:
    """A round share of which a hundredth is left after so many steps."""
    return float(f"{0.01 ** (1 / max(1, steps)):.2g}")
