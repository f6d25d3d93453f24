"""The rule `softmax-for-multilabel`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Label, Safety, Severity
from specc.layers.activation import Sigmoid
from specc.prove.clash import clashing
from specc.prove.mend import set_loss, swap
from specc.prove.trained import Trained
from specc.rule import Rule, Subject


class SoftmaxForMultilabel(Rule):
    """Labels that may be true together share one distribution.

    What it does:
        Finds outputs for a `multilabel` target that end in a softmax, or whose loss puts one behind
        their logits: `cross_entropy` and `kl_divergence`.

    Why is this bad?
        A softmax shares a probability of 1 among its units. Where two labels are true neither can
        be likely for certain, and where none is true one is called likely all the same.

    Example:
        output tags = Dense(5, activation=softmax)
        loss = cross_entropy

    Use instead:
        output tags = Dense(5, activation=sigmoid)
        loss = binary_cross_entropy

    References:
        PyTorch's documentation of `BCEWithLogitsLoss`, on multi-label classification
        (https://docs.pytorch.org/docs/stable/generated/torch.nn.BCEWithLogitsLoss.html).
        Goodfellow, Bengio and Courville 2016, "Deep Learning", section 6.2.2.3: a softmax is for a
        discrete variable with n possible values, of which it takes one.
    """

    severity = Severity.ERROR
    needs = ("train", "multilabel", ("Softmax", "LogSoftmax", "cross_entropy", "kl_divergence"))
    bad = """\
data films {
    source = npz("films.npz")
    input  plot: [300]
    target tags: multilabel(5)
}

model Tagger {
    input plot: [300]
    Dense(32, activation=tanh)
    output tags = Dense(5, activation=softmax)
}

train {
    loss = cross_entropy
}
"""
    message = "a softmax makes the 5 labels of `tags` exclude each other, and several may be true"
    good = """\
data films {
    source = npz("films.npz")
    input  plot: [300]
    target tags: class(5)
}

model Tagger {
    input plot: [300]
    Dense(32, activation=tanh)
    output tags = Dense(5, activation=softmax)
}

train {
    loss = cross_entropy
}
"""
    fixed = """\
data films {
    source = npz("films.npz")
    input  plot: [300]
    target tags: multilabel(5)
}

model Tagger {
    input plot: [300]
    Dense(32, activation=tanh)
    output tags = Dense(5, activation=sigmoid)
}

train {
    loss = binary_cross_entropy
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Outputs of several labels; sigmoids under `cross_entropy` have a rule of their own."""
        for one in subject.once(clashing).get(self.name, ()):
            yield self._finding(subject, one)

    def _finding(self, subject: Subject, one: Trained) -> Diagnostic:
        ended = one.ending is not None
        what = "a softmax" if ended else f"the softmax of `{one.word}`"
        target, plan = one.target, one.plan
        related = [Label(plan.place.source, one.loss_span, "the loss")]
        if target is not None and target.span is not None and plan.data is not None:
            related.append(Label(plan.data.place.source, target.span, "several may be true"))
        return self.at(
            one.at(one.producer),
            f"{what} makes the {one.units} labels of `{one.name}` exclude each other, "
            "and several may be true",
            related=tuple(related),
            help="`sigmoid` and `loss = binary_cross_entropy` answer for each label by itself",
            fix=_fix(subject, one),
        )


def _fix(subject: Subject, one: Trained) -> Fix | None:
    edits = []
    if one.ends_in("Softmax", "LogSoftmax") and one.ending is not None:
        edits.append(swap(subject, one.ending.node, Sigmoid))
    if one.word != "binary_cross_entropy":
        edits.append(set_loss(subject, one, "binary_cross_entropy"))
    whole = tuple(edit for edit in edits if edit is not None)
    if len(whole) < len(edits):
        return None
    return Fix("answer for each label by itself", whole, Safety.UNSAFE)
