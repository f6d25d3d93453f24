"""A finding as text for people: what is wrong, where, and how to mend it."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Label
from specc.report.paint import Paint
from specc.report.snippet import Row, rows
from specc.report.visible import cut, visible

LONGEST_MESSAGE = 400
"""Characters of a message that are printed; names in it can be of any length."""


def as_text(found: Diagnostic, paint: Paint) -> str:
    """The finding over several lines, without a line end."""
    severity = found.severity.value
    head = paint(severity, f"{severity}[{found.rule}]")
    message = visible(cut(found.message, LONGEST_MESSAGE))
    snippets = list(_snippets(found))
    gutter = max(len(str(row.number)) for _, shown in snippets for row in shown)
    lines = [f"{head}: {paint('strong', message)}"]
    for where, shown in snippets:
        lines.append(f"{' ' * gutter}{paint('frame', '-->')} {where}")
        lines.append(" " * (gutter + 1) + paint("frame", "|"))
        lines.extend(_line(row, gutter, severity, paint) for row in shown)
    if found.help:
        lines.append(f"{paint('help', 'help')}: {visible(cut(found.help, LONGEST_MESSAGE))}")
    return "\n".join(lines)


def _snippets(found: Diagnostic) -> Iterator[tuple[str, list[Row]]]:
    """The place and the rows of each source, the primary one first."""
    primary = found.primary
    labels: dict[int, list[Label]] = {id(primary.source): []}
    for label in found.related:
        labels.setdefault(id(label.source), []).append(label)
    own = labels.pop(id(primary.source))
    yield place(primary), rows(primary.source, primary, own)
    for others in labels.values():
        first = min(others, key=lambda label: label.span)
        yield place(first), rows(first.source, None, others)


def place(label: Label) -> str:
    """`file:line:column` of a label's start."""
    line, column = label.source.position(label.span.start)
    return f"{visible(label.source.path)}:{line}:{column}"


def _line(row: Row, gutter: int, severity: str, paint: Paint) -> str:
    if not row.number and not row.marks:
        return row.text
    number = str(row.number) if row.number else ""
    frame = paint("frame", f"{number:>{gutter}} |")
    text = row.text
    if row.marks:
        at = len(text) - len(text.lstrip())
        text = text[:at] + paint(severity if row.primary else "frame", text[at:])
    return f"{frame} {text}".rstrip()
