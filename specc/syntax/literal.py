"""Numbers and strings: from their text to their value."""

import re

from specc.diagnostics import Diagnostic, Fix, Safety, Edit, error
from specc.source import Source, Span
from specc.syntax import ast
from specc.syntax.token import WIDEST_INTEGER

ESCAPES = {'"': '"', "\\": "\\", "n": "\n", "t": "\t"}
ESCAPE = re.compile(r"\\(.)")
DIGITS_OF_WIDEST = 19
MALFORMED = re.compile(r"\.?[0-9](?:\w|\.(?!\.))*")


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


def malformed_number(source: Source, start: int) -> Diagnostic:
    """What is wrong with a text that only begins like a number."""
    found = MALFORMED.match(source.text, start)
    span = Span(start, found.end() if found else start + 1)
    text = source.cut(span)
    mended = mend_number(text)
    message = f"`{text[:40]}` is not a number"
    if not mended:
        return error("syntax-error", message, source, span, help="write it as in `30_000`, `0.5`")
    edit = Edit(source, span, mended)
    fix = Fix(f"write `{mended}`", (edit,), Safety.SAFE)
    return error("syntax-error", message, source, span, help=f"write `{mended}`", fix=fix)


def mend_number(text: str) -> str:
    """`.5` as `0.5`, `1.` as `1.0`, `0x10` as `16`; empty where nothing is plainly meant."""
    if re.fullmatch(r"\.[0-9]+(?:[eE][0-9]+)?", text):
        return f"0{text}"
    if re.fullmatch(r"[0-9]+\.", text):
        return f"{text}0"
    if re.fullmatch(r"0[xX][0-9a-fA-F]{1,15}", text):
        return str(int(text, 16))
    return ""


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
