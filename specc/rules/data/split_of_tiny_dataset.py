"""The rule `split-of-tiny-dataset`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Safety, Severity
from specc.edit import set_line
from specc.ir.graph import Place
from specc.rule import Rule, Subject
from specc.training.plan import DataPlan
from specc.training.source import Table
from specc.training.table import numbers

TRUTH_TABLE = 16
"""Rows up to which a table is taken for the whole truth."""
VALUES = 3
"""Different numbers in the inputs of a truth table: 0 and 1, or -1, 0 and 1."""
FEWEST = 10
"""Examples of a part below which its accuracy says nothing: one of them is a tenth."""
PARTS = ("training", "validation", "test")


class SplitOfTinyDataset(Rule):
    """A part of the split is too small, or takes rows that are needed to learn.

    What it does:
        Works out how many examples each part of `split` gets. A part with a share and without an
        example is an error, because the program stops there. It warns where rows of a literal table
        of up to 16 rows with few different inputs, as of a truth table, are held out: they are not
        examples of a rule but the rule. Validation and test parts of under 10 examples are remarked
        upon.

    Why is this bad?
        A model that never sees one of the four rows of XOR cannot know it; and an accuracy that is
        measured on five examples moves in steps of 20 %.

    Example:
        source = table([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0])
        split  = [0.5, 0.25, 0.25]

    Use instead:
        source = table([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0])
        split  = [1, 0, 0]

    References:
        Goodfellow, Bengio and Courville 2016, "Deep Learning" (MIT Press), section 5.3.1: a small
        test set implies statistical uncertainty around the estimated error (deeplearningbook.org).
    """

    severity = Severity.WARNING
    needs = ("train", "data")
    bad = """\
data xor {
    source = table([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0])
    split  = [0.5, 0.25, 0.25]
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
    message = "`split` holds 2 of the 4 rows of the table out: the model never sees them"
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
    fixed = good

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Data with such a split that some training uses."""
        used = {
            plan.data.name: plan.data
            for plan in subject.sections.trains.values()
            if plan.data is not None and "split" in plan.data.spans
        }
        for data in used.values():
            counts = _counts(data)
            if counts is not None:
                yield from self._judged(subject, data, counts)

    def _judged(
        self, subject: Subject, data: DataPlan, counts: tuple[int, ...]
    ) -> Iterator[Diagnostic]:
        held_out = sum(counts[1:])
        tiny = isinstance(data.source, Table) and _is_rule(data.source)
        parts = list(zip(PARTS, data.split, counts, strict=True))
        empty = next((p for p in parts if p[1] > 0 and p[2] == 0), None)
        small = next((p for p in parts[1:] if 0 < p[2] < FEWEST), None)
        if tiny and held_out:
            message = f"`split` holds {held_out} of the {sum(counts)} rows of the table out"
            message = f"{message}: the model never sees {'it' if held_out == 1 else 'them'}"
            yield self._finding(subject, data, message, Severity.WARNING, mend=True)
        elif empty is not None:
            message = f"{empty[1]:g} of {sum(counts)} examples leaves none for {empty[0]}"
            yield self._finding(subject, data, message, Severity.ERROR, mend=False)
        elif small is not None:
            message = f"the {small[0]} part has {small[2]} example{'s' * (small[2] != 1)}: "
            message += _means(data, small[2])
            yield self._finding(subject, data, message, Severity.INFO, mend=False)

    def _finding(
        self, subject: Subject, data: DataPlan, message: str, severity: Severity, *, mend: bool
    ) -> Diagnostic:
        source = data.place.source
        edit = set_line(source, subject.section(data), "split", "[1, 0, 0]")
        fix = Fix("train on all rows", (edit,), Safety.UNSAFE) if mend else None
        help = "`split = [1, 0, 0]` trains on all of them" if mend else "a larger share, or none"
        place = Place(source, data.spans["split"])
        return self.at(place, message, help=help, fix=fix, severity=severity)


def _means(data: DataPlan, count: int) -> str:
    """What a part of so few examples says."""
    target = data.target
    if target is not None and (target.classes or target.word == "binary"):
        return f"one more or less right changes its accuracy by {100 / count:.0f} %"
    return "a loss on so few says little"


def _is_rule(source: Table) -> bool:
    """True for few rows of numbers of which there are two or three, as in a truth table."""
    return len(source.inputs) <= TRUTH_TABLE and len(set(numbers(source.inputs))) <= VALUES


def _counts(data: DataPlan) -> tuple[int, ...] | None:
    """The examples of each part, as the programs cut them: at the rounded sums of the shares."""
    if data.samples is None:
        return None
    first, second = data.split[0], data.split[0] + data.split[1]
    cuts = (round(first * data.samples), round(second * data.samples), data.samples)
    return (cuts[0], cuts[1] - cuts[0], cuts[2] - cuts[1])
