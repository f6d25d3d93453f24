"""Where parsing goes on after a syntax error: with the next statement, or the body at hand."""

from typing import Any

from specc.source import Span
from specc.syntax import ast
from specc.syntax.build import BlockHead, Head, SectionHead
from specc.syntax.token import Mark, Tokens
from specc_grammar.tables import ROWS

HEADS = {
    "block": "block_head", "model": "block_head", "extern": "block_head",
    "data": "section_head", "train": "section_head", "sweep": "section_head",
    "if": "if_head", "repeat": "repeat_head", "for": "for_head",
}  # fmt: skip
"""For a keyword in front of a body, the rule that makes its head."""

HEAD_TYPES = (BlockHead, SectionHead, Head)


def recover(states: list[int], values: list[Any], tokens: Tokens, at: int) -> int:
    """Cut the stacks back after a fault at the token `at`; give the token to go on with.

    A faulty head keeps its body: what could be read of the head stands in for it. Any other
    statement is dropped up to its end. At the end of the text only the declarations are left.
    """
    frame = innermost_body(states)
    body = body_ahead(tokens.kinds, at)
    if body and stand_in_head(states, values, frame):
        return body
    del states[frame + 1 :], values[frame:]
    end = after_statement(tokens.kinds, at)
    if tokens.kinds[end] == "$END":
        del states[2:], values[1:]
    return end


def innermost_body(states: list[int]) -> int:
    """The index of the last state in which a statement or a declaration can begin."""
    at = len(states) - 1
    while "statement" not in ROWS[states[at]] and "declaration" not in ROWS[states[at]]:
        at -= 1
    return at


def body_ahead(kinds: list[str], at: int) -> int:
    """The `{` of a body in the rest of the statement or at the start of the next line, else 0."""
    while kinds[at] not in ("NEWLINE", "LBRACE", "RBRACE", "$END"):
        at += 1
    if kinds[at] == "NEWLINE":
        at += 1
    return at if kinds[at] == "LBRACE" else 0


def stand_in_head(states: list[int], values: list[Any], frame: int) -> bool:
    """Cut the stacks back to the last head in the statement, made up where it is not complete."""
    for i in range(len(values) - 1, frame - 1, -1):
        value = values[i]
        if isinstance(value, HEAD_TYPES):
            del states[i + 2 :], values[i + 1 :]
            if isinstance(value, BlockHead):
                values[i] = value._replace(sound=False)
            return True
        rule = HEADS.get(value.text, "") if isinstance(value, Mark) else ""
        if rule in ROWS[states[i]]:
            values[i:] = [made_up(value, rule, values[i + 1 :])]
            states[i + 1 :] = [ROWS[states[i]][rule]]
            return True
    return False


def made_up(mark: Mark, rule: str, rest: list[Any]) -> BlockHead | SectionHead | Head:
    """A head of which only the keyword and `rest` could be read."""
    name = next((value for value in rest if isinstance(value, ast.Name)), None)
    if rule == "block_head":
        return BlockHead(mark, name, [], sound=False)
    if rule == "section_head":
        return SectionHead(mark, name)
    span = Span(mark.span.end, mark.span.end)
    if rule == "for_head":
        return Head(mark, name, ast.ListExpr(span, ()))
    return Head(mark, None, ast.Name(span, "true") if rule == "if_head" else ast.Number(span, 1))


def after_statement(kinds: list[str], at: int) -> int:
    """The token after the NEWLINE that ends the statement, or the `}` or end of the text there."""
    depth = 0
    while kinds[at] != "$END":
        kind = kinds[at]
        if kind == "LBRACE":
            depth += 1
        elif kind == "RBRACE":
            if not depth:
                return at
            depth -= 1
        elif kind == "NEWLINE" and not depth:
            return at + 1
        at += 1
    return at
