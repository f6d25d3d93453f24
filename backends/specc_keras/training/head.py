"""What is trained of a model: the tensors that losses and metrics see."""

from typing import NamedTuple

from specc.emit.expression import Code, Expr, call
from specc.emit.final import FINAL
from specc.emit.harness.wiring import INDEX, Goal, Wiring
from specc.emit.render import flat
from specc.ir.graph import Graph
from specc.layers.activation import Sigmoid
from specc_keras.model_file import layer_names

ON_SCORES = ("cross_entropy", "binary_cross_entropy", "kl_divergence", "focal")
"""Losses of probabilities that are stable on the logits underneath."""


class Head(NamedTuple):
    """A trained output. `layer` is what Keras calls the layer that ends it.

    `only` is true where the model has no other output. `scores` is true where the loss sees logits. `squash` is the activation at the end, "softmax",
    "sigmoid" or nothing; `cut` is true where the tensor in front of it can be asked for.
    """

    goal: Goal
    layer: str
    only: bool
    scores: bool
    squash: str
    cut: bool

    @property
    def key(self) -> str:
        """What Keras calls the output in dictionaries and in the names of metrics."""
        return self.goal.output[:60]

    @property
    def loss(self) -> str:
        """The word of the loss."""
        return self.goal.loss.word if self.goal.loss else ""

    @property
    def whole(self) -> bool:
        """True where targets are whole numbers of classes."""
        return self.goal.encoding == INDEX

    @property
    def units(self) -> int:
        """The size of the output's last axis."""
        last = self.goal.type.sizes[-1:]
        return last[0] if last and isinstance(last[0], int) else 1

    @property
    def chosen(self) -> bool:
        """True where one class of several is right, false where each element is right or wrong."""
        return self.whole or self.goal.target.kind.word in ("class", "one_hot", "mask", "distribution") and self.units > 1

    def tensor(self) -> Expr:
        """The tensor that losses and metrics see, of a model called `model`."""
        if self.scores and self.cut:
            return Code(f"{flat(call('model.get_layer', self.layer))}.input")
        output = Code(f"model.outputs[{self.goal.at}]")
        if self.scores and self.squash == "softmax":
            return call("ops.log", output)
        if self.scores and self.squash == "sigmoid":
            return Code(f"ops.log({output.text}) - ops.log1p(-{output.text})")
        return output

    def value(self, name: str) -> str:
        """What the model itself gives, from what losses see of it under a name."""
        return f"ops.{self.squash}({name})" if self.scores and self.squash else name


def heads(wiring: Wiring, graph: Graph) -> tuple[Head, ...]:
    """How the outputs are trained, in the order of their losses."""
    _, ends = layer_names(graph)
    return tuple(head(goal, graph, ends[goal.output]) for goal in wiring.goals)


def head(goal: Goal, graph: Graph, layer: str) -> Head:
    """How an output is trained."""
    end = goal.end or _hidden_end(goal, graph)
    squash = "" if end is None else "sigmoid" if isinstance(end, Sigmoid) else "softmax"
    word = goal.loss.word if goal.loss else ""
    scores = word in ON_SCORES and not (squash == "sigmoid" and word in ("cross_entropy", "kl_divergence"))
    scores = scores and not (squash == "softmax" and word == "binary_cross_entropy")
    return Head(goal, layer, len(graph.outputs) == 1, scores, squash, goal.end is not None)


def _hidden_end(goal: Goal, graph: Graph) -> object:
    """The last activation where the tensor in front of it is out of reach."""
    node = graph.producer(graph.outputs[goal.output].id)
    if node is None:
        return None
    found = node.layer if isinstance(node.layer, FINAL) else getattr(node.layer, "activation", None)
    return found if isinstance(found, FINAL) else None
