"""Which brackets are open while lexing, and what to do where they do not match."""

import re

from specc.diagnostics import Edit, Fix, Label, Safety, error
from specc.source import Source, Span
from specc.syntax.token import DEEPEST_NESTING, ENDS_OPERAND, STARTS_STATEMENT, Fault, Tokens, Value

DECLARATION = re.compile(
    r"(?:import|dim|block|model|extern|data|train|sweep)[ \t]+[A-Za-z_]"
    r"|(?:data|train|sweep)[ \t]*\{"
)
STATEMENT = re.compile(r"(?:let|layer|input|target|output|assert)[ \t]+[A-Za-z_]")
CONTINUES = re.compile(r"(?:\#[^\n]*\n\s*)*->")
CONTINUES_BODY = re.compile(r"(?:\#[^\n]*\n\s*)*(?:->|else\s*(?:\{|if\b))")

REREAD = 4
"""How many times the length of a text may be read again after brackets that are never closed."""

OPEN_KINDS = {"(": "LPAR", "[": "LSQB", "{": "LBRACE", "{:": "LMAP"}
CLOSE_KINDS = {"(": "RPAR", "[": "RSQB", "{": "RBRACE", "{:": "RMAP"}
CLOSE_MARKS = {"(": ")", "[": "]", "{": "}", "{:": "}"}
BEFORE_BODY = (
    {"DATA", "TRAIN", "SWEEP", "MODEL", "BLOCK", "LAYER", "IF", "ELSE", "REPEAT", "ARROW"}
    | ENDS_OPERAND
    | STARTS_STATEMENT
)


class Bracket:
    """An open bracket: its mark (`{:` for a map's), its offset, and the first line end in it.

    `line` is the offset of that line end and `count` the number of tokens before it; both are -1
    until there is one. They are where reading starts again if the bracket is never closed.
    """

    __slots__ = ("count", "line", "mark", "offset")

    def __init__(self, mark: str, offset: int) -> None:
        self.mark = mark
        self.offset = offset
        self.line = -1
        self.count = -1


class Brackets:
    """The stack of open brackets of one pass over a text."""

    __slots__ = ("budget", "doomed", "source", "stack", "suspect", "text", "tokens")

    def __init__(self, source: Source, tokens: Tokens) -> None:
        self.source = source
        self.text = source.text
        self.tokens = tokens
        self.stack: list[Bracket] = []
        self.doomed: set[int] = set()
        self.suspect: int | None = None
        self.budget = REREAD * len(source.text)

    def inside(self) -> bool:
        """Whether the innermost bracket is one in which line ends mean nothing."""
        return bool(self.stack) and self.stack[-1].mark != "{"

    def open(self, mark: str, span: Span) -> int:
        """Take an opening bracket and say where to read on: the end of the text past the limit."""
        tokens, stack = self.tokens, self.stack
        if mark == "{" and tokens.kinds[-1] not in BEFORE_BODY:
            mark = "{:"
        if len(stack) >= DEEPEST_NESTING:
            return self.too_deep(span)
        stack.append(Bracket(mark, span.start))
        if len(stack) > tokens.deepest:
            tokens.deepest = len(stack)
        tokens.kinds.append(OPEN_KINDS[mark])
        tokens.values.append(span)
        return span.end

    def too_deep(self, span: Span) -> int:
        """Report that too many brackets are open, and give up on the rest of the text."""
        message = f"more than {DEEPEST_NESTING} brackets are open at once"
        self.tokens.diagnostics.append(error("limit-exceeded", message, self.source, span))
        self.close_all(span.start)
        self.tokens.stop = span.start
        return len(self.text)

    def close(self, mark: str, span: Span) -> int:
        """Take a closing bracket and say where to read on."""
        if not self.stack:
            return self.close_nothing(mark, span)
        top = self.stack[-1]
        if CLOSE_MARKS[top.mark] != mark:
            return self.mismatch(mark, span)
        if top.mark == "{":
            self.end_statement(span.start)
            self.suspect_by_indent(top, span)
        self.stack.pop()
        self.tokens.kinds.append(CLOSE_KINDS[top.mark])
        self.tokens.values.append(span)
        return span.end

    def close_nothing(self, mark: str, span: Span) -> int:
        """Report a closing bracket that closes nothing, and go on without it."""
        fix = Fix(f"remove `{mark}`", (Edit(self.source, span, ""),), Safety.UNSAFE)
        found = error("syntax-error", f"`{mark}` closes nothing", self.source, span,
                      help="remove it, or open it before", fix=fix)  # fmt: skip
        if mark == "}":
            self.end_statement(span.start)
            self.tokens.add("ERROR", Fault(span, found))
        else:
            self.tokens.diagnostics.append(found)
        return span.end

    def mismatch(self, mark: str, span: Span) -> int:
        """Take a closing bracket that is not the innermost one's."""
        inner = self.above_body()
        openers = {bracket.mark for bracket in inner}
        if mark == "}" and ("{:" in openers or len(inner) < len(self.stack)):
            return self.unclosed(inner, span.start)
        if not inner:
            return self.close_nothing(mark, span)
        if mark in {CLOSE_MARKS[opener] for opener in openers}:
            self.report_unclosed(inner[-1], span.start)
            self.pop_closed(span.start)
            return span.start
        top = inner[-1]
        wanted = CLOSE_MARKS[top.mark]
        opened = Label(self.source, Span(top.offset, top.offset + 1), "opened here")
        fix = Fix(f"write `{wanted}`", (Edit(self.source, span, wanted),), Safety.UNSAFE)
        message = f"`{mark}` stands where `{wanted}` closes `{top.mark[0]}`"
        found = error("syntax-error", message, self.source, span, related=(opened,),
                      help=f"write `{wanted}`", fix=fix)  # fmt: skip
        self.tokens.diagnostics.append(found)
        self.stack.pop()
        self.tokens.add(CLOSE_KINDS[top.mark], span)
        return span.end

    def above_body(self) -> list[Bracket]:
        """The open brackets inside the innermost body, outermost first."""
        at = len(self.stack)
        while at and self.stack[at - 1].mark != "{":
            at -= 1
        return self.stack[at:]

    def unclosed(self, inner: list[Bracket], offset: int) -> int:
        """Report that brackets are still open at `offset`; go back to where the first should close.

        That is the end of the line on which it was opened, or `offset` itself on the same line.
        """
        lines = [bracket for bracket in inner if bracket.line >= 0 and self.budget > 0]
        blamed = min(lines, key=lambda bracket: bracket.line) if lines else inner[-1]
        end = blamed.line if lines else offset
        self.doomed.update(bracket.offset for bracket in inner)
        if lines:
            self.budget -= offset - end
            self.tokens.cut(blamed.count, end)
        self.report_unclosed(blamed, end)
        while self.stack[-1] is not blamed:
            self.stack.pop()
        while self.inside():
            self.pop_closed(end)
        return end

    def report_unclosed(self, bracket: Bracket, offset: int) -> None:
        """Say that a bracket is not closed where the last token before `offset` ends."""
        mark = bracket.mark[0]
        wanted = CLOSE_MARKS[mark]
        end = min(self.tokens.end(), offset)
        opened = Label(self.source, Span(bracket.offset, bracket.offset + 1), "opened here")
        place = Span(end, end)
        fix = Fix(f"insert `{wanted}`", (Edit(self.source, place, wanted),), Safety.UNSAFE)
        found = error("syntax-error", f"`{mark}` is never closed", self.source, place,
                      label=f"`{wanted}` is missing", related=(opened,),
                      help=f"close it with `{wanted}`", fix=fix)  # fmt: skip
        self.tokens.diagnostics.append(found)

    def pop_closed(self, offset: int) -> None:
        """Close the innermost bracket with an empty token."""
        bracket = self.stack.pop()
        if bracket.mark == "{":
            self.end_statement(offset)
        self.tokens.add(CLOSE_KINDS[bracket.mark], Span(offset, offset))

    def end_statement(self, offset: int) -> None:
        """End the last statement of a body or of the file, if a line end has not done so."""
        if self.tokens.kinds[-1] not in STARTS_STATEMENT:
            self.tokens.add("NEWLINE", Span(offset, offset))

    def line(self, start: int, end: int) -> int:
        """Take a line end inside the innermost bracket and say where to read on."""
        top = self.stack[-1]
        if top.offset in self.doomed:
            self.report_unclosed(top, start)
            while self.inside():
                self.pop_closed(start)
            return start
        if top.line < 0:
            top.line = start
            top.count = len(self.tokens.kinds)
        return end

    def separate(self, value: Value) -> None:
        """Take a `;` as a line end."""
        if not self.inside() and self.tokens.kinds[-1] not in STARTS_STATEMENT:
            self.tokens.add("NEWLINE", value)

    def forget_line(self, offset: int) -> None:
        """Close the brackets of this line, whose rest is lost in a string without an end."""
        start = self.text.rfind("\n", 0, offset)
        while self.inside() and self.stack[-1].offset > start:
            self.stack.pop()

    def continues(self, offset: int) -> int:
        """How far the line at `offset` is known to go on with the one before it, else 0."""
        if self.text[offset : offset + 1] not in ("-", "#", "e"):
            return 0
        after_body = self.tokens.kinds[-1] == "RBRACE"
        found = (CONTINUES_BODY if after_body else CONTINUES).match(self.text, offset)
        return found.end() if found else 0

    def statement(self, start: int, end: int) -> int:
        """Close brackets where a line at `end` can only be a statement; say where to read on."""
        text = self.text
        if self.stack[-1].mark != "{" and STATEMENT.match(text, end):
            return self.unclosed(self.above_body(), start)
        if text[end - 1] != "\n" or not DECLARATION.match(text, end):
            return end
        inner = self.above_body()
        if inner:
            return self.unclosed(inner, start)
        self.report_unclosed_body()
        self.close_all(start)
        return end

    def report_unclosed_body(self) -> None:
        """Say that a body is not closed: the one whose `}` stood too far left, or the innermost."""
        offset = self.suspect if self.suspect is not None else self.stack[-1].offset
        span = Span(offset, offset + 1)
        found = error("syntax-error", "`{` is never closed", self.source, span,
                      label="opened here", help="close it with `}`")  # fmt: skip
        self.tokens.diagnostics.append(found)
        self.suspect = None

    def close_all(self, offset: int) -> None:
        """Close every bracket at `offset` and end the statement."""
        while self.stack:
            self.pop_closed(offset)
        self.end_statement(offset)

    def suspect_by_indent(self, opened: Bracket, span: Span) -> None:
        """Remember the body that a `}` closes if that stands further left than the body's line."""
        if self.suspect is None and 0 <= self.indent(span.start) < self.line_indent(opened.offset):
            self.suspect = opened.offset

    def indent(self, offset: int) -> int:
        """How far `offset` is from the start of its line, -1 where something else is first."""
        start = self.text.rfind("\n", 0, offset) + 1
        before = self.text[start:offset]
        return -1 if before.strip() else len(before)

    def line_indent(self, offset: int) -> int:
        """How far the line of `offset` is indented."""
        start = self.text.rfind("\n", 0, offset) + 1
        return len(self.text[start:offset]) - len(self.text[start:offset].lstrip())

    def finish(self, offset: int) -> int:
        """End the file at `offset`; where that is not where it returns, read on from there."""
        inner = self.above_body()
        if inner:
            return self.unclosed(inner, offset)
        if self.stack:
            self.report_unclosed_body()
        self.close_all(offset)
        self.tokens.add("$END", Span(offset, offset))
        return offset
