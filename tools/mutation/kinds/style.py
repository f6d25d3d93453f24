"""What does nothing, is not used, or stands in a file without need."""

from collections.abc import Iterator

from specc.layers.pooling import MaxPool2D
from specc.layers.regularising import Dropout
from specc.layers.shape import Flatten
from specc.syntax import ast
from tools.mutation.kind import Planting, kind
from tools.mutation.seed import Form, Seed
from tools.mutation.word import names, nodes

BLOCK = "\nblock Spare(width) {\n    input x\n    x -> Dense(width, activation=relu)\n}\n"


@kind("redundant-op")
def dropout_of_nothing(seed: Seed) -> Iterator[Planting]:
    """A dropout with a rate of 0, written out."""
    for spot in seed.spots(Dropout):
        rate = spot.given("rate")
        yield seed.replace(rate.span, "0") if isinstance(rate, ast.Number) else None


@kind("redundant-op")
def flatten_of_a_vector(seed: Seed) -> Iterator[Planting]:
    """A second `Flatten`, in a model; in a block it could have something to do elsewhere."""
    for spot in seed.spots(Flatten):
        if seed.block_of(spot.use).kind == "model":
            yield seed.after_step(spot.step, "Flatten")


@kind("redundant-op")
def pool_of_one_position(seed: Seed) -> Iterator[Planting]:
    """A pool over a window of one position."""
    for spot in seed.spots(MaxPool2D):
        yield seed.before_step(spot.step, "MaxPool2D(1)")


@kind("unused-definition")
def block_that_nothing_uses(seed: Seed) -> Iterator[Planting]:
    """A block that no model uses."""
    yield seed.insert(len(seed.source.text), BLOCK)


@kind("unused-definition")
def constant_that_nothing_uses(seed: Seed) -> Iterator[Planting]:
    """A constant that nothing reads."""
    for block in seed.blocks():
        yield seed.line_after(block.body[0], "let spare = 64")


@kind("unused-definition")
def dim_that_nothing_uses(seed: Seed) -> Iterator[Planting]:
    """A size that no shape has."""
    yield seed.insert(0, "dim Q\n")


@kind("unused-definition", on=Form.WRITTEN)
def import_that_nothing_uses(seed: Seed) -> Iterator[Planting]:
    """A block that is imported and not used."""
    yield seed.insert(0, "import ConvNeXtBlock from std.convolution\n")


@kind("unused-definition")
def shared_layer_that_nothing_uses(seed: Seed) -> Iterator[Planting]:
    """A `layer` that no flow names."""
    for block in seed.blocks():
        yield seed.line_after(block.body[0], "layer spare = Dense(64)")


@kind("unused-parameter")
def setting_that_nothing_uses(seed: Seed) -> Iterator[Planting]:
    """A setting of a block or a model that its body does not mention."""
    for block in seed.blocks():
        if block.parameters:
            yield seed.insert(block.parameters[-1].span.end, ", spare=64")
        else:
            yield seed.insert(block.name.span.end, "(spare=64)")


@kind("unused-loop-variable")
def loop_that_forgets_its_variable(seed: Seed) -> Iterator[Planting]:
    """A loop over numbers whose body has the first of them written out."""
    for loop in nodes(tuple(seed.blocks())):
        if isinstance(loop, ast.ForStep) and isinstance(loop.values, ast.ListExpr):
            first = loop.values.items[0]
            places = [one.span for one in names(loop.body) if one.text == loop.variable.text]
            # A choice by the variable would be one between numbers.
            chosen = any(isinstance(one, ast.Conditional) for one in nodes(loop.body))
            if isinstance(first, ast.Number) and not chosen:
                yield tuple(seed.replace(span, seed.cut(first.span)) for span in places)


@kind("duplicate-block")
def layer_written_four_times(seed: Seed) -> Iterator[Planting]:
    """A hidden layer that is written four times in a row."""
    for block in seed.blocks("model"):
        for line in block.body[:-1]:
            value = line.value if isinstance(line, ast.FlowStatement) else None
            if isinstance(value, ast.Call) and value.name.text in ("Dense", "LSTM"):
                text = seed.cut(line.span)
                more = seed.line_after(line, text)
                yield more._replace(text=more.text * 3)


@kind("pointless-loop")
def repeat_of_one(seed: Seed) -> Iterator[Planting]:
    """`repeat 1` around a statement."""
    for block in seed.blocks("model"):
        for line in block.body:
            if isinstance(line, ast.FlowStatement) and "\n" not in seed.cut(line.span):
                yield seed.replace(line.span, f"repeat 1 {{ {seed.cut(line.span)} }}")


@kind("constant-condition")
def condition_of_numbers(seed: Seed) -> Iterator[Planting]:
    """A condition with a part that compares numbers."""
    for one in nodes(tuple(seed.blocks())):
        if isinstance(one, ast.IfCase) and seed.lives(one.span):
            yield seed.replace(one.test.span, f"({seed.cut(one.test.span)}) and 1 == 1")


@kind("redundant-condition")
def condition_that_says_nothing(seed: Seed) -> Iterator[Planting]:
    """A condition on a size that every size fulfils."""
    for one in seed.dims():
        joined = "where" if one.condition is None else "and"
        if one.condition is not None or len(one.names) == 1:
            yield seed.insert(one.span.end, f" {joined} {one.names[0].text} >= 1")
