"""What differs between what specc says of a model and what a framework measured."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from specc.ir.graph import Graph, Value
from specc.verify.feed import numbers
from specc.verify.message import Outcome, Sizes
from specc.verify.probe import made_values, value_name
from specc.verify.report import Difference

OUTPUT_LIMIT = 1e-4
"""Outputs may differ by this part of their largest magnitude, in single precision ..."""

GRADIENT_LIMIT = 1e-3
"""... and a weight's gradient by this part of its root mean square ..."""

ROUNDING = 10
"""... or by so many times what a change of the weights by a millionth makes of them: rounding alone
moves a steep softmax, and decides on which side of its kink a ReLU is."""


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
        *_gradients(claim.graph, leader, first, found),
        *_training(found),
    )
    for kind, message, line in told:
        yield Difference(kind=kind, backend=backend, message=message, line=line)


Told = tuple[str, str, int]


def _parameters(graph: Graph, found: Outcome) -> Iterator[Told]:
    counts = (
        ("trainable", graph.trainable, found.trainable), ("fixed", graph.fixed, found.fixed)
    )  # fmt: skip
    for what, claimed, counted in counts:
        if counted is not None and counted != claimed:
            yield "parameters", f"there are {counted:,} {what} parameters, not {claimed:,}", 0


def _shapes(claim: Claim, found: Outcome) -> Iterator[Told]:
    """The first tensor of another shape, else the first such output."""
    graph = claim.graph
    made = made_values(graph)
    names = [value_name(graph, value) for value in made]
    lines = [_line(graph, value) for value in made]
    outputs = list(graph.outputs.values())
    for shapes, values, called, at in (
        (found.tensors, made, names, lines),
        (found.outputs, outputs, list(graph.outputs), [_line(graph, one) for one in outputs]),
    ):
        for run, sizes in zip(claim.runs, shapes, strict=False):
            wrong = _first_wrong(run, sizes, values)
            if wrong is not None:
                index, message = wrong
                yield "shape", f"`{called[index]}` {message}", at[index]
                return


def _first_wrong(
    run: Mapping[str, int], shapes: Sequence[Sizes], values: Sequence[Value]
) -> tuple[int, str] | None:
    for index, (sizes, value) in enumerate(zip(shapes, values, strict=True)):
        claimed = numbers(value.type, run)
        if sizes != claimed:
            where = ", ".join(f"{name} = {number}" for name, number in run.items())
            told = f"is {list(sizes)}, not {list(claimed)}"
            return index, f"{told} where {where}" if where else told
    return None


def _macs(claim: Claim, found: Outcome) -> Iterator[Told]:
    if found.macs is not None and claim.macs is not None and found.macs != claim.macs:
        yield "multiply-adds", f"there are {found.macs:,} multiply-adds, not {claim.macs:,}", 0


def _outputs(graph: Graph, leader: str, first: Outcome, found: Outcome) -> Iterator[Told]:
    distance = found.output_difference
    if distance is None or distance <= max(OUTPUT_LIMIT, ROUNDING * first.output_sensitivity):
        return
    message = f"the outputs differ from {leader}'s by {distance:.1e} of their largest magnitude"
    made = made_values(graph)
    for value, apart in zip(made, found.tensor_differences, strict=False):
        if apart > OUTPUT_LIMIT:
            name = value_name(graph, value)
            yield "output", f"{message}, first at `{name}`", _line(graph, value)
            return
    yield "output", message, 0


def _gradients(graph: Graph, leader: str, first: Outcome, found: Outcome) -> Iterator[Told]:
    """The gradient that is farthest past its limit."""
    past = {
        name: distance / max(GRADIENT_LIMIT, ROUNDING * first.gradient_sensitivities.get(name, 0.0))
        for name, distance in found.gradient_differences.items()
    }
    name = max(past, key=past.__getitem__, default="")
    if not name or past[name] <= 1:
        return
    distance = found.gradient_differences[name]
    owner = next((node for node in graph.nodes if name.rpartition(".")[0] == node.path), None)
    line = owner.place.source.position(owner.place.span.start).line if owner else 0
    message = f"the gradient of `{name}` differs from {leader}'s by {distance:.1e} of its magnitude"
    yield "gradient", message, line


def _training(found: Outcome) -> Iterator[Told]:
    if found.losses is not None and not found.losses[1] < found.losses[0]:
        before, after = found.losses
        yield "training", f"steps of training take the loss from {before:.6g} to {after:.6g}", 0


def _line(graph: Graph, value: Value) -> int:
    if value.node < 0:
        return 0
    place = graph.nodes[value.node].place
    return place.source.position(place.span.start).line
