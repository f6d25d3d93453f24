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
    text = source.text
    line_end = "\r\n" if "\r\n" in text else "\n"
    if not section.body:
        at = text.index("{", section.span.start) + 1
        return Edit(source, Span(at, at), f"{line_end}{INDENT}{name} = {value}{line_end}")
    last = section.body[-1]
    end = text.find("\n", last.span.end)
    end = section.span.end - 1 if end < 0 or end >= section.span.end else end
    if text[end - 1 : end] == "\r":
        end -= 1
    start = text.rfind("\n", 0, last.span.start) + 1
    indent = text[start : last.span.start]
    indent = indent if not indent.strip() else INDENT
    line = f"{line_end}{indent}{name:<{_wide(section)}} = {value}"
    closing = text[end : section.span.end].startswith("}")
    return Edit(source, Span(end, end), line + line_end if closing else line)


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


def _wide(section: ast.Section) -> int:
    """The width of the longest name, to which the others are padded."""
    binds = [one for one in section.body if isinstance(one, ast.Bind)]
    return max((len(one.names[0].text) for one in binds), default=0)
