"""The rule `dropout-on-output`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Label, Safety, Severity
from specc.edit import remove
from specc.ir.graph import Node
from specc.layers.regularising import AlphaDropout, Dropout, GaussianDropout, SpatialDropout
from specc.prove.facts import Facts
from specc.prove.tail import tail
from specc.prove.trained import Trained, trained
from specc.rule import Rule, Subject

DROPOUTS = (AlphaDropout, Dropout, GaussianDropout, SpatialDropout)
WORDS = tuple(cls.word for cls in DROPOUTS)


class DropoutOnOutput(Rule):
    """What the network answers is dropped at random.

    What it does:
        Finds dropout behind the last layer with weights of a trained output: on logits, on
        predicted numbers, and on probabilities, which is an error. A line in a block is named only
        where all its uses are such.

    Why is this bad?
        Dropout is for features, of which others can take over. Nobody takes over for an answer: the
        loss compares a target with a 0 that says nothing of the network, and the other answers are
        scaled up. Behind a softmax the class that is true is dropped as well, and costs as much as
        a probability of 0 does.

    Example:
        Dense(10) -> Dropout(0.2)

    Use instead:
        Dropout(0.2) -> Dense(10)

    References:
        Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov 2014, "Dropout: A Simple Way to
        Prevent Neural Networks from Overfitting" (JMLR 15), drops input and hidden units. That it
        does not belong on the output: https://stackoverflow.com/questions/38125657.
    """

    severity = Severity.WARNING
    needs = ("train", WORDS)
    bad = """\
data digits {
    source = sklearn(digits)
    scale  = divide(16)
}

model Digits {
    input image: [8, 8, 1]
    Flatten -> Dense(64, activation=relu)
    Dense(10) -> Dropout(0.2)
    output digit = Softmax
}

train {
    loss = cross_entropy
}
"""
    message = "`Dropout(0.2)` sets 20 % of what `digit` answers to 0 in training"
    good = """\
data digits {
    source = sklearn(digits)
    scale  = divide(16)
}

model Digits {
    input image: [8, 8, 1]
    Flatten -> Dense(64, activation=relu)
    Dropout(0.2) -> Dense(10)
    output digit = Softmax
}

train {
    loss = cross_entropy
}
"""
    fixed = """\
data digits {
    source = sklearn(digits)
    scale  = divide(16)
}

model Digits {
    input image: [8, 8, 1]
    Flatten -> Dense(64, activation=relu)
    Dense(10)
    output digit = Softmax
}

train {
    loss = cross_entropy
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Places of dropouts of which every use is on a trained output."""
        found: dict[tuple[str, int], Trained] = {}
        for one in subject.once(trained):
            if one.word or one.target is not None:
                name = one.facts.graph.name
                for node in tail(one.facts, one.value.id):
                    if isinstance(node.layer, DROPOUTS) and _share(node) > 0:
                        found[name, node.id] = one
        for uses in subject.places(*DROPOUTS) if found else ():
            owners = [found.get((use.facts.graph.name, use.node.id)) for use in uses]
            if owners[0] is not None and None not in owners:
                yield self._finding(subject, uses[0].node, owners[0])

    def _finding(self, subject: Subject, node: Node, one: Trained) -> Diagnostic:
        share = _share(node)
        late = _of_probabilities(one.facts, node)
        what = "the probabilities of" if late else "what"
        message = f"`{node.layer.word}({share:g})` sets {100 * share:.0f} % of {what} `{one.name}`"
        message += " to 0 in training" if late else " answers to 0 in training"
        source = one.plan.place.source
        return self.at(
            one.at(node),
            message,
            related=(Label(source, one.loss_span, "compares it with the target"),),
            help="dropout is for features: in front of the last layer with weights",
            fix=_fix(subject, node),
            severity=Severity.ERROR if late else None,
        )


def _share(node: Node) -> float:
    return getattr(node.layer, "rate", 0.0)


def _of_probabilities(facts: Facts, node: Node) -> bool:
    ending = facts.ending(node.inputs[0])
    return ending is not None and ending.activation.in_loss


def _fix(subject: Subject, node: Node) -> Fix | None:
    use = subject.written(node.place, node.layer.word)
    step = subject.step(use) if use is not None else None
    edit = remove(node.place.source, step) if step is not None else None
    return None if edit is None else Fix("leave the dropout out", (edit,), Safety.UNSAFE)
