"""The rule `two-sided-broadcast`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Label, Severity
from specc.ir.graph import Node
from specc.ir.tensor import TensorType
from specc.layers.indexing import ExpandDims
from specc.layers.merging import Elementwise
from specc.layers.shape import Reshape
from specc.prove.facts import Facts
from specc.rule import Application, Rule, Subject


class TwoSidedBroadcast(Rule):
    """A sum of two tensors is a table of them, because an axis was lost on one side.

    What it does:
        Finds sums, products and the like of two tensors that are of one shape but for an axis of 1
        at the end of one of them, such as [10, 1] and [10]. A column and a row of other sizes,
        or with as many axes, are a table on purpose, and so is a column that `ExpandDims` or
        `Reshape` makes.

    Why is this bad?
        Each number of one side meets each number of the other: [10, 1] and [10] make [10, 10],
        not ten sums. NumPy's rule adds the missing axis in front, so a column and a row become
        a table. Nothing fails, and what follows works on numbers that belong to nobody.

    Example:
        output score = a + b

    Use instead:
        output score = (a -> Squeeze(-1)) + b

    References:
        https://numpy.org/doc/stable/user/basics.broadcasting.html. PyTorch warns of it where it
        happens in a loss: "Using a target size that is different to the input size ... This will
        likely lead to incorrect results due to broadcasting" (`torch/nn/functional.py`).
    """

    severity = Severity.WARNING
    needs = ("merging",)
    bad = """\
model Scores {
    input words: [10, 64]
    a = words -> Dense(1)
    b = words -> Mean(-1)
    output score = a + b
}
"""
    message = "`Add` of [10, 1] and [10] is [10, 10]: each number of one meets each of the other"
    good = """\
model Scores {
    input words: [10, 64]
    a = words -> Dense(1)
    b = words -> Mean(-1)
    output score = (a -> Squeeze(-1)) + b
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Places where every use makes more of its inputs."""
        for uses in subject.places(Elementwise):
            if all(_spreads(*use) for use in uses):
                yield self._finding(uses[0])

    def _finding(self, use: Application) -> Diagnostic:
        facts, node = use
        graph = facts.graph
        one, other = graph.types(node.inputs)
        made = graph.values[node.outputs[0]].type
        message = (
            f"`{node.layer.word}` of {one} and {other} is {made}: "
            "each number of one meets each of the other"
        )
        makers = [maker for value in node.inputs if (maker := graph.producer(value)) is not None]
        related = tuple(
            Label(*maker.place, f"makes {kind}")
            for maker, kind in zip(makers, (one, other), strict=False)
            if len(makers) == len(node.inputs)
        )
        help = f"`Squeeze(-1)` on the branch of {max(one, other, key=_rank)} gives both one shape"
        return self.at(node.place, message, related=related, help=help)


def _spreads(facts: Facts, node: Node) -> bool:
    kinds, types = facts.graph.types(node.inputs), facts.graph.values
    if len(kinds) != 2:
        return False
    short, long = sorted((kind.sizes for kind in kinds), key=len)
    made = facts.graph.values[node.outputs[0]].type.sizes
    if not short or long != (*short, 1) or made == long:
        return False
    makers = [facts.graph.producer(v) for v in node.inputs if _rank(types[v].type) == len(long)]
    return not any(maker and isinstance(maker.layer, (ExpandDims, Reshape)) for maker in makers)


def _rank(kind: TensorType) -> int:
    return kind.rank
