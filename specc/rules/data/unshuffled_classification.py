"""The rule `unshuffled-classification`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Safety, Severity
from specc.edit import remove_line
from specc.ir.graph import Place
from specc.rule import Rule, Subject
from specc.training.plan import DataPlan

SORTED = frozenset({"iris", "wine"})
"""Sets of scikit-learn whose rows stand in the order of their classes."""


class UnshuffledClassification(Rule):
    """Rows that stand in the order of their classes are split without shuffling.

    What it does:
        Finds `order = time` on sets of scikit-learn for classification, which are no time series.
        It is an error for those that are sorted by class, and a remark for the others. The sets of
        Keras and torchvision end with their official test part, which `order = time` keeps whole.

    Why is this bad?
        `order = time` gives the first rows to training and the last ones to the test. In a file
        that is sorted by class the last class is then never trained on and makes up the whole test.

    Example:
        order  = time

    Use instead:
        source = sklearn(iris)

    References:
        scikit-learn, user guide 3.1.3, "A note on shuffling": where samples with the same label are
        contiguous, shuffling first is essential (scikit-learn.org/stable/modules/cross_validation).
    """

    severity = Severity.ERROR
    needs = ("data", "order", "sklearn")
    bad = """\
data flowers {
    source = sklearn(iris)
    order  = time
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
    batch  = 16
}
"""
    message = "`sklearn(iris)` stands in the order of its classes, and `order = time` keeps it"
    good = """\
data prices {
    source  = csv("prices.csv", target=rises)
    input   prices: [8]
    target  rises: binary
    samples = 5_000
    order   = time
    scale   = standard
}

model Prices {
    input prices: [8]
    Dense(16, activation=relu)
    output rises = Dense(1, activation=sigmoid)
}

train {
    loss = binary_cross_entropy
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
    epochs = 60
    batch  = 16
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Such data."""
        for data in subject.sections.data.values():
            name = getattr(data.source, "name", "")
            if data.order == "time" and data.source.word == "sklearn" and data.balance:
                yield self._finding(subject, data, name in SORTED)

    def _finding(self, subject: Subject, data: DataPlan, in_order: bool) -> Diagnostic:
        what = "stands in the order of its classes" if in_order else "is no time series"
        message = f"{data.source.title} {what}, and `order = time` keeps it"
        if not in_order:
            message = f"{data.source.title} {what}, and `order = time` keeps its rows in order"
        source = data.place.source
        edit = remove_line(source, subject.section(data), "order")
        fix = Fix("shuffle before the split", (edit,), Safety.UNSAFE) if edit else None
        severity = None if in_order else Severity.INFO
        place = Place(source, data.spans["order"])
        help = "`order = random`, the default, shuffles before the split"
        return self.at(place, message, help=help, fix=fix, severity=severity)
