"""The rule `merge-with-itself`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Severity
from specc.layers.merging import Average, Maximum, Minimum, Subtract
from specc.rule import Application, Rule, Subject


class MergeWithItself(Rule):
    """A tensor is joined with itself, and what comes out says nothing new.

    What it does:
        Finds differences of a tensor and itself, and averages, maxima and minima of one tensor
        only. Sums and products with itself are left in peace: they double and they square.

    Why is this bad?
        A difference with itself is 0 for every input, and lets no gradient through. The others give
        the tensor back. Mostly one of the two names is the wrong one.

    Example:
        output distance = (a - a) -> Norm(-1)

    Use instead:
        output distance = (a - b) -> Norm(-1)

    References:
        Linters of other languages find the like: Clippy's `eq_op`, "usually just a typo or a copy
        and paste error",
        https://docs.rs/crate/clippy_lints/0.0.103/source/src/eq_op.rs.
    """

    severity = Severity.WARNING
    needs = (("Average", "Maximum", "Minimum", "Subtract"),)
    bad = """\
model Pair {
    input left: [20]
    input right: [20]
    layer side = Dense(32, activation=relu)
    a = left -> side
    output twin = right -> side
    output distance = (a - a) -> Norm(-1)
}
"""
    message = "`Subtract` of a tensor and itself is 0 for every input"
    good = """\
model Pair {
    input left: [20]
    input right: [20]
    layer side = Dense(32, activation=relu)
    a = left -> side
    b = right -> side
    output distance = (a - b) -> Norm(-1)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Places where every use joins one tensor only."""
        for uses in subject.places(Average, Maximum, Minimum, Subtract):
            if all(len(set(use.node.inputs)) == 1 for use in uses):
                yield self._finding(uses[0])

    def _finding(self, use: Application) -> Diagnostic:
        word = use.node.layer.word
        message = f"`{word}` of a tensor and itself is that tensor"
        if isinstance(use.node.layer, Subtract):
            message = f"`{word}` of a tensor and itself is 0 for every input"
        return self.at(use.node.place, message, help="name the other tensor")
