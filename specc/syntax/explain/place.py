"""A token that cannot stand where it does, and what is around it."""

from specc.diagnostics import Diagnostic, Edit, Fix, Label, Safety, error
from specc.namedtuple import NamedTuple
from specc.source import Source, Span
from specc.syntax import ast
from specc.syntax.token import OPENERS, STARTS_STATEMENT, Tokens, Value, span_of

CLOSE_OF = OPENERS
OPEN_KINDS = frozenset(OPENERS.values())
LONGEST_SHOWN = 40


class Place(NamedTuple):
    """The token `at` is the fault; `inside` is the kind of the body around it, empty outside."""

    source: Source
    tokens: Tokens
    at: int
    inside: str

    @property
    def kind(self) -> str:
        """The kind of the faulty token."""
        return self.tokens.kinds[self.at]

    @property
    def before(self) -> str:
        """The kind of the token before it."""
        return self.tokens.kinds[self.at - 1]

    @property
    def after(self) -> str:
        """The kind of the token after it."""
        return self.tokens.kinds[min(self.at + 1, len(self.tokens.kinds) - 1)]

    @property
    def value(self) -> Value:
        """The value of the faulty token."""
        return self.tokens.values[self.at]

    @property
    def first(self) -> int:
        """The index of the first token of the innermost statement."""
        kinds = self.tokens.kinds
        at = self.at
        while at > 1 and kinds[at - 1] not in STARTS_STATEMENT:
            at -= 1
        return at

    @property
    def starter(self) -> str:
        """The kind of the statement's first token."""
        return self.tokens.kinds[self.first]

    def text(self, index: int) -> str:
        """The text of a token."""
        return self.source.cut(span_of(self.tokens.values[index]))

    def shown(self, index: int | None = None) -> str:
        """A token (the faulty one) as a message can show it."""
        at = self.at if index is None else index
        if self.tokens.kinds[at] == "NEWLINE":
            return "the end of the line"
        if self.tokens.kinds[at] == "$END":
            return "the end of the file"
        return f"`{self.text(at)[:LONGEST_SHOWN]}`"

    def spot(self) -> Span:
        """The span to underline: the faulty token, or the end of the one before a line's end."""
        if self.kind not in ("NEWLINE", "$END"):
            return span_of(self.value)
        end = span_of(self.tokens.values[self.at - 1]).end
        return Span(end, end)

    def opener(self) -> int:
        """The index of the innermost bracket open in the statement, or 0."""
        depth = 0
        for at in range(self.at - 1, self.first - 1, -1):
            kind = self.tokens.kinds[at]
            if kind in CLOSE_OF:
                depth += 1
            elif kind in OPEN_KINDS:
                if not depth:
                    return at
                depth -= 1
        return 0

    def within(self) -> str:
        """The kind of the innermost bracket open in the statement; CALL where settings stand."""
        at = self.opener()
        kind = self.tokens.kinds[at] if at else ""
        called = kind == "LPAR" and self.tokens.kinds[at - 1] in ("NAME", "RPAR", "RSQB")
        return "CALL" if called else kind

    def name(self, index: int) -> str:
        """The text of a token that is a name, else empty."""
        value = self.tokens.values[index]
        return value.text if isinstance(value, ast.Name) else ""

    def fault(self, message: str, advice: str = "", *, label: str = "") -> Diagnostic:
        """A syntax error at this place, with the bracket around it as a second label."""
        opener = self.opener()
        related: tuple[Label, ...] = ()
        if opener and self.kind != "NEWLINE":
            related = (Label(self.source, span_of(self.tokens.values[opener]), "inside this"),)
        return error("syntax-error", message, self.source, self.spot(), label=label,
                     related=related, help=advice)  # fmt: skip

    def replace(self, message: str, text: str, *, safety: Safety = Safety.UNSAFE) -> Diagnostic:
        """A syntax error whose mending is another spelling of the faulty token."""
        advice = f"write `{text.strip()}`"
        fix = Fix(advice, (Edit(self.source, self.spot(), text),), safety)
        return self.fault(message, advice)._replace(fix=fix)

    def insert(self, message: str, text: str) -> Diagnostic:
        """A syntax error whose mending is a text between the token before and the faulty one."""
        end = span_of(self.tokens.values[self.at - 1]).end
        advice = f"write `{text.strip()}` between them"
        fix = Fix(f"insert `{text.strip()}`", (Edit(self.source, Span(end, end), text),),
                  Safety.UNSAFE)  # fmt: skip
        return self.fault(message, advice)._replace(fix=fix)
