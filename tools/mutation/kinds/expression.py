"""Faults in numbers, conditions and flows: what cannot be computed, or stands for nothing."""

from collections.abc import Iterator

from specc.syntax import ast
from tools.mutation.kind import Planting, kind
from tools.mutation.seed import Form, Seed
from tools.mutation.word import constants, names, nodes, tensors

SWEEP = "\nsweep {\n    train  = elsewhere\n    epochs = [10, 20]\n}\n"


@kind("invalid-expression")
def division_by_zero(seed: Seed) -> Iterator[Planting]:
    """A constant that is divided by 0 where it is used as a setting."""
    for block in seed.blocks():
        known = constants(block)
        for use in nodes(block.body):
            for one in use.arguments if isinstance(use, ast.Call) else ():
                # A setting that takes a word has another fault first.
                word = one.value.text if isinstance(one.value, ast.Name) else "activation"
                named = word in known and word != "activation"
                if named and use.span in seed.alive and seed.lives(use.span):
                    yield seed.insert(one.value.span.end, " // 0")


@kind("invalid-expression")
def index_outside_of_a_list(seed: Seed) -> Iterator[Planting]:
    """An item that a list does not have."""
    for one in nodes(tuple(seed.blocks())):
        item = one.index if isinstance(one, ast.Index) else None
        if isinstance(item, ast.Number) and isinstance(one.value, ast.Name):
            yield seed.replace(item.span, "99")


@kind("circular-definition")
def constants_in_a_circle(seed: Seed) -> Iterator[Planting]:
    """Two constants that are each defined by the other."""
    yield seed.insert(0, "let one = other + 1\nlet other = one - 1\n")


@kind("assertion-failed")
def number_that_an_assert_refuses(seed: Seed) -> Iterator[Planting]:
    """A block whose first setting is one more than its `assert` lets through."""
    guarded = {
        block.name.text
        for block in seed.blocks("block")
        if any(isinstance(line, ast.Assert) for line in block.body)
    }
    for use in seed.layers(*guarded) if guarded else ():
        if isinstance(use, ast.Call):
            first = use.arguments[0].value
            yield seed.replace(first.span, f"{seed.cut(first.span)} + 1")


@kind("invalid-condition")
def condition_that_no_size_fulfils(seed: Seed) -> Iterator[Planting]:
    """A size that has to be larger than it may be."""
    for one in seed.dims():
        name, joined = one.names[0].text, "where" if one.condition is None else "and"
        if one.condition is not None or len(one.names) == 1:
            yield seed.insert(one.span.end, f" {joined} {name} >= 5000 and {name} <= 4000")


@kind("invalid-flow")
def tensor_behind_an_arrow(seed: Seed) -> Iterator[Planting]:
    """A tensor in the middle of a flow, where a layer belongs."""
    for block in seed.blocks():
        known = tensors(block)
        for flow in nodes(block.body):
            start = flow.steps[0] if isinstance(flow, ast.Flow) else None
            named = isinstance(start, ast.Name) and start.text in known
            if named and start is not None and seed.lives(start.span):
                yield seed.insert(start.span.end, f" -> {seed.cut(start.span)}")


@kind("invalid-flow")
def constant_behind_an_arrow(seed: Seed) -> Iterator[Planting]:
    """A constant in the middle of a flow, where a layer belongs."""
    for block in seed.blocks():
        known = {one.name.text for one in block.parameters} & {n.text for n in names(block.body)}
        flows = [one for one in nodes(block.body) if isinstance(one, ast.Flow)]
        for flow in flows if known else ():
            if seed.lives(flow.span):
                yield seed.insert(flow.steps[0].span.end, f" -> {min(known)}")


@kind("invalid-size")
def input_of_no_size(seed: Seed) -> Iterator[Planting]:
    """An input of a model with a size of 0."""
    for block in seed.blocks("model"):
        for line in seed.inputs(block):
            for size in (line.type.sizes if line.type is not None else None) or ():
                if isinstance(size, ast.Number):
                    yield seed.replace(size.span, "0")


@kind("invalid-range", on=Form.TRAINED)
def range_from_its_end(seed: Seed) -> Iterator[Planting]:
    """A range whose ends are in the wrong order."""
    for line in seed.inputs(seed.section("data")):
        values = line.type.values if line.type is not None else None
        if values is not None:
            low, high = seed.cut(values.low.span), seed.cut(values.high.span)
            yield seed.replace(values.span, f"{high}..{low}")


@kind("unknown-train", on=Form.TRAINED)
def sweep_of_another_training(seed: Seed) -> Iterator[Planting]:
    """A sweep of a training that there is not."""
    yield seed.insert(len(seed.source.text), SWEEP)
