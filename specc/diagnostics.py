"""What specc has to say about a spec: findings with a place, help, and a way to mend them."""

from enum import Enum

from specc.namedtuple import NamedTuple
from specc.source import Source, Span


class Severity(str, Enum):
    """How bad a finding is; an error means that the model cannot be built or cannot work."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


SEVERITIES = tuple(one.value for one in Severity)
"""The words for them, the worst first."""


class Safety(str, Enum):
    """How much a fix may be trusted: same meaning, changed meaning, or only an idea to show."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    SHOWN = "shown"


class Label(NamedTuple):
    """A place in a source and what is to be said about it there."""

    source: Source
    span: Span
    message: str = ""


class Edit(NamedTuple):
    """Replace the text of one span (empty: insert there)."""

    source: Source
    span: Span
    text: str


class Fix(NamedTuple):
    """Edits that mend a finding."""

    title: str
    edits: tuple[Edit, ...]
    safety: Safety


class Diagnostic(NamedTuple):
    """One finding; `message` stands alone on one line, `help` says how to mend it."""

    rule: str
    severity: Severity
    message: str
    primary: Label
    related: tuple[Label, ...] = ()
    help: str = ""
    fix: Fix | None = None


def error(
    rule: str,
    message: str,
    source: Source,
    span: Span,
    *,
    label: str = "",
    related: tuple[Label, ...] = (),
    help: str = "",
    fix: Fix | None = None,
) -> Diagnostic:
    """An error at one place."""
    primary = Label(source, span, label)
    return Diagnostic(rule, Severity.ERROR, message, primary, related, help, fix)
