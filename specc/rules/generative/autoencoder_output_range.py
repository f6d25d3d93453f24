"""The rule `autoencoder-output-range`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Edit, Fix, Label, Safety, Severity
from specc.prove.clash import SOUND, clashing
from specc.prove.image import Image, image
from specc.prove.limits import Limits, limits
from specc.prove.mend import drop, rescale
from specc.prove.trained import Trained
from specc.rule import Rule, Subject


class AutoencoderOutputRange(Rule):
    """An autoencoder cannot give back the values that it is given.

    What it does:
        Compares the bounds of the output's last activation with the range of the input behind
        `scale`, where the output is trained towards the input by a distance. Losses on
        probabilities want inputs from 0 to 1 themselves: `loss-target-range-mismatch`.

    Why is this bad?
        What lies outside of the bounds is cut off, whatever the network learns: a sigmoid on
        standardised pixels loses all that are darker than the mean, on pixels up to 255 nearly all.

    Example:
        scale  = standard
        output copy = Dense(64, activation=sigmoid) -> Reshape([8, 8, 1])

    Use instead:
        scale  = minmax

        Or leave the activation out: a linear output reaches everything.

    References:
        Braiek and Khomh 2022, "Testing Feedforward Neural Networks Training Programs"
        (https://doi.org/10.1145/3529318), checks that outputs have the range of their targets.
    """

    severity = Severity.ERROR
    needs = ("train", ("same", "reconstruct", "vae"))
    bad = """\
data digits {
    source = sklearn(digits)
    scale  = standard
}

model Digits {
    input image: [8, 8, 1]
    Flatten -> Dense(8, activation=tanh)
    output copy = Dense(64, activation=sigmoid) -> Reshape([8, 8, 1])
}

train {
    objective = reconstruct
    loss      = mse
}
"""
    message = (
        "`sigmoid` keeps `copy` in 0..1, and `scale = standard` gives `image` mean 0 and "
        "deviation 1"
    )
    good = """\
data digits {
    source = sklearn(digits)
    scale  = divide(16)
}

model Digits {
    input image: [8, 8, 1]
    Flatten -> Dense(8, activation=tanh)
    output copy = Dense(64, activation=sigmoid) -> Reshape([8, 8, 1])
}

train {
    objective = reconstruct
    loss      = mse
}
"""
    fixed = """\
data digits {
    source = sklearn(digits)
    scale  = minmax
}

model Digits {
    input image: [8, 8, 1]
    Flatten -> Dense(8, activation=tanh)
    output copy = Dense(64, activation=sigmoid) -> Reshape([8, 8, 1])
}

train {
    objective = reconstruct
    loss      = mse
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Outputs that are trained towards the input by a distance."""
        for one in subject.once(clashing)[SOUND]:
            if one.target_word == "same" and one.loss is not None and one.loss.output == "value":
                known, bounds = limits(one), image(one.facts, one.value.id)
                if known is not None and bounds is not None and known.beyond(bounds):
                    yield self._finding(subject, one, bounds, known)

    def _finding(self, subject: Subject, one: Trained, bounds: Image, known: Limits) -> Diagnostic:
        covers = (bounds.low, bounds.high) == (0, 1)
        help = "an output without an activation reaches any number"
        return self.at(
            one.at(bounds.node),
            f"`{bounds.word}` keeps `{one.name}` {bounds.text}, and {known.text}",
            related=(Label(*known.label[:2], "the values to give back"),),
            help=f"`scale = minmax` brings the input into 0..1, {help}" if covers else help,
            fix=_fix(subject, one, bounds, known, covers),
        )


def _fix(subject: Subject, one: Trained, bounds: Image, known: Limits, covers: bool) -> Fix | None:
    edit: Edit | None
    if covers and one.plan.data is not None:
        edit = rescale(subject, one.plan.data, known)
        return Fix("scale the input to 0..1", (edit,), Safety.UNSAFE)
    edit = drop(subject, bounds.node)
    return None if edit is None else Fix("leave the activation out", (edit,), Safety.UNSAFE)
