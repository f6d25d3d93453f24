"""`concise`: one line for each finding, as editors and `grep` read it."""

from collections.abc import Iterable, Sequence

from specc.report.record import Record
from specc.report.text import LONGEST_MESSAGE
from specc.report.visible import cut, visible


def render(records: Iterable[Record], files: Sequence[str]) -> str:
    """`file:line:column: severity[rule] message`, and ` [*]` where a safe fix would mend it."""
    return "\n".join(map(_line, records))


def _line(one: Record) -> str:
    where = f"{visible(one.file)}:{one.line}:{one.column}"
    message = visible(cut(one.message, LONGEST_MESSAGE))
    mark = " [*]" if one.safety == "safe" else ""
    return f"{where}: {one.severity}[{visible(one.rule)}] {message}{mark}"
