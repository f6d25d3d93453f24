"""`github`: annotations of a pull request, as workflow commands that GitHub Actions reads.

https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
"""

from collections.abc import Iterable, Sequence

from specc.report.record import Record
from specc.report.visible import visible

COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}
"""The workflow command for each severity."""


def render(records: Iterable[Record], files: Sequence[str]) -> str:
    """One command a line."""
    return "\n".join(map(_command, records))


def _command(one: Record) -> str:
    given = {"file": one.file, "line": str(one.line), "endLine": str(one.end_line)}
    if one.line == one.end_line:  # columns of two lines are refused
        given |= {"col": str(one.column), "endColumn": str(one.end_column)}
    given["title"] = f"specc ({one.rule})"
    properties = ",".join(f"{name}={_property(value)}" for name, value in given.items())
    return f"::{COMMANDS[one.severity]} {properties}::{_data(_message(one))}"


def _message(one: Record) -> str:
    help = f"\nhelp: {visible(one.help)}" if one.help else ""
    return visible(one.message) + help


def _data(text: str) -> str:
    """The text with what would end the command, or begin an escape, written as `%XX`."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """As `_data`, and without what ends a property."""
    return _data(visible(text)).replace(":", "%3A").replace(",", "%2C")
