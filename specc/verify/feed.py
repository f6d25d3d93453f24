"""What random data a model's inputs can take."""

from collections.abc import Iterator, Mapping, Sequence

from specc.ir.dim import evaluate
from specc.ir.graph import Graph, Node, Value
from specc.ir.tensor import TensorType
from specc.verify.message import Input, Sizes

SMALLEST_BOUND = 2
"""Integers that no table limits are 0 and 1."""


def inputs_of(
    graph: Graph, runs: Sequence[Mapping[str, int]], first: frozenset[str]
) -> tuple[Input, ...]:
    """The inputs in their order; `first` names those that the program takes channels first."""
    return tuple(
        Input(
            dtype=value.type.dtype,  # type: ignore[arg-type]
            bound=_bound(graph, value),
            first=name in first,
            sizes=tuple(numbers(value.type, values) for values in runs),
        )
        for name, value in graph.inputs.items()
    )


def numbers(kind: TensorType, values: Mapping[str, int]) -> Sizes:
    """A type's sizes, where its symbols have these values."""
    return tuple(evaluate(size, values) for size in kind.sizes)


def _bound(graph: Graph, value: Value) -> int:
    """Below which integers must lie: the rows of the smallest table that they are looked up in."""
    rows = [node.layer.vocab for node in _readers(graph, value) if hasattr(node.layer, "vocab")]
    return min(rows, default=SMALLEST_BOUND)


def _readers(graph: Graph, value: Value) -> Iterator[Node]:
    """The layers that a value's elements reach unchanged in kind."""
    consumers = graph.consumers()
    waiting, seen = [value.id], {value.id}
    while waiting:
        for reader in consumers[waiting.pop()]:
            node = graph.nodes[reader]
            yield node
            fresh = {v for v in node.outputs if graph.values[v].type.dtype == value.type.dtype}
            waiting.extend(fresh - seen)
            seen |= fresh
