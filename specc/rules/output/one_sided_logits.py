"""The rule `one-sided-logits`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Label, Safety, Severity
from specc.ir.graph import Place
from specc.prove.clash import SOUND, clashing
from specc.prove.image import Image, image
from specc.prove.mend import drop
from specc.prove.trained import Trained
from specc.rule import Rule, Subject
from specc.source import Span

DECIDES = ("binary_cross_entropy", "focal", "dice", "hinge")
"""Losses that read the sign of each element as no or yes."""


class OneSidedLogits(Rule):
    """The output is always on the side of yes, or always on that of no.

    What it does:
        Finds outputs whose elements are decided by sign, and that cannot change sign: a `relu` in
        front of the sigmoid at the end, and a `relu`, a `softplus`, a `hard_sigmoid` and the like
        at the end of an output that the loss takes for logits or scores.

    Why is this bad?
        A logit that is never below 0 is a probability that is never below 1/2, so the network says
        yes to everything. That `hard_sigmoid` looks like a probability does not help: what does not
        end in `sigmoid` is taken for a logit.

    Example:
        output benign = Dense(1, activation=relu) -> Sigmoid

    Use instead:
        output benign = Dense(1) -> Sigmoid

    References:
        The logit of a probability p is log(p / (1 - p)), negative below 1/2: Goodfellow, Bengio and
        Courville 2016, "Deep Learning", section 6.2.2.2. Logits are "raw unnormalized scores" and
        may be any number: PyTorch's documentation of `binary_cross_entropy_with_logits`
        (https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.binary_cross_entropy_with_logits.html).
    """

    severity = Severity.ERROR
    needs = ("train", DECIDES, ("activation", "Softplus", "ReLU", "ReLU6", "HardSigmoid", "RNN"))
    bad = """\
data tumours {
    source = sklearn(breast_cancer)
    scale  = standard
}

model Tumour {
    input cell: [30]
    Dense(16, activation=tanh)
    output benign = Dense(1, activation=relu) -> Sigmoid
}

train {
    loss = binary_cross_entropy
}
"""
    message = "`relu` keeps the logits of `benign` from going below 0: the answer is never no"
    good = """\
data tumours {
    source = sklearn(breast_cancer)
    scale  = standard
}

model Tumour {
    input cell: [30]
    Dense(16, activation=relu)
    output benign = Dense(1) -> Sigmoid
}

train {
    loss = binary_cross_entropy
}
"""
    fixed = """\
data tumours {
    source = sklearn(breast_cancer)
    scale  = standard
}

model Tumour {
    input cell: [30]
    Dense(16, activation=tanh)
    output benign = Dense(1) -> Sigmoid
}

train {
    loss = binary_cross_entropy
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Outputs that are read element by element."""
        for one in subject.once(clashing)[SOUND]:
            if one.word in DECIDES and not one.by_class:
                bounds = _bounds(one)
                if bounds is not None and (bounds.low >= 0 or bounds.high <= 0):
                    yield self._finding(subject, one, bounds)

    def _finding(self, subject: Subject, one: Trained, bounds: Image) -> Diagnostic:
        yes = bounds.low >= 0
        what = "scores" if one.word == "hinge" else "logits"
        edge = "from going below 0" if yes else "from going above 0"
        edit = drop(subject, bounds.node)
        behind = one.ends_in("Sigmoid")
        loss = Label(one.plan.place.source, one.loss_span, f"reads them as {what}")
        return self.at(
            _both(one, bounds) if behind else one.at(bounds.node),
            f"`{bounds.word}` keeps the {what} of `{one.name}` {edge}: "
            f"the answer is never {'no' if yes else 'yes'}",
            related=(loss,),
            help=_help(one, behind),
            fix=None if edit is None else Fix("leave the activation out", (edit,), Safety.UNSAFE),
        )


def _help(one: Trained, behind: bool) -> str:
    if one.word == "hinge":
        return "leave it out: a score may be any number"
    return "leave it out" if behind else "`sigmoid` makes a probability of any number"


def _both(one: Trained, bounds: Image) -> Place:
    """The bounding layer, with the sigmoid behind it where they stand on one line."""
    first = one.at(bounds.node)
    last = first if one.ending is None else one.at(one.ending.node)
    span = Span(first.span.start, last.span.end)
    apart = span.end < first.span.end or "\n" in first.source.cut(span)
    return first if apart else Place(first.source, span)


def _bounds(one: Trained) -> Image | None:
    """The bounds of what is read as a logit or a score; a probability is none for `hinge`."""
    ending = one.ending
    if ending is not None and one.ends_in("Sigmoid"):
        plain = one.word != "hinge" and ending.node.layer is ending.activation
        return image(one.facts, ending.node.inputs[0]) if plain else None
    if one.ends_in("Softmax", "LogSoftmax", "Step"):
        return None
    found = image(one.facts, one.value.id)
    # What else than probabilities an RNN makes at every step is not meant as an end.
    return None if found is not None and found.at_every_step else found
