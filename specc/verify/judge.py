"""What differs between what specc says of a model and what a framework measured."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice

from specc.ir.graph import Graph, Node, Value
from specc.namedtuple import NamedTuple
from specc.verify.feed import numbers
from specc.verify.message import Outcome, Sizes
from specc.verify.probe import made_values, value_name
from specc.verify.report import Difference

OUTPUT_LIMIT = 1e-4
"""Outputs may differ by this part of their largest magnitude, in single precision ..."""

STEEPNESS = 10
"""... or by so many times what a change of the weights by a millionth makes of them: rounding moves
a steep softmax more."""

GRADIENT_LIMIT = 1e-5
"""A weight's gradient may differ by this part of its root mean square, in double precision."""


class Claim(NamedTuple):
    """A model and what is claimed of it, for each of some values of its symbolic sizes."""

    graph: Graph
    runs: tuple[Mapping[str, int], ...]
    macs: int | None


def judged(
    claim: Claim, backend: str, leader: str, first: Outcome, found: Outcome
) -> Iterator[Difference]:
    """Everything that is not as claimed, or not as the backend `leader` found it `first`."""
    for failure in found.failures:
        yield Difference(kind=failure.stage, backend=backend, message=failure.message)
    told = (
        *_parameters(claim.graph, found),
        *_shapes(claim, found),
        *_macs(claim, found),
        *_outputs(claim.graph, leader, first, found),
        *_gradients(claim.graph, leader, found),
        *_training(found),
    )
    for kind, message, node in told:
        file, line = _place(node)
        yield Difference(kind=kind, backend=backend, message=message, file=file, line=line)


Told = tuple[str, str, Node | None]
"""What was compared, the message, and the node that it points at."""


def _parameters(graph: Graph, found: Outcome) -> Iterator[Told]:
    counts = (
        ("trainable", graph.trainable, found.trainable), ("fixed", graph.fixed, found.fixed)
    )  # fmt: skip
    for what, claimed, counted in counts:
        if counted is not None and counted != claimed:
            yield "parameters", f"there are {counted:,} {what} parameters, not {claimed:,}", None


def _shapes(claim: Claim, found: Outcome) -> Iterator[Told]:
    """The first tensor of another shape, else the first such output."""
    graph = claim.graph
    tensors = [(value_name(graph, value), value) for value in made_values(graph)]
    wrong = chain(
        _wrong(claim, found.tensors, tensors),
        _wrong(claim, found.outputs, list(graph.outputs.items())),
    )
    yield from islice(wrong, 1)


def _wrong(
    claim: Claim, shapes: Sequence[Sequence[Sizes]], named: Sequence[tuple[str, Value]]
) -> Iterator[Told]:
    for run, sizes in zip(claim.runs, shapes, strict=False):
        for (name, value), measured in zip(named, sizes, strict=True):
            claimed = numbers(value.type, run)
            if measured != claimed:
                message = f"`{name}` is {list(measured)}, not {list(claimed)}{_where(run)}"
                yield "shape", message, claim.graph.producer(value.id)


def _where(run: Mapping[str, int]) -> str:
    values = ", ".join(f"{name} = {number}" for name, number in run.items())
    return f" where {values}" if values else ""


def _macs(claim: Claim, found: Outcome) -> Iterator[Told]:
    if found.macs is not None and claim.macs is not None and found.macs != claim.macs:
        yield "multiply-adds", f"there are {found.macs:,} multiply-adds, not {claim.macs:,}", None


def _outputs(graph: Graph, leader: str, first: Outcome, found: Outcome) -> Iterator[Told]:
    distance = found.output_difference
    if distance is None or distance <= max(OUTPUT_LIMIT, STEEPNESS * first.output_sensitivity):
        return
    message = f"the outputs differ from {leader}'s by {distance:.1e} of their largest magnitude"
    made = made_values(graph)
    for value, apart in zip(made, found.tensor_differences, strict=False):
        if apart > OUTPUT_LIMIT:
            name = value_name(graph, value)
            yield "output", f"{message}, first at `{name}`", graph.producer(value.id)
            return
    yield "output", message, None


def _gradients(graph: Graph, leader: str, found: Outcome) -> Iterator[Told]:
    """The gradient that differs most, where that is too much."""
    apart = found.gradient_differences
    name = max(apart, key=apart.__getitem__, default="")
    distance = apart.get(name, 0.0)
    if distance <= GRADIENT_LIMIT:
        return
    owner = next((node for node in graph.nodes if name.rpartition(".")[0] == node.path), None)
    message = f"the gradient of `{name}` differs from {leader}'s by {distance:.1e} of its magnitude"
    yield "gradient", message, owner


def _training(found: Outcome) -> Iterator[Told]:
    if found.losses is not None and not found.losses[1] < found.losses[0]:
        before, after = found.losses
        yield "training", f"steps of training take the loss from {before:.6g} to {after:.6g}", None


def _place(node: Node | None) -> tuple[str, int]:
    """The file and line in which a layer is used."""
    if node is None:
        return "", 0
    source, span = node.place
    return source.path, source.position(span.start).line
