"""The rule `gan-condition-mismatch`."""

from collections.abc import Iterator
from typing import Any

from specc.diagnostics import Diagnostic, Label, Severity
from specc.ir.graph import Graph, Place
from specc.prove.game import Game, games
from specc.rule import Rule, Subject
from specc.suggest import did_you_mean


class GanConditionMismatch(Rule):
    """The condition of a GAN and the inputs of its models do not go together.

    What it does:
        With `condition=...` generator and discriminator take it beside their first input, and it is
        a target of the data. It finds a condition that a model has no input for, one that the data
        do not have, and second inputs that nothing is given to.

    Why is this bad?
        A model cannot be called with more inputs than it has, or with fewer. A generator that is
        not told the label draws whatever it likes.

    Example:
        input label: int[1]
        objective = gan(generator=Generator, discriminator=Discriminator)

    Use instead:
        objective = gan(generator=Generator, discriminator=Discriminator, condition=label)

    References:
        Mirza and Osindero 2014, "Conditional Generative Adversarial Nets" (arXiv 1411.1784),
        section 3.2: both are given the condition as an additional input.
    """

    severity = Severity.ERROR
    needs = ("train", "gan")
    bad = """\
model Generator {
    input z: [16]
    input label: int[1]
    wish = label -> Embedding(10, 4) -> Flatten
    [z, wish] -> Concat -> Dense(32, activation=leaky_relu)
    output point = Dense(2)
}

model Discriminator {
    input point: [2]
    Dense(32, activation=leaky_relu)
    output real = Dense(1, activation=sigmoid)
}

train {
    objective = gan(generator=Generator, discriminator=Discriminator)
}
"""
    message = "the generator `Generator` takes 2 inputs, and without a `condition` it is given 1"
    good = """\
model Generator {
    input z: [16]
    input label: int[1]
    wish = label -> Embedding(10, 4) -> Flatten
    [z, wish] -> Concat -> Dense(32, activation=leaky_relu)
    output point = Dense(2)
}

model Discriminator {
    input point: [2]
    input label: int[1]
    wish = label -> Embedding(10, 4) -> Flatten
    [point, wish] -> Concat -> Dense(32, activation=leaky_relu)
    output real = Dense(1, activation=sigmoid)
}

train {
    objective = gan(generator=Generator, discriminator=Discriminator, condition=label)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Both models of each game, and the data."""
        for game in subject.once(games):
            objective: Any = game.plan.objective
            for part, facts in (("generator", game.generator), ("discriminator", game.judge)):
                wanted = 1 if objective.condition is None else 2
                if facts is None or any(node.layer.random for node in facts.graph.nodes):
                    continue  # a generator that draws its own noise may take the condition alone
                if len(facts.graph.inputs) != wanted:
                    yield self._inputs(game, part, facts.graph, objective.condition, wanted)
            data = game.plan.data
            names = [] if data is None else [target.name for target in data.targets]
            if objective.condition is not None and names and objective.condition not in names:
                yield self._unknown(game, objective.condition, names)

    def _inputs(
        self, game: Game, part: str, graph: Graph, condition: str | None, wanted: int
    ) -> Diagnostic:
        taken = len(graph.inputs)
        given = f"without a `condition` it is given {wanted}"
        if condition is not None:
            given = f"with `condition={condition}` it is given {wanted}"
        several = f"{taken} input{'s' * (taken != 1)}"
        more = taken > wanted
        return self.at(
            Place(game.plan.place.source, game.span(part)),
            f"the {part} `{graph.name}` takes {several}, and {given}",
            related=(Label(*graph.place, f"takes {several}"),),
            help="`condition=...` names the target that both are given" if more else "",
        )

    def _unknown(self, game: Game, condition: str, names: list[str]) -> Diagnostic:
        listed = ", ".join(f"`{name}`" for name in names)
        return self.at(
            Place(game.plan.place.source, game.span("condition")),
            f"`condition` is a target of the data, and there is no `{condition}`, only {listed}",
            help=did_you_mean(condition, names),
        )
