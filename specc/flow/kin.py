"""What two tensors have to do with each other, where a layer joins them.

Sums of random weights go together with nothing else, so mean products of two tensors are known
where they come from different weights. Where they do not, they are known only if the tensors are
one and the same, or twins: what the same layers make of different inputs.
"""

from collections.abc import Sequence

from specc.ir.graph import Graph, Node

INPUTS, MOST = 64, 8192
"""Bits for inputs and for layers; of more layers some share a bit, and seem to be related."""


class Kin:
    """Where a tensor comes from.

    `value` is its own number, `roots` has a bit for each input of the model and each layer with
    random weights between which and it there is no other such layer, `recipe` is equal for what the
    same layers make, and `inputs` has a bit for each input of the model.
    """

    __slots__ = ("inputs", "recipe", "roots", "value")

    def __init__(self, value: int, roots: int, recipe: int, inputs: int) -> None:
        self.value, self.roots, self.recipe, self.inputs = value, roots, recipe, inputs


class Kinship:
    """The origins of all values of a graph, as they are made; of none where nothing is joined."""

    def __init__(self, graph: Graph) -> None:
        self.known: list[Kin | None] = [None] * len(graph.values)
        self._joins = any(len(node.inputs) > 1 for node in graph.nodes)
        self._recipes: dict[tuple[object, ...], int] | None = None
        if any(node.owner != node.id for node in graph.nodes):
            self._recipes = {}

    def enter(self, value: int, number: int, kind: tuple[object, ...]) -> None:
        """An input of the model; inputs of one kind are alike."""
        number %= INPUTS
        if self._joins:
            self.known[value] = Kin(value, 1 << number, self._recipe(kind), 1 << number)

    def make(self, node: Node, *, fresh: bool, passed: bool) -> None:
        """The outputs of a node.

        `fresh` says that random weights of its own stand behind them, `passed` that its output is
        its input.
        """
        if not self._joins:
            return
        known = self.known
        if passed:
            known[node.outputs[0]] = known[node.inputs[0]]
            return
        roots = inputs = recipe = 0
        if not fresh or self._recipes is not None:
            given = [one for one in map(known.__getitem__, node.inputs) if one is not None]
            for one in given:
                roots |= one.roots
                inputs |= one.inputs
            if self._recipes is not None:
                origin = node.owner if node.weights else node.layer
                recipe = self._recipe((origin, *[one.recipe for one in given]))
        if fresh:
            roots = 1 << (INPUTS + node.owner % MOST)
        for at, value in enumerate(node.outputs):
            known[value] = Kin(value, roots, recipe + (at << 32), inputs)

    def relation(self, one: int, other: int) -> str:
        """Of two values: "apart" (nothing in common), "same", "twins", or "mixed"."""
        first, second = self.known[one], self.known[other]
        if first is None or second is None:
            return "mixed"
        if first.value == second.value:
            return "same"
        if not first.roots & second.roots:
            return "apart"
        alike = self._recipes is not None and first.recipe == second.recipe
        return "twins" if alike and not first.inputs & second.inputs else "mixed"

    def _recipe(self, key: Sequence[object]) -> int:
        if self._recipes is None:
            return 0
        return self._recipes.setdefault(tuple(key), len(self._recipes))
