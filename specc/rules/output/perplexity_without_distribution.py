"""The rule `perplexity-without-distribution`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Label, Severity
from specc.ir.graph import Place
from specc.prove.mend import metric_span
from specc.prove.trained import Trained, trained
from specc.rule import Rule, Subject

OF_CLASSES = ("cross_entropy", "kl_divergence", "focal")


class PerplexityWithoutDistribution(Rule):
    """Perplexity is taken of an output that is no distribution over classes.

    What it does:
        Finds the metric `perplexity` where the output has one unit, or where neither the model nor
        the loss makes a distribution of it: no softmax, and a loss that is not one over classes.

    Why is this bad?
        Perplexity is `exp` of the mean cross entropy of the true class. Of one unit that is always
        1; of numbers that are no probabilities it is a number without a meaning.

    Example:
        output benign = Dense(1, activation=sigmoid)
        metrics = [perplexity]

    Use instead:
        output benign = Dense(2, activation=softmax)
        metrics = [perplexity]

    References:
        "Perplexity is defined as the exponentiated average negative log-likelihood of a sequence":
        Hugging Face Transformers' documentation, "Perplexity of fixed-length models"
        (https://huggingface.co/docs/transformers/perplexity).
    """

    severity = Severity.WARNING
    needs = ("train", "perplexity")
    bad = """\
data tumours {
    source = npz("tumours.npz")
    input  cell: [30]
    target benign: class(2)
}

model Tumour {
    input cell: [30]
    Dense(16, activation=relu)
    output benign = Dense(1, activation=sigmoid)
}

train {
    loss    = binary_cross_entropy
    metrics = [perplexity]
}
"""
    message = "`perplexity` of the one unit of `benign` is always 1"
    good = """\
data tumours {
    source = npz("tumours.npz")
    input  cell: [30]
    target benign: class(2)
}

model Tumour {
    input cell: [30]
    Dense(16, activation=relu)
    output benign = Dense(2, activation=softmax)
}

train {
    loss    = cross_entropy
    metrics = [perplexity]
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Outputs that the metric is computed for."""
        for one in subject.once(trained):
            for index, metric in enumerate(one.plan.metrics):
                if metric.word == "perplexity" and metric.suits(one.target_word):
                    reason = _reason(one)
                    if reason:
                        yield self._finding(subject, one, index, reason)

    def _finding(self, subject: Subject, one: Trained, index: int, reason: str) -> Diagnostic:
        plan, node = one.plan, one.producer
        source = plan.place.source
        related = () if node is None else (Label(*node.place, "the output"),)
        return self.at(
            Place(source, metric_span(subject, plan, index)),
            f"`perplexity` of {reason}",
            related=tuple(label for label in related if label.source is source),
            help="a softmax over the classes, one unit for each, with `cross_entropy`",
        )


def _reason(one: Trained) -> str:
    if one.units == 1:
        return f"the one unit of `{one.name}` is always 1"
    if one.ends_in("Softmax", "LogSoftmax") or (one.word in OF_CLASSES and one.logits):
        return ""
    return f"`{one.name}` says nothing: neither the model nor `{one.word}` makes it a distribution"
