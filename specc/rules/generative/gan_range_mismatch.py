"""The rule `gan-range-mismatch`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Edit, Fix, Label, Safety, Severity
from specc.layers.activation import Sigmoid
from specc.prove.game import Game, first_output, games
from specc.prove.image import Image, image
from specc.prove.limits import Limits, scaled
from specc.prove.mend import drop, rescale, swap
from specc.rule import Rule, Subject


class GanRangeMismatch(Rule):
    """What the generator can make and what the data are lie in different ranges.

    What it does:
        Compares the bounds of the generator's last activation with the range of the data behind
        `scale`. Data that the generator cannot reach are an error; a tanh on data that are never
        negative is a warning.

    Why is this bad?
        The discriminator need not look at the image: a value outside of the generator's range says
        real, one outside of the data's range says made. It wins, and the generator gets no useful
        gradient.

    Example:
        scale  = standard
        output image = Dense(64, activation=sigmoid) -> Reshape([8, 8, 1])

    Use instead:
        scale  = minmax

    References:
        Radford, Metz and Chintala 2015, "Unsupervised Representation Learning with Deep
        Convolutional Generative Adversarial Networks" (arXiv 1511.06434), section 4: images
        "scaling to the range of the tanh activation function [-1, 1]".
    """

    severity = Severity.ERROR
    needs = ("train", "gan", "data")
    bad = """\
data digits {
    source = sklearn(digits)
    scale  = standard
}

model Generator {
    input z: [16]
    Dense(32, activation=leaky_relu)
    output image = Dense(64, activation=sigmoid) -> Reshape([8, 8, 1])
}

model Discriminator {
    input image: [8, 8, 1]
    Flatten -> Dense(32, activation=leaky_relu)
    output real = Dense(1, activation=sigmoid)
}

train {
    objective = gan(generator=Generator, discriminator=Discriminator)
}
"""
    message = (
        "`sigmoid` keeps what `Generator` makes in 0..1, and `scale = standard` gives `image` "
        "mean 0 and deviation 1"
    )
    good = """\
data digits {
    source = sklearn(digits)
    scale  = divide(16)
}

model Generator {
    input z: [16]
    Dense(32, activation=leaky_relu)
    output image = Dense(64, activation=sigmoid) -> Reshape([8, 8, 1])
}

model Discriminator {
    input image: [8, 8, 1]
    Flatten -> Dense(32, activation=leaky_relu)
    output real = Dense(1, activation=sigmoid)
}

train {
    objective = gan(generator=Generator, discriminator=Discriminator)
}
"""
    fixed = """\
data digits {
    source = sklearn(digits)
    scale  = minmax
}

model Generator {
    input z: [16]
    Dense(32, activation=leaky_relu)
    output image = Dense(64, activation=sigmoid) -> Reshape([8, 8, 1])
}

model Discriminator {
    input image: [8, 8, 1]
    Flatten -> Dense(32, activation=leaky_relu)
    output real = Dense(1, activation=sigmoid)
}

train {
    objective = gan(generator=Generator, discriminator=Discriminator)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Generators with a bounded output, and data of which the range is known."""
        for game in subject.once(games):
            data = game.plan.data
            if game.generator is None or data is None or not data.inputs:
                continue
            bounds = image(game.generator, first_output(game.generator).id)
            known = scaled(data, data.inputs[0])
            if bounds is None or known is None:
                continue
            if known.beyond(bounds):
                yield self._finding(subject, game, bounds, known)
            elif bounds.low < 0 and bounds.two_sided and known.low >= 0:
                yield self._finding(subject, game, bounds, known, Severity.WARNING)

    def _finding(
        self, subject: Subject, game: Game, bounds: Image, known: Limits,
        severity: Severity | None = None,
    ) -> Diagnostic:  # fmt: skip
        name = "" if game.generator is None else game.generator.graph.name
        help = "`scale = minmax` and a sigmoid go together, or no activation with any scale"
        if severity is Severity.WARNING:
            help = "a sigmoid makes values from 0 to 1, or scale the data to -1..1"
        return self.at(
            game.at(bounds.node, "generator"),
            f"`{bounds.word}` keeps what `{name}` makes {bounds.text}, and {known.text}",
            related=(Label(*known.label[:2], "the data"),),
            help=help,
            fix=_fix(subject, game, bounds, known),
            severity=severity,
        )


def _fix(subject: Subject, game: Game, bounds: Image, known: Limits) -> Fix | None:
    """A sigmoid on data from 0 to 1; where the bounds are of another kind, none at all."""
    data = game.plan.data
    if data is None or not bounds.two_sided:
        edit = drop(subject, bounds.node)
        return None if edit is None else Fix("leave the activation out", (edit,), Safety.UNSAFE)
    edits: list[Edit | None] = []
    if bounds.low < 0:
        edits.append(swap(subject, bounds.node, Sigmoid))
    if known.leaves(0, 1):
        edits.append(rescale(subject, data, known))
    whole = tuple(edit for edit in edits if edit is not None)
    if len(whole) < len(edits) or bounds.high > 1:
        return None
    return Fix("make and give values from 0 to 1", whole, Safety.UNSAFE)
