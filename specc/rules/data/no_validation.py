"""The rule `no-validation`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Label, Safety, Severity
from specc.edit import set_line
from specc.ir.graph import Place
from specc.rule import Rule, Subject
from specc.training.plan import DataPlan, TrainPlan
from specc.training.source import Table

TRUTH_TABLE = 16
"""Rows up to which a table is the whole truth and nothing can be held out."""


class NoValidation(Rule):
    """Nothing is held out to see overfitting by.

    What it does:
        Finds trainings on data whose `split` has no validation part. A literal table is left alone,
        and so is data of up to 16 examples: there the examples are all that is to be learned. A
        `gan` is not judged by the loss on examples that it has not seen. Where there is a test part
        it is a remark: that shows overfitting once training is over.

    Why is this bad?
        The loss on the training part falls whether the model learns or memorises. Without a part
        that training does not see, nothing tells the two apart, and there is nothing that early
        stopping or the choice of a model could go by.

    Example:
        split  = [1, 0, 0]

    Use instead:
        split  = [0.8, 0.1, 0.1]

    References:
        Goodfellow, Bengio and Courville 2016, "Deep Learning" (MIT Press), section 5.3,
        "Hyperparameters and validation sets" (deeplearningbook.org).
    """

    severity = Severity.WARNING
    needs = ("train", "data", "split")
    bad = """\
data digits {
    source = sklearn(digits)
    split  = [1, 0, 0]
    scale  = standard
}

model Digits {
    input image: [8, 8, 1]
    Flatten -> Dense(64, activation=relu)
    output digit = Dense(10, activation=softmax)
}

train {
    loss = cross_entropy
}
"""
    message = "`split` keeps nothing of 1797 examples for validation"
    good = """\
data xor {
    source = table([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0])
    split  = [1, 0, 0]
}

model Xor {
    input x: [2]
    Dense(8, activation=tanh)
    output y = Dense(1, activation=sigmoid)
}

train {
    loss   = binary_cross_entropy
    epochs = 300
    batch  = all
}
"""
    fixed = """\
data digits {
    source = sklearn(digits)
    split  = [0.8, 0.1, 0.1]
    scale  = standard
}

model Digits {
    input image: [8, 8, 1]
    Flatten -> Dense(64, activation=relu)
    output digit = Dense(10, activation=softmax)
}

train {
    loss = cross_entropy
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Data that is trained on and keeps nothing back."""
        for plan in subject.sections.trains.values():
            data = plan.data
            game = plan.objective.word == "gan"
            if data is not None and not data.validates and not game and not _whole_truth(data):
                yield self._finding(subject, plan, data)

    def _finding(self, subject: Subject, plan: TrainPlan, data: DataPlan) -> Diagnostic:
        of = f" of {data.samples} examples" if data.samples is not None else ""
        source = data.place.source
        span = data.span("split")
        edit = set_line(source, subject.section(data), "split", "[0.8, 0.1, 0.1]")
        return self.at(
            Place(source, span),
            f"`split` keeps nothing{of} for validation",
            related=(Label(plan.place.source, plan.place.span, "trained here"),),
            help="`split = [0.8, 0.1, 0.1]` holds a tenth out for validation and one for testing",
            fix=Fix("hold out a validation part", (edit,), Safety.UNSAFE),
            severity=Severity.INFO if data.split[2] > 0 else None,
        )


def _whole_truth(data: DataPlan) -> bool:
    few = data.samples is not None and data.samples <= TRUTH_TABLE
    return few or isinstance(data.source, Table)
