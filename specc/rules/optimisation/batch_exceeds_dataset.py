"""The rule `batch-exceeds-dataset`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Label, Safety, Severity
from specc.edit import set_line
from specc.ir.graph import Place
from specc.rule import Rule, Subject
from specc.training.plan import TrainPlan


class BatchExceedsDataset(Rule):
    """A batch is larger than all of the training part.

    What it does:
        Compares `batch` with the examples that `split` leaves for training.

    Why is this bad?
        Every step then takes all examples: it is full-batch gradient descent with one step an
        epoch, which a small batch would beat in steps and noise. Where it is meant, `batch = all`
        says so, and stays right when the data grows.

    Example:
        batch = 256

    Use instead:
        batch = all

    References:
        Bengio 2012, "Practical recommendations for gradient-based training of deep architectures"
        (arXiv 1206.5533), section 3.1.1, on what a mini-batch is for.
    """

    severity = Severity.WARNING
    needs = ("train", "data", "batch")
    bad = """\
data flowers {
    source = sklearn(iris)
    scale  = standard
}

model Iris {
    input flower: [4]
    Dense(16, activation=relu)
    output species = Dense(3, activation=softmax)
}

train {
    loss   = cross_entropy
    epochs = 300
    batch = 256
}
"""
    message = "a batch of 256 is more than the 120 examples there are for training"
    good = """\
data flowers {
    source = sklearn(iris)
    scale  = standard
}

model Iris {
    input flower: [4]
    Dense(16, activation=relu)
    output species = Dense(3, activation=softmax)
}

train {
    loss   = cross_entropy
    epochs = 60
    batch = 16
}
"""
    fixed = """\
data flowers {
    source = sklearn(iris)
    scale  = standard
}

model Iris {
    input flower: [4]
    Dense(16, activation=relu)
    output species = Dense(3, activation=softmax)
}

train {
    loss   = cross_entropy
    epochs = 300
    batch = all
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Trainings with such a batch."""
        for plan in subject.sections.trains.values():
            count = plan.data.training_samples if plan.data is not None else None
            written = "batch" in plan.spans  # the default is nobody's choice
            if written and count is not None and plan.batch is not None and plan.batch > count:
                yield self._finding(subject, plan, count)

    def _finding(self, subject: Subject, plan: TrainPlan, count: int) -> Diagnostic:
        assert plan.data is not None
        examples = f"example{'s' * (count != 1)}"
        message = f"a batch of {plan.batch} is more than the {count} {examples} there are for"
        data, span = plan.data.place, plan.data.span("split")
        share = f"{plan.data.split[0]:g} of {plan.data.samples} examples"
        edit = set_line(plan.place.source, subject.section(plan), "batch", "all")
        return self.at(
            Place(plan.place.source, plan.span("batch")),
            f"{message} training",
            related=(Label(data.source, span, f"training gets {share}"),),
            help="`batch = all` says that every step takes all of them",
            fix=Fix("say that a step takes all", (edit,), Safety.SAFE),
        )
