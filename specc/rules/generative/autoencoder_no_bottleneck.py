"""The rule `autoencoder-no-bottleneck`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specc.diagnostics import Diagnostic, Label, Severity
from specc.ir.graph import Graph, Node
from specc.prove.latent import origin, reached
from specc.prove.tail import tail
from specc.prove.trained import Trained, trained
from specc.rule import Rule, Subject

if TYPE_CHECKING:
    from specc.training.plan import TrainPlan


class AutoencoderNoBottleneck(Rule):
    """An autoencoder has room for all of its input everywhere.

    What it does:
        Finds models trained to give their input back in which no tensor on the way is smaller than
        the input. It is silent where something else keeps them from copying: noise on the input or
        on hidden layers, a sampled code, a penalty on weights, a loss of one's own.

    Why is this bad?
        With as many numbers in the middle as at the ends, the network can pass each on as it is.
        The loss gets small, and the code says nothing about what the data have in common.

    Example:
        Dense(100, activation=tanh)

    Use instead:
        Dense(8, activation=tanh)

        Or make copying useless: `objective = reconstruct(noise=0.3)`.

    References:
        Goodfellow, Bengio and Courville 2016, "Deep Learning", section 14.2: where the code is as
        large as the input or larger, "even a linear encoder and a linear decoder can learn to copy
        the input to the output without learning anything useful about the data distribution".
    """

    severity = Severity.WARNING
    needs = ("train", ("same", "reconstruct"))
    bad = """\
data digits {
    source = sklearn(digits)
    scale  = divide(16)
}

model Digits {
    input image: [8, 8, 1]
    Flatten
    Dense(100, activation=tanh)
    output copy = Dense(64, activation=sigmoid) -> Reshape([8, 8, 1])
}

train {
    objective = reconstruct
    loss      = binary_cross_entropy
}
"""
    message = "the narrowest place of `Digits` holds 100 numbers, and its input 64: it can copy"
    good = """\
data digits {
    source = sklearn(digits)
    scale  = divide(16)
}

model Digits {
    input image: [8, 8, 1]
    Flatten
    Dense(8, activation=tanh)
    output copy = Dense(64, activation=sigmoid) -> Reshape([8, 8, 1])
}

train {
    objective = reconstruct
    loss      = binary_cross_entropy
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Reconstructions that nothing else keeps from being copies."""
        for one in subject.once(trained):
            alone = len(one.plan.losses) == 1
            copies = alone and one.target_word == "same" and one.plan.objective.word != "vae"
            if copies and one.word not in ("", "python") and not _kept(one.plan, one.facts.graph):
                yield from self._judge(one)

    def _judge(self, one: Trained) -> Iterator[Diagnostic]:
        graph = one.facts.graph
        given = next(iter(graph.inputs.values()))
        room = given.type.size
        if len(graph.inputs) != 1 or given.type.dtype != "float" or not isinstance(room, int):
            return
        narrow = _narrowest(one, given.id)
        if narrow is not None and narrow[1] >= room:
            yield self._finding(one, *narrow, room)

    def _finding(self, one: Trained, node: Node, size: int, room: int) -> Diagnostic:
        plan = one.plan
        return self.at(
            one.at(node),
            f"the narrowest place of `{one.facts.graph.name}` holds {size:,} numbers, and its "
            f"input {room:,}: it can copy",
            related=(
                Label(plan.place.source, plan.span("objective"), "trained to give back its input"),
            ),
            help="a smaller code, or `objective = reconstruct(noise=...)`, leaves something to "
            "learn",
        )


def _kept(plan: "TrainPlan", graph: Graph) -> bool:
    """True where something keeps the model from copying, or could."""
    noisy = plan.data is not None and any(one.word == "noise" for one in plan.data.augment)
    decays = getattr(plan.optimizer, "weight_decay", 0)
    if noisy or decays or getattr(plan.objective, "noise", None):
        return True
    return any(_hinders(node) for node in graph.nodes)


def _hinders(node: Node) -> bool:
    layer = node.layer
    drawn = layer.family in ("regularising", "generative") or layer.random or layer.opaque
    penalty = getattr(layer, "l1", 0) or getattr(layer, "l2", 0) or getattr(layer, "max_norm", None)
    return drawn or bool(penalty)


def _narrowest(one: Trained, start: int) -> tuple[Node, int] | None:
    """The smallest tensor on the ways from the input to the output, without these two.

    None where there is none, or where a size is not known. However the ways part and meet, where
    no tensor on them is smaller than the input there is no bottleneck.
    """
    graph, end = one.facts.graph, one.value.id
    ends = {end, *(node.inputs[0] for node in tail(one.facts, end))}
    fed, found = {start}, None
    for node in sorted(reached(graph, end)):
        if node.layer.source or not any(value in fed for value in node.inputs):
            continue
        fed.update(node.outputs)
        for value in node.outputs:
            size = graph.values[value].type.size
            if not isinstance(size, int):
                return None
            inner = value not in ends and origin(graph, value) != start
            if inner and (found is None or size < found[1]):
                found = node, size
    return found
