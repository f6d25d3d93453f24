"""What a generated training loop gets from the model for each output, and what it makes of it.

Where the last step of the model is a softmax or sigmoid, its `logits` leaves that out. Losses on
probabilities work on the logits; everything else applies the activation again. Of probabilities
whose logits cannot be had the logarithm is taken. An output that ends in neither is taken for
logits by losses on probabilities.
"""

from typing import NamedTuple

from specc.emit.expression import Code, Expr, call, method
from specc.emit.final import OF_ELEMENTS, on_logits
from specc.emit.harness.wiring import INDEX, Goal, Wiring
from specc.ir.graph import Graph
from specc.layers.activation import LogSoftmax, Sigmoid, Softmax
from specc_pytorch.layout import FIRST
from specc_pytorch.speller import TorchSpeller

TINY = 1e-7
"""What a probability is raised to before its logarithm is taken, as in Keras."""


class Score(NamedTuple):
    """One trained output as the loop sees it.

    `raw` is the expression for what the model gives and `target` the one for the target. `first` is
    true where the channels are on axis 1; `logits` where the model's last activation is left out;
    `several` where the model gives a tuple.
    """

    goal: Goal
    raw: Expr
    target: Expr
    first: bool
    logits: bool
    several: bool

    @property
    def rank(self) -> int:
        """The number of the output's axes without the batch."""
        return self.goal.type.rank

    @property
    def axis(self) -> int:
        """The axis of the classes."""
        return 1 if self.first or self.rank == 1 else -1

    @property
    def indexed(self) -> bool:
        """True where the target is whole numbers of classes."""
        return self.goal.encoding == INDEX

    @property
    def classes_first(self) -> Expr:
        """What the model gives, classes on axis 1 as PyTorch's functions want them."""
        return self._front(self.raw)

    @property
    def values(self) -> Expr:
        """The output itself, its activation applied."""
        end = self.goal.end
        if not self.logits or end is None:
            return self.raw
        if isinstance(end, Sigmoid):
            return call("torch.sigmoid", self.raw)
        name = "F.softmax" if isinstance(end, Softmax) else "F.log_softmax"
        return call(name, self.raw, dim=self.axis)

    @property
    def value_classes_first(self) -> Expr:
        """The output itself, classes on axis 1."""
        return self._front(self.values)

    @property
    def shares(self) -> Expr:
        """The output as probabilities; without an end it is taken for logits."""
        end, wide = self.goal.end, self.goal.type.sizes[-1:] not in ((1,), ())
        if isinstance(end, LogSoftmax) and not self.logits:
            return call("torch.exp", self.raw)
        if isinstance(end, LogSoftmax) or (end is None and wide):
            return call("F.softmax", self.raw, dim=self.axis)
        return call("torch.sigmoid", self.raw) if end is None else self.values

    @property
    def share_classes_first(self) -> Expr:
        """The output as probabilities, classes on axis 1."""
        return self._front(self.shares)

    def _front(self, output: Expr) -> Expr:
        return output if self.axis == 1 else method(output, "movedim", -1, 1)

    @property
    def class_logits(self) -> Expr:
        """Logits over the classes on axis 1, whatever the output is."""
        end = self.goal.end
        if isinstance(end, LogSoftmax) or (self.logits and isinstance(end, Softmax)) or end is None:
            return self.classes_first
        return call("torch.log", method(self.value_classes_first, "clamp_min", TINY))

    @property
    def binary_logits(self) -> Expr | None:
        """Logits of each element by itself; None where the model gives probabilities."""
        end = self.goal.end
        return self.raw if end is None or (self.logits and isinstance(end, Sigmoid)) else None

    @property
    def zero_is_even(self) -> bool:
        """True where 0 stands between no and yes, false where 1/2 does."""
        end, loss = self.goal.end, self.goal.loss
        if end is not None:
            return self.logits and isinstance(end, Sigmoid)
        return loss is not None and loss.word in (*OF_ELEMENTS, "dice", "hinge")


def scores(graph: Graph, wiring: Wiring) -> tuple[Score, ...]:
    """The trained outputs in the order of the losses."""
    layout = TorchSpeller(graph).layout
    logits = any(goal.cut and on_logits(goal.end, goal.loss) for goal in wiring.goals)
    several = len(graph.outputs) > 1
    found = []
    for goal in wiring.goals:
        raw = Code(f"scores[{goal.at}]" if several else "scores")
        value = graph.outputs[goal.output]
        first = value.type.rank > 2 or (value.type.rank == 2 and layout[value.id] == FIRST)
        target = Code(f"batch.{goal.field}")
        found.append(Score(goal, raw, target, first, logits and goal.cut, several))
    return tuple(found)
