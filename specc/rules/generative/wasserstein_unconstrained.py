"""The rule `wasserstein-unconstrained`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Edit, Fix, Label, Safety, Severity
from specc.ir.graph import Graph, Node, Place
from specc.prove.game import Game, games
from specc.rule import Rule, Subject


class WassersteinUnconstrained(Rule):
    """Nothing limits how steep a Wasserstein critic may be.

    What it does:
        Finds `wasserstein(penalty=0)` where not every layer with a kernel in the discriminator has
        a `max_norm`. Discriminators with layers that specc cannot see into are left alone. Where
        weights are held back by `l1`, `l2` or `weight_decay`, which limits nothing for certain, it
        is a warning.

    Why is this bad?
        The difference of scores is a distance only over functions of a limited slope. Without a
        limit the critic doubles its scores to double the difference, and so on: the loss falls
        without end and the generator's gradients blow up.

    Example:
        objective = gan(generator=Generator, discriminator=Critic, loss=wasserstein(penalty=0))

    Use instead:
        objective = gan(generator=Generator, discriminator=Critic, loss=wasserstein(penalty=10))

    References:
        Arjovsky, Chintala and Bottou 2017, "Wasserstein GAN" (arXiv 1701.07875), which clips the
        weights; Gulrajani et al. 2017, "Improved Training of Wasserstein GANs" (arXiv 1704.00028),
        with a penalty of 10.
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
    output score = Dense(1)
}

train {
    objective = gan(generator=Generator, discriminator=Critic, loss=wasserstein(penalty=0))
}
"""
    message = "with `penalty=0` and no `max_norm` nothing limits the slope of the critic `Critic`"
    good = """\
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
    fixed = good

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Critics without a penalty."""
        for game in subject.once(games):
            judge = game.judge
            if judge is not None and getattr(game.loss, "penalty", 1) == 0 and _free(judge.graph):
                yield self._finding(game, judge.graph)

    def _finding(self, game: Game, graph: Graph) -> Diagnostic:
        source = game.plan.place.source
        span = game.span("loss")
        edits = [Edit(source, span, "wasserstein(penalty=10)")]
        plain = source.cut(span) in ("wasserstein(penalty=0)", "wasserstein(0)")
        held = _held(game, graph)
        limits = "decay alone limits" if held else "nothing limits"
        return self.at(
            Place(source, span),
            f"with `penalty=0` and no `max_norm` {limits} the slope of the critic `{graph.name}`",
            related=(Label(*graph.place, "the critic"),),
            help="`wasserstein(penalty=10)` is usual, or `max_norm` in every layer with weights",
            fix=Fix("penalise the slope", tuple(edits), Safety.UNSAFE) if plain else None,
            severity=Severity.WARNING if held else None,
        )


def _free(graph: Graph) -> bool:
    """True where some layer's kernel may grow without a limit."""
    if any(node.layer.opaque for node in graph.nodes):
        return False
    return any(_grows(node) for node in graph.nodes)


def _held(game: Game, graph: Graph) -> bool:
    """True where something makes the weights smaller again."""
    layers = [node.layer for node in graph.nodes]
    penalised = any(getattr(one, "l1", 0) or getattr(one, "l2", 0) for one in layers)
    return penalised or getattr(game.plan.optimizer, "weight_decay", 0) > 0


def _grows(node: Node) -> bool:
    kernel = any(weight.trainable and len(weight.shape) > 1 for weight in node.weights)
    return kernel and getattr(node.layer, "max_norm", None) is None
