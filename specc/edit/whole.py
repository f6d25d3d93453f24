"""Takes whole statements and declarations away, with their lines."""

from specc.diagnostics import Edit
from specc.source import Source, Span


def remove_lines(source: Source, span: Span) -> Edit | None:
    """Take away what stands alone in its lines; None where a comment is in, behind or above it.

    Of the blank lines around it one stays.
    """
    text = source.text
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end)
    end = len(text) if end < 0 else end + 1
    if text[start : span.start].strip() or text[span.end : end].strip():
        return None
    above = _line_above(text, start)
    if "#" in text[start:end] or above.lstrip().startswith("#"):
        return None
    if not above.strip():
        while end < len(text) and not _line_at(text, end).strip():
            end += len(_line_at(text, end))
    return Edit(source, Span(start, end), "")


def _line_above(text: str, start: int) -> str:
    """The line in front of the one that starts there; empty at the start of the text."""
    return text[text.rfind("\n", 0, max(0, start - 1)) + 1 : start]


def _line_at(text: str, start: int) -> str:
    end = text.find("\n", start)
    return text[start : len(text) if end < 0 else end + 1]
