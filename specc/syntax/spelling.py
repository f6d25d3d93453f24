"""Signs of other languages: what they are called here, so that the parser can go on."""

import re

from specc.diagnostics import Diagnostic, Edit, Fix, Safety, error
from specc.namedtuple import NamedTuple
from specc.source import Source, Span
from specc.syntax import ast
from specc.syntax.token import Fault, Mark, Value

FOREIGN = re.compile(
    r"""(?P<docstring>\"\"\"|''')
      | (?P<quotes>'[^'\n]*' | [“”„‟«][^“”„‟«»"\n]*[“”‟»"])
      | (?P<string>["'“”„‟«][^\n]*)
      | (?P<arrow>=>|\|>|[→⇒⟶⟹➔➜➝])
      | (?P<and>&&) | (?P<or>\|\|) | (?P<not>!) | (?P<unequal><>|[≠])
      | (?P<times>[×·]) | (?P<minus>[−–—])
      | (?P<semicolon>;)
      | (?P<comment>/\*)
      | (?P<space>[\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff\x85]+)
      | (?P<number>\.?[0-9])
      | (?P<other>[^\x20-\x7e\s]+|.)""",
    re.X | re.S,
)

MALFORMED = re.compile(r"\.?[0-9](?:\w|\.(?!\.))*")

RESPELLED = {
    "arrow": ("ARROW", "->", "an arrow"),
    "and": ("OPERATOR", "and", "the logical and"),
    "or": ("OPERATOR", "or", "the logical or"),
    "not": ("PREFIX", "not", "the logical not"),
    "unequal": ("OPERATOR", "!=", "unequal"),
    "times": ("OPERATOR", "*", "the product"),
    "minus": ("OPERATOR", "-", "the minus sign"),
}
"""For a group of FOREIGN: the token that is meant, its spelling, and its name in words."""


class Reading(NamedTuple):
    """What a foreign text is read as: no token where `kind` is empty; `end` is where to go on."""

    end: int
    kind: str
    value: Value
    diagnostic: Diagnostic | None


def read_foreign(source: Source, start: int, *, after_operand: bool) -> Reading:
    """Read the text at `start`, which begins no token of the language."""
    found = FOREIGN.match(source.text, start)
    assert found is not None
    group = found.lastgroup or "other"
    span = Span(*found.span())
    if group in RESPELLED:
        return respelled(source, span, group, after_operand=after_operand)
    if group == "quotes":
        return quoted(source, span)
    if group in ("comment", "docstring"):
        return comment(source, span)
    if group == "semicolon":
        advice = "a statement ends at the end of its line"
        return dropped(source, span, "`;` does not end a statement", advice, "NEWLINE")
    if group == "space":
        return dropped(source, span, "this space is not an ordinary one", "type it again")
    return unreadable(source, span, group)


def respelled(source: Source, span: Span, group: str, *, after_operand: bool) -> Reading:
    """A sign that has another spelling here; it is read as the one that was meant."""
    kind, spelling, words = RESPELLED[group]
    if kind == "OPERATOR" and spelling == "-" and not after_operand:
        kind = "PREFIX"
    message = f"`{source.cut(span)}` is not in the language: {words} is `{spelling}`"
    text = f" {spelling} " if spelling.isalpha() else spelling
    fix = Fix(f"write `{spelling}`", (Edit(source, span, text),), Safety.SAFE)
    found = error("syntax-error", message, source, span, help=f"write `{spelling}`", fix=fix)
    return Reading(span.end, kind, span if kind == "ARROW" else Mark(span, spelling), found)


def quoted(source: Source, span: Span) -> Reading:
    """A string between other quotes than `"`."""
    text = source.cut(span)[1:-1]
    mended = '"' + text.replace("\\'", "'").replace("\\", "\\\\").replace('"', '\\"') + '"'
    fix = Fix("use straight double quotes", (Edit(source, span, mended),), Safety.SAFE)
    message = 'a string stands between `"` and `"`'
    advice = "use straight double quotes, or none where a word is meant"
    found = error("syntax-error", message, source, span, help=advice, fix=fix)
    return Reading(span.end, "STRING", ast.String(span, text), found)


def comment(source: Source, span: Span) -> Reading:
    """A comment or documentation string of another language, read up to its end."""
    opened = source.cut(span)
    close = source.text.find("*/" if opened == "/*" else opened, span.end)
    line = source.text.find("\n", span.end)
    end = close + len(opened) if close >= 0 else line if line >= 0 else len(source.text)
    message = f"`{opened}` does not begin a comment"
    advice = "a comment goes from `#` to the end of its line"
    if opened != "/*":
        message = f"`{opened}` does not begin a text of several lines"
        advice = "the documentation of a model or block is the comment lines directly above it"
    return Reading(end, "", span, error("syntax-error", message, source, span, help=advice))


def dropped(source: Source, span: Span, message: str, advice: str, kind: str = "") -> Reading:
    """A sign that the parser goes on without."""
    return Reading(span.end, kind, span, error("syntax-error", message, source, span, help=advice))


def unreadable(source: Source, span: Span, group: str) -> Reading:
    """A text that nothing can be made of; the statement that it stands in is lost."""
    if group == "number":
        found = malformed_number(source, span.start)
    elif group == "string":
        quote = source.text[span.start]
        advice = 'it ends on its own line, with the `"` that began it'
        message = f"the string that begins with `{quote}` does not end"
        found = error("syntax-error", message, source, span, help=advice)
    else:
        found = error("syntax-error", f"{character(source, span)} is not in the language", source,
                      span)  # fmt: skip
    return Reading(found.primary.span.end, "ERROR", Fault(found.primary.span, found), None)


def character(source: Source, span: Span) -> str:
    """A sign as it can be shown: itself in backticks, or its code point."""
    sign = source.text[span.start]
    return f"`{sign}`" if sign.isprintable() else f"the character U+{ord(sign):04X}"


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
