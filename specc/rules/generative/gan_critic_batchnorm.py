"""The rule `gan-critic-batchnorm`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Label, Severity
from specc.ir.graph import Node, Place
from specc.layers.normalisation import BatchNorm
from specc.prove.game import Game, games
from specc.rule import Rule, Subject


class GanCriticBatchnorm(Rule):
    """The gradient penalty is about one example, and the critic mixes those of a batch.

    What it does:
        Finds batch norms in the discriminator of a `gan` that plays for `wasserstein` with a
        penalty.

    Why is this bad?
        The penalty holds the gradient of the score with respect to each example near 1. Behind a
        batch norm the score of one example depends on all others of the batch, so there is no such
        gradient, and the penalty constrains something else.

    Example:
        BatchNorm -> LeakyReLU(0.2)

    Use instead:
        LayerNorm -> LeakyReLU(0.2)

    References:
        Gulrajani, Ahmed, Arjovsky, Dumoulin and Courville 2017, "Improved Training of Wasserstein
        GANs" (arXiv 1704.00028), section 4, "No critic batch normalization", which recommends layer
        norm in its place.
    """

    severity = Severity.WARNING
    needs = ("train", "gan", "BatchNorm")
    bad = """\
model Generator {
    input z: [16]
    Dense(32, activation=leaky_relu)
    output point = Dense(2)
}

model Critic {
    input point: [2]
    Dense(32, activation=leaky_relu)
    Dense(32, bias=false)
    BatchNorm -> LeakyReLU(0.2)
    output score = Dense(1)
}

train {
    objective = gan(generator=Generator, discriminator=Critic, loss=wasserstein(penalty=10))
}
"""
    message = "`Critic` has 1 batch norm, and the gradient penalty is about one example at a time"
    good = """\
model Generator {
    input z: [16]
    Dense(32, activation=leaky_relu)
    output point = Dense(2)
}

model Critic {
    input point: [2]
    Dense(32, activation=leaky_relu)
    Dense(32)
    LayerNorm -> LeakyReLU(0.2)
    output score = Dense(1)
}

train {
    objective = gan(generator=Generator, discriminator=Critic, loss=wasserstein(penalty=10))
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Critics under a gradient penalty; the section is named, as a block may serve both."""
        for game in subject.once(games):
            penalty = getattr(game.loss, "penalty", 0)
            if game.judge is not None and penalty > 0:
                norms = [node for node in game.judge.uses(BatchNorm) if _mixes(node)]
                if norms:
                    yield self._finding(game, game.judge.graph.name, norms)

    def _finding(self, game: Game, name: str, norms: list[Node]) -> Diagnostic:
        source = game.plan.place.source
        places = dict.fromkeys(node.place for node in norms if node.place.source is source)
        return self.at(
            Place(source, game.span("loss")),
            f"`{name}` has {len(norms)} batch norm{'s' * (len(norms) > 1)}, and the gradient "
            "penalty is about one example at a time",
            related=tuple(
                Label(*place, "mixes the examples of a batch") for place in [*places][:3]
            ),
            help="`LayerNorm` treats each example by itself",
        )


def _mixes(node: Node) -> bool:
    """True for a batch norm that takes its statistics from the batch in training."""
    return bool(getattr(node.layer, "trainable", True))
