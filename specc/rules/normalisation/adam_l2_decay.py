"""The rule `adam-l2-decay`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Edit, Fix, Safety, Severity
from specc.edit import argument
from specc.ir.graph import Place
from specc.rule import Rule, Subject
from specc.syntax import ast
from specc.training.optimizer import Adam
from specc.training.plan import TrainPlan


class AdamL2Decay(Rule):
    """Weight decay goes through Adam's division by the size of gradients.

    What it does:
        Finds `adam` with a `weight_decay`, which is added to the gradient.

    Why is this bad?
        Adam divides each gradient, and with it what decay added, by the size of recent gradients:
        weights with large gradients decay less than others. `adamw` shrinks all weights by the same
        share, which is what decay does under plain gradient descent.

    Example:
        optimizer = adam(lr=1e-3, weight_decay=0.01)

    Use instead:
        optimizer = adamw(lr=1e-3, weight_decay=0.01)

    References:
        Loshchilov and Hutter 2019, "Decoupled weight decay regularization" (ICLR, arXiv
        1711.05101). PyTorch's documentation of `Adam`, where `weight_decay` is an L2 penalty unless
        `decoupled_weight_decay` is set: https://docs.pytorch.org/docs/stable/generated/torch.optim.Adam.html.
    """

    severity = Severity.INFO
    needs = ("train", "adam")
    bad = """\
data digits {
    source = sklearn(digits)
    scale  = standard
}

model Net {
    input image: [8, 8, 1]
    Flatten
    Dense(64, activation=relu)
    Dense(10)
}

train {
    loss      = cross_entropy
    optimizer = adam(lr=1e-3, weight_decay=0.01)
    epochs    = 20
}
"""
    message = "`weight_decay=0.01` of `adam` is added to the gradient, which Adam then rescales"
    good = """\
data digits {
    source = sklearn(digits)
    scale  = standard
}

model Net {
    input image: [8, 8, 1]
    Flatten
    Dense(64, activation=relu)
    Dense(10)
}

train {
    loss      = cross_entropy
    optimizer = adam(lr=1e-3)
    epochs    = 20
}
"""
    fixed = """\
data digits {
    source = sklearn(digits)
    scale  = standard
}

model Net {
    input image: [8, 8, 1]
    Flatten
    Dense(64, activation=relu)
    Dense(10)
}

train {
    loss      = cross_entropy
    optimizer = adamw(lr=1e-3, weight_decay=0.01)
    epochs    = 20
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Trainings with Adam."""
        for plan in subject.sections.trains.values():
            if isinstance(plan.optimizer, Adam) and plan.optimizer.weight_decay > 0:
                yield self._finding(subject, plan, plan.optimizer)

    def _finding(self, subject: Subject, plan: TrainPlan, adam: Adam) -> Diagnostic:
        place = Place(plan.place.source, plan.span("optimizer"))
        message = (
            f"`weight_decay={adam.weight_decay:g}` of `adam` is added to the gradient, "
            "which Adam then rescales"
        )
        help = "`adamw` takes the same share of every weight"
        return self.at(place, message, help=help, fix=_decoupled(subject, place))


def _decoupled(subject: Subject, place: Place) -> Fix | None:
    use = subject.written(place, Adam.word)
    if not isinstance(use, ast.Call) or argument(use, "amsgrad") is not None:
        return None
    edit = Edit(place.source, use.name.span, "adamw")
    return Fix("decay apart from the gradient", (edit,), Safety.UNSAFE)
