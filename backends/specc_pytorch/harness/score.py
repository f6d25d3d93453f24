"""What a generated training loop gets from the model for each output, and what it makes of it.

Where an output ends in a softmax or sigmoid, the model's `logits` leaves that out. Losses on
probabilities work on the logits; everything else applies the activation again. An output without
such an end is taken for logits by losses on probabilities.
"""

from typing import NamedTuple

from specc.emit.expression import Code, Expr, call, method
from specc.emit.harness.wiring import INDEX, Goal, Wiring
from specc.ir.graph import Graph
from specc.layers.activation import LogSoftmax, Sigmoid, Softmax
from specc.training.loss import Loss
from specc_pytorch.layout import FIRST
from specc_pytorch.speller import TorchSpeller

ON_CLASSES = ("cross_entropy", "kl_divergence", "focal")
ON_PROBABILITIES = ("binary_cross_entropy", "dice", "focal")
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
        return self.raw if self.axis == 1 else method(self.raw, "movedim", -1, 1)

    @property
    def values(self) -> Expr:
        """The output itself, its activation applied."""
        return self._ended(self.raw)

    @property
    def value_classes_first(self) -> Expr:
        """The output itself, classes on axis 1."""
        return self.values if self.axis == 1 else method(self.values, "movedim", -1, 1)

    @property
    def probabilities(self) -> Expr:
        """The output as probabilities, classes on axis 1; without an end it is taken for logits."""
        end = self.goal.end
        if isinstance(end, LogSoftmax):
            return call("F.softmax", self.classes_first, dim=1)
        if end is not None:
            return self.value_classes_first
        wide = self.goal.type.sizes[-1:] not in ((1,), ())
        return (
            call("F.softmax", self.classes_first, dim=1)
            if wide
            else call("torch.sigmoid", self.classes_first)
        )

    def _ended(self, raw: Expr) -> Expr:
        end = self.goal.end
        if not self.logits or end is None:
            return raw
        if isinstance(end, Sigmoid):
            return call("torch.sigmoid", raw)
        name = "F.softmax" if isinstance(end, Softmax) else "F.log_softmax"
        return call(name, raw, dim=self.axis)

    @property
    def class_logits(self) -> Expr:
        """Logits over the classes on axis 1, whatever the output is."""
        end = self.goal.end
        if isinstance(end, LogSoftmax) or (self.logits and isinstance(end, Softmax)) or end is None:
            return self.classes_first
        return call("torch.log", method(self.value_classes_first, "clamp_min", TINY))

    @property
    def binary_logits(self) -> Expr | None:
        """Logits of each element by itself; None where the output is a probability for good."""
        end = self.goal.end
        if end is None or (self.logits and isinstance(end, Sigmoid)):
            return self.raw
        return None

    @property
    def zero_is_even(self) -> bool:
        """True where 0 stands between no and yes, false where 1/2 does."""
        end, loss = self.goal.end, self.goal.loss
        if end is not None:
            return self.logits and isinstance(end, Sigmoid)
        return loss is not None and loss.word in (*ON_PROBABILITIES, "hinge")


def wants_logits(goal: Goal, loss: Loss | None) -> bool:
    """True where a loss is stable only in front of the output's last activation."""
    if loss is None:
        return False
    if isinstance(goal.end, (Softmax, LogSoftmax)):
        return loss.word in ON_CLASSES
    return isinstance(goal.end, Sigmoid) and loss.word in ON_PROBABILITIES and loss.word != "dice"


def scores(graph: Graph, wiring: Wiring) -> tuple[Score, ...]:
    """The trained outputs in the order of the losses."""
    speller = TorchSpeller(graph)
    ended = without_end(graph, speller)
    logits = any(wants_logits(goal, goal.loss) and goal.output in ended for goal in wiring.goals)
    several = len(graph.outputs) > 1
    found = []
    for goal in wiring.goals:
        raw = Code(f"scores[{goal.at}]" if several else "scores")
        value = graph.outputs[goal.output]
        first = value.type.rank > 2 or (value.type.rank == 2 and speller.layout[value.id] == FIRST)
        target = Code(f"batch.{goal.field}")
        found.append(Score(goal, raw, target, first, logits and goal.output in ended, several))
    return tuple(found)


def without_end(graph: Graph, speller: TorchSpeller) -> set[str]:
    """The outputs that the model's method `logits` gives without their last activation."""
    from specc.emit.final import final_activations

    found = set()
    for name in final_activations(graph):
        value = graph.outputs[name]
        if value.type.rank <= 2 or speller.layout[value.id] == FIRST:
            found.add(name)
    return found
