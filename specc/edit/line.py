"""Edits of the lines of `data` and `train` sections: `name = value`."""

from specc.diagnostics import Edit
from specc.source import Source, Span
from specc.syntax import ast

INDENT = "    "


def set_line(source: Source, section: ast.Section, name: str, value: str) -> Edit:
    """Give a setting its value; a line is added where the section has none of that name."""
    given = _given(section, name)
    if given is not None:
        return Edit(source, given.value.span, value)
    line_end = "\r\n" if "\r\n" in source.text else "\n"
    if "\n" not in source.cut(section.span):
        return _opened(source, section, f"{name} = {value}", line_end)
    opening = source.text.index("{", section.span.start) + 1
    last = section.body[-1].span if section.body else Span(opening, opening)
    indent = _indent(source, section)
    line = f"{line_end}{indent}{name:<{_wide(source, section)}} = {value}"
    end, closing = _line_end(source.text, last.end), section.span.end - 1
    if end < closing:
        return Edit(source, Span(end, end), line)
    end = last.end + len(source.text[last.end : closing].rstrip())
    return Edit(source, Span(end, closing), line + line_end)


def remove_line(source: Source, section: ast.Section, name: str) -> Edit | None:
    """Take a setting's line away; None where it shares its line or has a comment."""
    given = _given(section, name)
    if given is None:
        return None
    text, span = source.text, given.span
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end)
    alone = end >= 0 and not (text[start : span.start] + text[span.end : end]).strip()
    return Edit(source, Span(start, end + 1), "") if alone and "#" not in text[start:end] else None


def _given(section: ast.Section, name: str) -> ast.Bind | None:
    binds = (one for one in section.body if isinstance(one, ast.Bind))
    return next((one for one in binds if one.names[0].text == name), None)


def _opened(source: Source, section: ast.Section, line: str, line_end: str) -> Edit:
    """A section of one line over several, with one more."""
    opening, closing = source.text.index("{", section.span.start) + 1, section.span.end - 1
    body = source.text[opening:closing].strip()
    lines = [f"{INDENT}{one}" for one in (body, line) if one]
    return Edit(source, Span(opening, closing), line_end.join(["", *lines, ""]))


def _line_end(text: str, offset: int) -> int:
    """Where the line of an offset ends, its comment included."""
    end = text.find("\n", offset)
    end = len(text) if end < 0 else end
    return end - 1 if text[end - 1 : end] == "\r" else end


def _indent(source: Source, section: ast.Section) -> str:
    """What stands in front of the section's last line, where that is nothing but space."""
    if not section.body:
        return INDENT
    at = section.body[-1].span.start
    before = source.text[source.text.rfind("\n", 0, at) + 1 : at]
    return INDENT if before.strip() else before


def _wide(source: Source, section: ast.Section) -> int:
    """The width that all names are padded to; 0 where they are not all padded alike."""
    heads = [
        source.text[one.span.start : one.value.span.start].partition("=")[0]
        for one in section.body
        if isinstance(one, ast.Bind)
    ]
    widths = {len(head) - 1 for head in heads}
    return widths.pop() if len(widths) == 1 else 0
