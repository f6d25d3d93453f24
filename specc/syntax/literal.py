"""Numbers and strings: from their text to their value."""

import re

from specc.diagnostics import Diagnostic, error
from specc.source import Source, Span
from specc.syntax import ast
from specc.syntax.token import WIDEST_INTEGER

ESCAPES = {'"': '"', "\\": "\\", "n": "\n", "t": "\t"}
ESCAPE = re.compile(r"\\(.)")
DIGITS_OF_WIDEST = 19


def number(source: Source, span: Span) -> ast.Number | Diagnostic:
    """The number that a well-formed text stands for, or that it is too large."""
    text = source.cut(span).replace("_", "")
    if text.isdigit():
        value = int(text) if len(text) <= DIGITS_OF_WIDEST else WIDEST_INTEGER + 1
        if value <= WIDEST_INTEGER:
            return ast.Number(span, value)
        message = f"an integer of {len(text)} digits is larger than 63 bits hold"
        return error("limit-exceeded", message, source, span, help=f"at most {WIDEST_INTEGER}")
    real = float(text)
    if real - real == 0:
        return ast.Number(span, real)
    return error("limit-exceeded", f"`{text[:40]}` is larger than 64-bit floats hold", source, span)


def string(source: Source, span: Span) -> ast.String | Diagnostic:
    """The string between the quotes at both ends of `span`, or which escape it cannot have."""
    text = source.text[span.start + 1 : span.end - 1]
    if "\\" not in text:
        return ast.String(span, text)
    for found in ESCAPE.finditer(text):
        if found[1] not in ESCAPES:
            start = span.start + 1 + found.start()
            message = f"a string has no escape `{found[0]}`"
            advice = 'the escapes are `\\"`, `\\\\`, `\\n` and `\\t`'
            return error("syntax-error", message, source, Span(start, start + 2), help=advice)
    return ast.String(span, ESCAPE.sub(lambda found: ESCAPES[found[1]], text))
