"""What is trained of a model: the tensors that losses and metrics see."""

from typing import NamedTuple

from specc.emit.expression import Code, Expr, call
from specc.emit.final import FINAL
from specc.emit.harness.wiring import INDEX, Goal, Wiring
from specc.ir.graph import Graph
from specc.layers.activation import LogSoftmax, Sigmoid
from specc_keras.model_file import layer_names

OF_CLASSES = ("cross_entropy", "kl_divergence", "focal")
OF_ELEMENTS = ("binary_cross_entropy", "focal")
ONE_OF_MANY = ("class", "one_hot", "mask", "distribution", "binary")


class Head(NamedTuple):
    """A trained output. `layer` is what Keras calls the layer that ends it.

    `only` is true where the model has no other output. `squash` is the activation at the end,
    "softmax", "log_softmax", "sigmoid" or nothing; `cut` is true where the tensor in front of it
    can be asked for.
    """

    goal: Goal
    layer: str
    only: bool
    squash: str
    cut: bool

    @property
    def key(self) -> str:
        """What Keras calls the output, also in the names of metrics."""
        return self.layer

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
        return self.whole or (self.goal.target.kind.word in ONE_OF_MANY and self.units > 1)

    @property
    def of_classes(self) -> bool:
        """True where the loss sees logits over the last axis."""
        return self.loss in OF_CLASSES and (self.loss != "focal" or self.whole)

    @property
    def scores(self) -> bool:
        """True where the loss sees logits, over the last axis or for each element."""
        if self.of_classes:
            return True
        return self.loss in OF_ELEMENTS and (self.loss == "focal" or self.squash in ("", "sigmoid"))

    @property
    def inner(self) -> bool:
        """True where what is trained ends in front of the last activation."""
        fits = self.squash == "sigmoid" if not self.of_classes else self.squash != "sigmoid"
        return self.scores and self.cut and fits

    def tensor(self) -> Expr:
        """The tensor that losses and metrics see, of a model called `model`."""
        if self.inner:
            return call("logits_of", Code("model"), self.layer)
        output = Code(f"model.outputs[{self.goal.at}]")
        if self.loss == "dice" and not self.squash:
            return call("ops.softmax" if self.units > 1 else "ops.sigmoid", output)
        if not self.scores or self.squash in ("", "log_softmax"):
            return output
        return call("logs" if self.of_classes else "logit", output)

    @property
    def plain(self) -> bool:
        """True where losses and metrics see the output as the model gives it."""
        return self.tensor() == Code(f"model.outputs[{self.goal.at}]")


def heads(wiring: Wiring, graph: Graph) -> tuple[Head, ...]:
    """How the outputs are trained, in the order of their losses."""
    _, ends = layer_names(graph)
    only = len(graph.outputs) == 1
    return tuple(
        Head(goal, ends[goal.output], only, _squash(goal, graph), goal.end is not None)
        for goal in wiring.goals
    )


def _squash(goal: Goal, graph: Graph) -> str:
    """The activation at an output's end, also where the tensor in front of it is out of reach."""
    end: object = goal.end
    node = graph.producer(graph.outputs[goal.output].id)
    if end is None and node is not None:
        own = isinstance(node.layer, FINAL)
        end = node.layer if own else getattr(node.layer, "activation", None)
    if not isinstance(end, FINAL):
        return ""
    if isinstance(end, Sigmoid):
        return "sigmoid"
    return "log_softmax" if isinstance(end, LogSoftmax) else "softmax"
