"""The rule `distribution-output-not-softmax`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Edit, Fix, Label, Safety, Severity
from specc.layers.activation import Softmax
from specc.prove.clash import clashing
from specc.prove.mend import give, swap
from specc.prove.trained import Trained
from specc.rule import Rule, Subject


class DistributionOutputNotSoftmax(Rule):
    """The target is a distribution, and the output is not.

    What it does:
        Finds outputs for a `distribution` target whose elements nothing makes sum to 1: those that
        do not end in a softmax, under a loss that compares element by element, and sigmoids under
        `kl_divergence`. Logits under `cross_entropy` and `kl_divergence` get their softmax from the
        loss.

    Why is this bad?
        What the model gives is to be read as probabilities of all cases together. Without a softmax
        they need not sum to 1, and part of what the network learns is a rule that is known.

    Example:
        output votes = Dense(4, activation=sigmoid)

    Use instead:
        output votes = Dense(4, activation=softmax)

    References:
        Goodfellow, Bengio and Courville 2016, "Deep Learning", section 6.2.2.3: softmax units for a
        distribution over n values. PyTorch's documentation of `KLDivLoss`, which expects the
        logarithms of probabilities
        (https://docs.pytorch.org/docs/stable/generated/torch.nn.KLDivLoss.html).
    """

    severity = Severity.WARNING
    needs = ("train", "distribution")
    bad = """\
data polls {
    source = npz("polls.npz")
    input  region: [20]
    target votes: distribution(4)
}

model Poll {
    input region: [20]
    Dense(16, activation=tanh)
    output votes = Dense(4, activation=sigmoid)
}

train {
    loss = kl_divergence
}
"""
    message = "the target of `votes` sums to 1, and nothing makes its 4 outputs sum to 1"
    good = """\
data polls {
    source = npz("polls.npz")
    input  region: [20]
    target votes: distribution(4)
}

model Poll {
    input region: [20]
    Dense(16, activation=tanh)
    output votes = Dense(4)
}

train {
    loss = kl_divergence
}
"""
    fixed = """\
data polls {
    source = npz("polls.npz")
    input  region: [20]
    target votes: distribution(4)
}

model Poll {
    input region: [20]
    Dense(16, activation=tanh)
    output votes = Dense(4, activation=softmax)
}

train {
    loss = kl_divergence
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Outputs that are not made to sum to 1, neither by the model nor by the loss."""
        for one in subject.once(clashing).get(self.name, ()):
            yield self._finding(subject, one)

    def _finding(self, subject: Subject, one: Trained) -> Diagnostic:
        node = one.producer
        edit = _softmax(subject, one)
        return self.at(
            one.at(node),
            f"the target of `{one.name}` sums to 1, and nothing makes its {one.units} outputs "
            "sum to 1",
            related=(Label(one.plan.place.source, one.loss_span, "compares with a distribution"),),
            help="`activation=softmax` makes them probabilities of all cases together",
            fix=None if edit is None else Fix("end in a softmax", (edit,), Safety.UNSAFE),
        )


def _softmax(subject: Subject, one: Trained) -> Edit | None:
    if one.ending is not None:
        return swap(subject, one.ending.node, Softmax)
    node = one.producer
    return None if node is None else give(subject, node, Softmax)
