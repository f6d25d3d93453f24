"""The rule `gan-wasserstein-sigmoid`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Label, Safety, Severity
from specc.prove.game import Game, first_output, games
from specc.prove.image import Image, image
from specc.prove.mend import drop
from specc.rule import Rule, Subject


class GanWassersteinSigmoid(Rule):
    """The score of a critic has bounds.

    What it does:
        Finds discriminators whose output is bounded, by a sigmoid, a tanh or a softmax, in a `gan`
        that plays for scores: `wasserstein` and `hinge`. Under `hinge` a tanh may stay, which
        reaches both of its margins in the limit. For `non_saturating` and `minimax` a linear output
        is taken for logits.

    Why is this bad?
        A Wasserstein critic measures a distance by the difference of its scores, which may be any
        number; a sigmoid caps it at 1 and has no gradient where the critic is good. Under the hinge
        a made example costs at least 1 while its score cannot fall below 0.

    Example:
        output score = Dense(1, activation=sigmoid)

    Use instead:
        output score = Dense(1)

    References:
        Arjovsky, Chintala and Bottou 2017, "Wasserstein GAN" (arXiv 1701.07875): the critic is a
        function to the real numbers. Lim and Ye 2017, "Geometric GAN" (arXiv 1705.02894), for the
        hinge.
    """

    severity = Severity.ERROR
    needs = ("train", "gan")
    bad = """\
model Generator {
    input z: [16]
    Dense(32, activation=leaky_relu)
    output point = Dense(2)
}

model Critic {
    input point: [2]
    Dense(32, activation=leaky_relu)
    output score = Dense(1, activation=sigmoid)
}

train {
    objective = gan(generator=Generator, discriminator=Critic, loss=wasserstein(penalty=10))
}
"""
    message = "`sigmoid` keeps the score of `Critic` in 0..1, and `wasserstein` wants any number"
    good = """\
model Generator {
    input z: [16]
    Dense(32, activation=leaky_relu)
    output point = Dense(2)
}

model Critic {
    input point: [2]
    Dense(32, activation=leaky_relu)
    output score = Dense(1, activation=sigmoid)
}

train {
    objective = gan(generator=Generator, discriminator=Critic, loss=non_saturating)
}
"""
    fixed = """\
model Generator {
    input z: [16]
    Dense(32, activation=leaky_relu)
    output point = Dense(2)
}

model Critic {
    input point: [2]
    Dense(32, activation=leaky_relu)
    output score = Dense(1)
}

train {
    objective = gan(generator=Generator, discriminator=Critic, loss=wasserstein(penalty=10))
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Critics with a bounded score."""
        for game in subject.once(games):
            if game.judge is not None and game.loss.scores:
                bounds = image(game.judge, first_output(game.judge).id)
                if bounds is not None and _wrong(game, bounds):
                    yield self._finding(subject, game, bounds)

    def _finding(self, subject: Subject, game: Game, bounds: Image) -> Diagnostic:
        wanted = "any number" if game.loss.word == "wasserstein" else "a score below -1 for a fake"
        name = "" if game.judge is None else game.judge.graph.name
        edit = drop(subject, bounds.node)
        source = game.plan.place.source
        return self.at(
            game.at(bounds.node, "discriminator"),
            f"`{bounds.word}` keeps the score of `{name}` {bounds.text}, and `{game.loss.word}` "
            f"wants {wanted}",
            related=(Label(source, game.span("loss"), "plays for scores"),),
            help="leave the activation out",
            fix=None if edit is None else Fix("give the score", (edit,), Safety.UNSAFE),
        )


def _wrong(game: Game, bounds: Image) -> bool:
    if game.loss.word == "wasserstein":
        return bounds.two_sided
    return bounds.low > -1 or bounds.high < 1
