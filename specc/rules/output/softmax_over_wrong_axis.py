"""The rule `softmax-over-wrong-axis`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Edit, Fix, Label, Safety, Severity
from specc.layers.activation import LogSoftmax, Softmax
from specc.prove.mend import alone
from specc.prove.trained import ONE_OF_MANY, Trained, trained
from specc.rule import Rule, Subject

OF_CLASSES = (*ONE_OF_MANY, "distribution", "sequence")


class SoftmaxOverWrongAxis(Rule):
    """The softmax shares probability among positions instead of among classes.

    What it does:
        Finds outputs of classes that end in a softmax along another axis than the last, which is
        that of the classes.

    Why is this bad?
        The probabilities of one class at all positions sum to 1, and those of the classes at one
        position to anything. The loss divides by their sum first, so training looks right, and the
        trained model answers nonsense.

    Example:
        output tags = Dense(9) -> Softmax(axis=0)

    Use instead:
        output tags = Dense(9) -> Softmax

    References:
        PyTorch's documentation of `Softmax`: `dim` is "A dimension along which Softmax will be
        computed (so every slice along dim will sum to 1)"
        (https://docs.pytorch.org/docs/stable/generated/torch.nn.Softmax.html).
    """

    severity = Severity.ERROR
    needs = ("train", ("Softmax", "LogSoftmax"))
    bad = """\
data sentences {
    source = npz("sentences.npz")
    input  words: [40, 64]
    target tags: class(9)[40]
}

model Tagger {
    input words: [40, 64]
    LSTM(32, sequences=true, bidirectional=true)
    output tags = Dense(9) -> Softmax(axis=0)
}

train {
    loss = cross_entropy
}
"""
    message = (
        "the softmax of `tags` runs over the 40 of axis 0, and the 9 classes are the last axis"
    )
    good = """\
data sentences {
    source = npz("sentences.npz")
    input  words: [40, 64]
    target tags: class(9)[40]
}

model Tagger {
    input words: [40, 64]
    LSTM(32, sequences=true, bidirectional=true)
    output tags = Dense(9) -> Softmax(axis=1)
}

train {
    loss = cross_entropy
}
"""
    fixed = """\
data sentences {
    source = npz("sentences.npz")
    input  words: [40, 64]
    target tags: class(9)[40]
}

model Tagger {
    input words: [40, 64]
    LSTM(32, sequences=true, bidirectional=true)
    output tags = Dense(9) -> Softmax
}

train {
    loss = cross_entropy
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Outputs of classes whose softmax is their last step."""
        for one in subject.once(trained):
            ending = one.ending
            if ending is None or one.target_word not in OF_CLASSES or not one.word:
                continue
            bent, node = ending.activation, ending.node
            last = one.value.type.rank - 1
            if isinstance(bent, (Softmax, LogSoftmax)) and one.value.id in node.outputs:
                axis = bent.axis % (last + 1)
                if axis != last and one.value.type.sizes[axis] != 1:
                    yield self._finding(subject, one, axis)

    def _finding(self, subject: Subject, one: Trained, axis: int) -> Diagnostic:
        node = one.producer
        sizes = one.value.type.sizes
        edit = _edit(subject, one)
        return self.at(
            one.at(node),
            f"the softmax of `{one.name}` runs over the {sizes[axis]} of axis {axis}, "
            f"and the {sizes[-1]} classes are the last axis",
            related=(Label(one.plan.place.source, one.loss_span, "reads the last axis"),),
            help="`Softmax` without an axis takes the last one",
            fix=None if edit is None else Fix("take the last axis", (edit,), Safety.UNSAFE),
        )


def _edit(subject: Subject, one: Trained) -> Edit | None:
    node = one.producer
    if node is None or not alone(subject, node):
        return None
    use = subject.written(node.place, node.layer.word)
    source = node.place.source
    if use is None or "#" in source.cut(use.span):
        return None
    return Edit(source, use.span, node.layer.word)
