"""What rules ask about a graph again and again, worked out once and only when asked."""

from itertools import chain
from typing import TYPE_CHECKING

from specc.ending import Ending, activation, ending
from specc.ir.graph import Graph, Node
from specc.layer import Layer

if TYPE_CHECKING:
    from specc.flow.result import Flow
    from specc.training.plan import TrainPlan


class Facts:
    """A graph with the questions that rules have about it."""

    __slots__ = ("_by_class", "_flows", "_readers", "_uses", "graph")

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._readers: list[list[int]] | None = None
        self._by_class: dict[type[Layer], list[Node]] | None = None
        self._flows: dict[int, Flow] = {}
        self._uses: dict[type[Layer], list[Node]] = {}

    def uses(self, family: type[Layer]) -> list[Node]:
        """The nodes whose layer is of a class or of one derived from it, in order."""
        if family not in self._uses:
            if self._by_class is None:
                self._by_class = {}
                for node in self.graph.nodes:
                    self._by_class.setdefault(type(node.layer), []).append(node)
            found = [nodes for cls, nodes in self._by_class.items() if issubclass(cls, family)]
            self._uses[family] = found[0] if len(found) == 1 else sorted(chain(*found), key=_id)
        return self._uses[family]

    def readers(self, value: int) -> list[int]:
        """The ids of the nodes that read a value."""
        if self._readers is None:
            self._readers = self.graph.consumers()
        return self._readers[value]

    def leaves(self, value: int) -> bool:
        """True where a value is an output of the model."""
        return value in self.graph.root.outputs

    def only_readers(self, node: Node) -> list[Node]:
        """The nodes that read the one output of `node`; none where it leaves the model too."""
        if len(node.outputs) != 1 or self.leaves(node.outputs[0]):
            return []
        return [self.graph.nodes[reader] for reader in self.readers(node.outputs[0])]

    def follower(self, node: Node) -> Node | None:
        """The node that alone reads the one output of `node`; None where there is no such node."""
        readers = self.only_readers(node)
        return readers[0] if len(readers) == 1 else None

    def flow(self, plan: "TrainPlan | None") -> "Flow":
        """The predicted signal and gradient at the start of a training, or of none."""
        if id(plan) not in self._flows:
            # Imported here: few models are predicted.
            from specc.flow.data import batch_of, inputs_of
            from specc.flow.walk import flow

            inputs = inputs_of(plan, self.graph)
            self._flows[id(plan)] = flow(self.graph, batch=batch_of(plan), inputs=inputs)
        return self._flows[id(plan)]

    def ending(self, value: int) -> Ending | None:
        """The activation that all numbers of a value end in, as `specc.ending` finds it."""
        return ending(self.graph, value)


def _id(node: Node) -> int:
    return node.id


def affine(node: Node) -> bool:
    """True where a node is an affine function of its inputs in evaluation mode."""
    return node.layer.linear and activation(node) is None
