"""The statements of a body, in blocks, branches and loops, and where a model's inputs stand."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from specc.syntax import ast

if TYPE_CHECKING:
    from specc.subject import Subject

HOLDERS = (ast.Flow, ast.ListExpr, ast.RepeatStep, ast.ForStep)
"""What a loop can be or stand in, in a value."""


def blocks(subject: "Subject", *kinds: str) -> Iterator[ast.Block]:
    """The models, blocks or extern layers of the checked file, in order."""
    for declaration in subject.scope.module.declarations:
        if isinstance(declaration, ast.Block) and declaration.kind in kinds:
            yield declaration


def bodies(statements: tuple[ast.Statement, ...]) -> Iterator[tuple[ast.Statement, ...]]:
    """A body and those inside of it: of branches and of loops, an outer one before its inner."""
    waiting = [statements]
    for body in waiting:
        yield body
        for statement in body:
            if isinstance(statement, ast.If):
                waiting.extend(case.body for case in statement.cases)
                waiting.append(statement.otherwise)
            elif isinstance(value := getattr(statement, "value", None), HOLDERS):
                waiting.extend(loop.body for loop in loops(value))


def loops(value: Any) -> "Iterator[ast.RepeatStep | ast.ForStep]":
    """The loops of a value, in its flow and in the branches of that; not those inside of loops."""
    waiting = [value]
    for one in waiting:
        if isinstance(one, ast.Flow):
            waiting.extend(one.steps)
        elif isinstance(one, ast.ListExpr):
            waiting.extend(one.items)
        elif isinstance(one, (ast.RepeatStep, ast.ForStep)):
            yield one


def inputs(subject: "Subject") -> "dict[tuple[str, str], ast.Input]":
    """The input lines of the models by the names of model and input, for `subject.once`."""
    return {
        (model.name.text, name.text): statement
        for model in blocks(subject, "model")
        for statement in model.body
        if isinstance(statement, ast.Input)
        for name in statement.names
    }
