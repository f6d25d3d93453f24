"""What a name of a spec can stand for, and the report that a phase writes its findings into."""

from typing import Any, TypeAlias, Union

from specc.axis import Declaration
from specc.diagnostics import Diagnostic, Fix, Label, Severity
from specc.layer import Layer
from specc.namedtuple import NamedTuple
from specc.source import Source, Span
from specc.syntax import ast


class Poison:
    """A constant that follows from a fault; whatever touches it stays silent."""

    def __repr__(self) -> str:
        return "?"


POISON = Poison()
SMALLER = "make the loops shorter, or the lists smaller"


class Constant(NamedTuple):
    """A `let`, a block's setting, a loop's variable or a `dim`."""

    value: Any


class Tensor(NamedTuple):
    """A named tensor, by value id."""

    value: int


class Template(NamedTuple):
    """A block, model or extern layer, with the module in which its own names are looked up."""

    block: ast.Block
    module: Any


class Instance:
    """`layer embed = ...`: one set of weights for all uses; the first use makes them."""

    __slots__ = ("first", "name", "settings", "span", "what")

    def __init__(
        self, name: str, what: "Layer | Template", settings: dict[str, Any], span: Span
    ) -> None:
        self.name = name
        self.what = what
        self.settings = settings
        self.span = span
        self.first: Any = None


Bound: TypeAlias = Union[Constant, Tensor, Template, Instance]


class LimitExceeded(Exception):
    """Unrolling went past a limit; caught where a model or a file began, and reported once."""

    def __init__(self, message: str, source: Source, span: Span) -> None:
        super().__init__(message)
        self.message = message
        self.source = source
        self.span = span


MOST_WORK = 12_000_000
"""Units of work that one run may take, about four to a microsecond: 200,000 layers and some."""

WORK_OF_REPEATED_FAULT = 2_000


class Budget:
    """The work that is left for all models of one run, so that nothing unrolls for ever."""

    __slots__ = ("left",)

    def __init__(self, work: int = MOST_WORK) -> None:
        self.left = work

    def spend(self, work: int, source: Source, span: Span) -> None:
        """Take some work off; raises LimitExceeded where none is left."""
        self.left -= work
        if self.left < 0:
            raise LimitExceeded("unrolling takes more steps than are allowed", source, span)


class Condition(NamedTuple):
    """That the finding number `at` would be gone if these facts about dims were declared."""

    at: int
    model: str
    facts: tuple[str, ...]


class Report:
    """Collects diagnostics; one fault is reported once, however often its line is unrolled."""

    __slots__ = ("_seen", "budget", "conditions", "found", "model")

    def __init__(self, budget: Budget | None = None) -> None:
        self.found: list[Diagnostic] = []
        self.conditions: list[Condition] = []
        self.model = ""
        """The model that is looked at."""
        self.budget = budget or Budget()
        self._seen: set[tuple[Any, ...]] = set()

    def add(self, diagnostic: Diagnostic) -> None:
        """Keep a diagnostic unless its place already has one of the same rule, or the limit has."""
        primary = diagnostic.primary
        key: tuple[Any, ...] = (diagnostic.rule, primary.source.path, primary.span)
        if diagnostic.rule == "limit-exceeded":
            key = (diagnostic.rule, diagnostic.message)
        if key in self._seen:
            self.budget.left -= WORK_OF_REPEATED_FAULT
            return
        self._seen.add(key)
        if isinstance(diagnostic.help, Declaration):
            facts = diagnostic.help.facts
            self.conditions.append(Condition(len(self.found), self.model, facts))
        self.found.append(diagnostic)

    def exceeded(self, limit: LimitExceeded) -> None:
        """Report a limit, unless it can follow from what was found before."""
        if not self.failed:
            self.error("limit-exceeded", limit.message, limit.source, limit.span, help=SMALLER)

    def error(
        self,
        rule: str,
        message: str,
        source: Source,
        span: Span,
        *,
        help: str = "",
        label: str = "",
        related: tuple[Label, ...] = (),
        fix: Fix | None = None,
    ) -> None:
        """Report an error at one place."""
        primary = Label(source, span, label)
        self.add(Diagnostic(rule, Severity.ERROR, message, primary, related, help, fix))

    @property
    def failed(self) -> bool:
        """True where an error was found."""
        return any(d.severity is Severity.ERROR for d in self.found)
