"""The rule `dropout-on-tiny-layer`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Severity
from specc.layers.regularising import Dropout, SpatialDropout
from specc.prove.chain import rate
from specc.rule import Application, Rule, Subject

FEWEST, NONE_LEFT = 3, 0.01
STRONG = 0.2
"""A weaker dropout leaves most of even three values in peace."""


class DropoutOnTinyLayer(Rule):
    """Dropout leaves hardly anything of a small layer.

    What it does:
        Finds dropout of 0.2 and more that leaves fewer than 3 values on average, and any that
        leaves none at all in more than 1 % of the cases: of n values with rate p that is p^n.

    Why is this bad?
        Dropout trains many thinned networks that share their weights. Of a handful of values the
        thinned ones see too little to answer at all, and where all are dropped the answer is the
        same for every example.

    Example:
        Dense(4, activation=tanh) -> Dropout(0.5)

    Use instead:
        Dense(32, activation=relu) -> Dropout(0.5)

    References:
        Srivastava et al. 2014, "Dropout: a simple way to prevent neural networks from overfitting"
        (JMLR 15), appendix A.1: where n units are best without dropout, a layer wants at least
        n / p units with it, p being the share that is kept.
    """

    severity = Severity.WARNING
    needs = (("Dropout", "SpatialDropout"),)
    gives_way_to = ("dropout-on-output",)
    bad = """\
model Net {
    input x: [20]
    Dense(4, activation=tanh) -> Dropout(0.5)
    Dense(1)
}
"""
    message = "`Dropout(0.5)` leaves 2 of 4 values on average, and none in 6.2 % of the cases"
    good = """\
model Net {
    input x: [20]
    Dense(32, activation=relu) -> Dropout(0.5)
    Dense(1)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Places where every use has few values."""
        for uses in subject.places(Dropout, SpatialDropout):
            counts = [_values(use) for use in uses]
            if all(counts):
                yield self._finding(uses[0], max(counts))

    def _finding(self, use: Application, values: int) -> Diagnostic:
        share = rate(use.node)
        what = "values" if isinstance(use.node.layer, Dropout) else "channels"
        message = (
            f"`{use.node.layer.word}({share:g})` leaves {values * (1 - share):.2g} of {values} "
            f"{what} on average, and none in {100 * share**values:.1f} % of the cases"
        )
        return self.at(use.node.place, message, help="a wider layer, or no dropout here")


def _values(use: Application) -> int:
    """How many values dropout draws for, where these are few; else 0."""
    facts, node = use
    share = rate(node)
    kind = facts.graph.values[node.inputs[0]].type
    count = kind.channels if isinstance(node.layer, SpatialDropout) else kind.size
    if not isinstance(count, int) or share == 0:
        return 0
    few = share >= STRONG and count * (1 - share) < FEWEST
    few = few or share**count > NONE_LEFT
    return count if few else 0
