"""The rule `top-k-exceeds-classes`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specc.diagnostics import Diagnostic, Severity
from specc.ir.graph import Place
from specc.prove.mend import metric_span
from specc.prove.trained import Trained, trained
from specc.rule import Rule, Subject

if TYPE_CHECKING:
    from specc.training.metric import TopK


class TopKExceedsClasses(Rule):
    """As many guesses as there are classes are always right.

    What it does:
        Finds `top_k` metrics whose `k` is the number of classes or more, that of `top_k` without a
        number, 5, included.

    Why is this bad?
        The metric is 1 for any network, before training and after it. Early stopping or a
        checkpoint that watches it sees no difference between epochs.

    Example:
        metrics = [top_k(3)]

    Use instead:
        metrics = [top_k(2)]

    References:
        scikit-learn warns of it in `top_k_accuracy_score`: k "greater than or equal to 'n_classes'
        will result in a perfect score and is therefore meaningless"
        (`sklearn/metrics/_ranking.py`).
    """

    severity = Severity.WARNING
    needs = ("train", "top_k")
    bad = """\
data flowers {
    source = sklearn(iris)
}

model Iris {
    input flower: [4]
    Dense(16, activation=relu)
    output species = Dense(3, activation=softmax)
}

train {
    loss    = cross_entropy
    metrics = [top_k(3)]
}
"""
    message = "`top_k(3)` is 1 for any network: `species` has 3 classes"
    good = """\
data flowers {
    source = sklearn(iris)
}

model Iris {
    input flower: [4]
    Dense(16, activation=relu)
    output species = Dense(3, activation=softmax)
}

train {
    loss    = cross_entropy
    metrics = [top_k(2)]
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Outputs of classes that all fit into the guesses."""
        for one in subject.once(trained):
            for index, metric in enumerate(one.plan.metrics):
                if metric.word != "top_k" or not metric.suits(one.target_word):
                    continue
                if 0 < one.classes <= metric.k:  # type: ignore[attr-defined]
                    yield self._finding(subject, one, index, metric)  # type: ignore[arg-type]

    def _finding(self, subject: Subject, one: Trained, index: int, metric: "TopK") -> Diagnostic:
        place = Place(one.plan.place.source, metric_span(subject, one.plan, index))
        help = "`accuracy` counts first guesses"
        if one.classes > 2:
            help = f"`top_k({min(metric.k, one.classes) - 1})` leaves something to be wrong about"
        return self.at(
            place,
            f"`top_k({metric.k})` is 1 for any network: `{one.name}` has {one.classes} classes",
            help=help,
        )
