"""What is trained of a model: the tensors that losses and metrics see."""

from typing import NamedTuple

from specc.emit.expression import Code, Expr, Infix, Lit, call
from specc.emit.final import OF_CLASSES
from specc.emit.harness.wiring import INDEX, Goal, Wiring
from specc.ir.graph import Graph
from specc.layers.activation import LogSoftmax, Sigmoid
from specc_keras.model_file import layer_names

TINY = 1e-7
"""The least probability of which a logarithm is taken, as in Keras itself."""


class Head(NamedTuple):
    """A trained output. `layer` is what Keras calls the layer that ends it.

    `only` is true where the model has no other output. `squash` is the activation at the end,
    "softmax", "log_softmax", "sigmoid" or nothing.
    """

    goal: Goal
    layer: str
    only: bool
    squash: str

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
        return self.whole or self.goal.one_of_many

    @property
    def of_classes(self) -> bool:
        """True where the loss sees logits over the last axis."""
        return self.loss in OF_CLASSES and (self.loss != "focal" or self.whole)

    @property
    def scores(self) -> bool:
        """True where the loss sees logits, over the last axis or for each element."""
        if self.loss == "binary_cross_entropy":
            return self.squash == "" or (self.squash == "sigmoid" and self.goal.cut)
        return self.of_classes or self.loss == "focal"

    @property
    def shares(self) -> bool:
        """True where losses and metrics see probabilities."""
        if self.loss in ("binary_cross_entropy", "dice"):
            return not self.scores
        return not self.scores and self.squash in ("softmax", "sigmoid")

    @property
    def inner(self) -> bool:
        """True where what is trained ends in front of the last activation."""
        fits = self.squash == "sigmoid" if not self.of_classes else self.squash != "sigmoid"
        return self.scores and self.goal.cut and fits

    def tensor(self) -> Expr:
        """The tensor that losses and metrics see, of a model called `model`."""
        output = Code(f"model.outputs[{self.goal.at}]")
        if self.inner:
            return call("logits_of", Code("model"), self.layer)
        if self.of_classes:
            return output if self.squash in ("", "log_softmax") else call("logs", output)
        if self.scores:
            return output if self.squash == "" else call("logit", self._shares(output))
        if self.loss == "binary_cross_entropy":
            return call("ops.clip", self._shares(output), TINY, Infix("-", Lit(1), Lit(TINY)))
        return self._shares(output) if self.loss == "dice" else output

    def _shares(self, output: Expr) -> Expr:
        """The output as probabilities; without an end it is taken for logits."""
        if self.squash == "":
            return call("ops.softmax" if self.units > 1 else "ops.sigmoid", output)
        return call("ops.exp", output) if self.squash == "log_softmax" else output

    @property
    def plain(self) -> bool:
        """True where losses and metrics see the output as the model gives it."""
        return self.tensor() == Code(f"model.outputs[{self.goal.at}]")


def heads(wiring: Wiring, graph: Graph) -> tuple[Head, ...]:
    """How the outputs are trained, in the order of their losses."""
    _, layers = layer_names(graph)
    only = len(graph.outputs) == 1
    return tuple(Head(goal, layers[goal.output], only, _squash(goal)) for goal in wiring.goals)


def _squash(goal: Goal) -> str:
    if goal.end is None:
        return ""
    if isinstance(goal.end, Sigmoid):
        return "sigmoid"
    return "log_softmax" if isinstance(goal.end, LogSoftmax) else "softmax"
