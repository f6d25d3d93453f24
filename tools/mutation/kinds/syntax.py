"""Faults in the signs of a spec: brackets, arrows, signs of other languages."""

from collections.abc import Iterator
from itertools import pairwise

from specc.source import Span
from specc.syntax import ast
from tools.mutation.draft import named, settings
from tools.mutation.kind import Planting, kind
from tools.mutation.seed import Form, Seed
from tools.mutation.word import nodes


@kind("syntax-error", unreadable=True)
def missing_parenthesis(seed: Seed) -> Iterator[Planting]:
    """Settings whose closing parenthesis is missing."""
    for use in seed.layers():
        if isinstance(use, ast.Call):
            yield seed.replace(Span(use.span.end - 1, use.span.end), "")


@kind("syntax-error", unreadable=True)
def parenthesis_too_many(seed: Seed) -> Iterator[Planting]:
    """Settings with two closing parentheses."""
    for use in seed.layers():
        if isinstance(use, ast.Call):
            yield seed.insert(use.span.end, ")")


@kind("syntax-error", unreadable=True)
def missing_bracket(seed: Seed) -> Iterator[Planting]:
    """A list whose closing bracket is missing."""
    for one in nodes(seed.module.declarations):
        if isinstance(one, ast.ListExpr):
            yield seed.replace(Span(one.span.end - 1, one.span.end), "")


@kind("syntax-error", unreadable=True)
def missing_brace(seed: Seed) -> Iterator[Planting]:
    """A block, a model or a section whose closing brace is missing."""
    for span in _braced(seed):
        yield seed.replace(Span(span.end - 1, span.end), "")


@kind("syntax-error", unreadable=True)
def brace_too_many(seed: Seed) -> Iterator[Planting]:
    """A block, a model or a section with two closing braces."""
    for span in _braced(seed):
        yield seed.insert(span.end, "\n}")


@kind("syntax-error", unreadable=True)
def missing_arrow(seed: Seed) -> Iterator[Planting]:
    """Two steps of a flow on one line with no arrow between them."""
    for step in seed.steps.values():
        if step.flow is not None and step.index > 0:
            between = Span(step.flow.steps[step.index - 1].span.end, step.value.span.start)
            if "\n" not in seed.cut(between):
                yield seed.replace(between, " ")


@kind("syntax-error", unreadable=True)
def missing_comma(seed: Seed) -> Iterator[Planting]:
    """Two settings with no comma between them."""
    for use in seed.layers():
        for one, other in pairwise(settings(use)):
            yield seed.replace(Span(one.span.end, other.span.start), " ")


@kind("syntax-error", unreadable=True)
def colon_for_equals(seed: Seed) -> Iterator[Planting]:
    """`kernel: 3` for `kernel=3`."""
    for use in seed.layers():
        for name, one in named(use):
            yield seed.replace(Span(name.span.end, one.value.span.start), ": ")


@kind("syntax-error", unreadable=True, on=Form.TRAINED)
def colon_for_equals_in_a_section(seed: Seed) -> Iterator[Planting]:
    """`epochs: 3` for `epochs = 3`."""
    for line in (*seed.lines("data"), *seed.lines("train")):
        yield seed.replace(Span(line.names[0].span.end, line.value.span.start), ": ")


@kind("syntax-error", unreadable=True)
def equals_for_colon(seed: Seed) -> Iterator[Planting]:
    """`input image = [28, 28, 1]` for `input image: [28, 28, 1]`."""
    for block in seed.blocks("model"):
        for line in seed.inputs(block):
            if line.type is not None:
                yield seed.replace(Span(line.names[-1].span.end, line.type.span.start), " = ")


@kind("syntax-error", unreadable=True)
def comment_of_another_language(seed: Seed) -> Iterator[Planting]:
    """A comment after `//`."""
    for block in seed.blocks():
        for line in block.body:
            if isinstance(line, (ast.Bind, ast.FlowStatement)):
                yield seed.insert(line.span.end, "  // the features")


@kind("syntax-error", unreadable=True)
def method_call(seed: Seed) -> Iterator[Planting]:
    """`Dense(64)(x)`: the layer as an object that is called."""
    for step in seed.steps.values():
        first = None if step.flow is None else step.flow.steps[0]
        called = step.index == 1 and isinstance(step.value, ast.Call)
        if called and isinstance(first, ast.Name) and first.text.islower():
            yield (
                seed.replace(Span(first.span.start, step.value.span.start), ""),
                seed.insert(step.value.span.end, f"({first.text})"),
            )


@kind("syntax-error", unreadable=True)
def keyword_of_python(seed: Seed) -> Iterator[Planting]:
    """`class Net:` in front of a body, as in Python."""
    for block in seed.blocks("model"):
        yield seed.replace(Span(block.span.start, block.name.span.start), "class ")


def _braced(seed: Seed) -> list[Span]:
    """Where blocks, models and sections stand."""
    return [one.span for one in seed.blocks()] + [one.span for one in seed.sections()]
