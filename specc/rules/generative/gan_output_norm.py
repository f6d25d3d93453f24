"""The rule `gan-output-norm`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Label, Safety, Severity
from specc.edit import remove
from specc.ir.graph import Graph, Node, Place
from specc.layer import Weighted
from specc.layers.normalisation import BatchNorm
from specc.prove.facts import Facts
from specc.prove.game import Game, first_output, games
from specc.prove.mend import alone
from specc.prove.tail import tail
from specc.rule import Rule, Subject


class GanOutputNorm(Rule):
    """Batch norm at the very end of a generator or at the very start of a discriminator.

    What it does:
        Finds batch norms behind the last layer with weights of a generator, and on the input or
        behind the first layer with weights of a discriminator. Under a gradient penalty, which
        keeps training steady, the end of the generator is a remark.

    Why is this bad?
        There they tie the brightness and contrast of an image to the other images of its batch: the
        generator cannot set them, and the discriminator cannot see them. Samples oscillate.

    Example:
        output image = Dense(64, bias=false) -> BatchNorm -> Tanh

    Use instead:
        output image = Dense(64, bias=false) -> Tanh

    References:
        Radford, Metz and Chintala 2015, "Unsupervised Representation Learning with Deep
        Convolutional Generative Adversarial Networks" (arXiv 1511.06434), section 3: batch norm in
        all layers "resulted in sample oscillation and model instability. This was avoided by not
        applying batchnorm to the generator output layer and the discriminator input layer".
    """

    severity = Severity.WARNING
    needs = ("train", "gan", "BatchNorm")
    bad = """\
model Generator {
    input z: [16]
    Dense(32, activation=leaky_relu)
    output image = Dense(64, bias=false) -> BatchNorm -> Tanh
}

model Discriminator {
    input image: [64]
    Dense(32, activation=leaky_relu)
    output real = Dense(1, activation=sigmoid)
}

train {
    objective = gan(generator=Generator, discriminator=Discriminator)
}
"""
    message = "the output of the generator `Generator` goes through a batch norm"
    good = """\
model Generator {
    input z: [16]
    Dense(32, bias=false) -> BatchNorm -> LeakyReLU(0.2)
    output image = Dense(64, bias=false) -> Tanh
}

model Discriminator {
    input image: [64]
    Dense(32, activation=leaky_relu)
    output real = Dense(1, activation=sigmoid)
}

train {
    objective = gan(generator=Generator, discriminator=Discriminator)
}
"""
    fixed = """\
model Generator {
    input z: [16]
    Dense(32, activation=leaky_relu)
    output image = Dense(64, bias=false) -> Tanh
}

model Discriminator {
    input image: [64]
    Dense(32, activation=leaky_relu)
    output real = Dense(1, activation=sigmoid)
}

train {
    objective = gan(generator=Generator, discriminator=Discriminator)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """The ends of generators and the starts of discriminators."""
        for game in subject.once(games):
            if game.generator is not None:
                last = _last(game.generator)
                if last is not None:
                    what = f"the output of the generator `{game.generator.graph.name}`"
                    yield self._finding(subject, game, last, what, "generator")
            if game.judge is not None and not getattr(game.loss, "penalty", 0):
                first = _first(game.judge)
                if first is not None:
                    what = f"what the discriminator `{game.judge.graph.name}` sees first"
                    yield self._finding(subject, game, first, what, "discriminator")

    def _finding(
        self, subject: Subject, game: Game, node: Node, what: str, part: str
    ) -> Diagnostic:
        source = game.plan.place.source
        only = alone(subject, node)
        # A line that stands for other batch norms too is right elsewhere.
        place = game.at(node, part) if only else Place(source, game.span(part))
        steady = getattr(game.loss, "penalty", 0) > 0
        use = subject.written(node.place, node.layer.word) if only else None
        step = subject.step(use) if use is not None else None
        edit = remove(node.place.source, step) if step is not None else None
        return self.at(
            place,
            f"{what} goes through a batch norm",
            related=(Label(source, game.span(part), f"the {part}"),) if only else (),
            help="leave this one out",
            fix=None if edit is None else Fix("leave the batch norm out", (edit,), Safety.UNSAFE),
            severity=Severity.INFO if steady else None,
        )


def _last(facts: Facts) -> Node | None:
    """The batch norm behind the layer that makes a generator's output."""
    layers = tail(facts, first_output(facts).id)
    return next((node for node in layers if isinstance(node.layer, BatchNorm)), None)


def _first(facts: Facts) -> Node | None:
    """The batch norm on a discriminator's input, or behind its first layer with weights."""
    graph: Graph = facts.graph
    value, weighted = next(iter(graph.inputs.values())).id, False
    for _ in range(8):
        readers = facts.readers(value)
        if len(readers) != 1:
            return None
        node = graph.nodes[readers[0]]
        if isinstance(node.layer, BatchNorm):
            return node
        if len(node.inputs) != 1 or len(node.outputs) != 1:
            return None
        if isinstance(node.layer, Weighted):
            if weighted:
                return None
            weighted = True
        value = node.outputs[0]
    return None
