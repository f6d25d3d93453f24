"""From text to tokens: one master pattern, one pass, about a microsecond a token."""

import re

from specc.diagnostics import error
from specc.source import Source, Span
from specc.syntax import ast
from specc.syntax.bracket import Brackets
from specc.syntax.literal import number, string
from specc.syntax.token import ENDS_OPERAND, MOST_FAULTS, STARTS_STATEMENT, Fault, Mark, Tokens
from specc.syntax.word import KEYWORDS, keyword

TOKEN = re.compile(
    r"""[ \t\r\f\v]*(?:
      ([^\W\d]\w*)
    | (->|\.\.|[,:]|\.(?![0-9])|=(?![=>]))
    | ([0-9]+(?:_[0-9]+)*(?:\.[0-9]+(?:_[0-9]+)*)?(?:[eE][+-]?[0-9]+)?(?!\w|\.(?!\.)))
    | ([(\[{])
    | ([)\]}])
    | (\*\*|//|[=!<>]=|[-+*%]|/(?!\*)|<(?!>)|>)
    | (\n[ \t\r\f\v\n]*)
    | (\#[^\n\r]*)
    | ("(?!"")[^"\\\n]*(?:\\[^\n][^"\\\n]*)*")
    | (\Z)
    | (.))""",
    re.X | re.S,
)
WORD, PLAIN, NUMBER, OPEN, CLOSE, OPERATOR, LINE, COMMENT, STRING, END, FOREIGN = range(1, 12)
SHORT = 19
"""Digits of an integer that 63 bits may not hold."""
MOST_LOST = 1000
"""After so many signs that nothing can be made of, the rest of the text is not read."""

PLAIN_KINDS = {
    "->": "ARROW", "..": "RANGE", ",": "COMMA", ":": "COLON", ".": "DOT", "=": "EQUAL",
}  # fmt: skip


def lex(source: Source) -> Tokens:
    """The tokens of a source; never raises, and reads on after whatever is no token."""
    return Lexer(source).run()


class Lexer:
    """The state of one pass over a text."""

    __slots__ = ("brackets", "continued", "lost", "source", "text", "tokens")

    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = source.text
        self.tokens = Tokens()
        self.brackets = Brackets(source, self.tokens)
        self.continued = 0
        self.lost = 0

    def run(self) -> Tokens:
        """Read the whole text."""
        end = 1 if self.text.startswith("\ufeff") else 0
        while self.tokens.kinds[-1] != "$END":
            end = self.read(end)
        return self.tokens

    def read(self, end: int) -> int:
        """Read on from an offset, up to where the text is to be read again or not at all."""
        text, tokens, brackets = self.text, self.tokens, self.brackets
        kinds, values, new = tokens.kinds, tokens.values, tuple.__new__
        for found in TOKEN.finditer(text, end):
            group = found.lastindex
            start, end = span = found.span(group or 0)
            if group == WORD:
                word = found[WORD]
                if word in KEYWORDS:
                    self.keyword(word, new(Span, span))
                elif word.isascii():
                    kinds.append("NAME")
                    values.append(new(ast.Name, (new(Span, span), word)))
                else:
                    self.foreign_word(word, new(Span, span))
                continue
            if group == PLAIN:
                kinds.append(PLAIN_KINDS[found[PLAIN]])
                values.append(new(Span, span))
                continue
            if group == NUMBER and end - start < SHORT and found[NUMBER].isdigit():
                kinds.append("NUMBER")
                values.append(new(ast.Number, (new(Span, span), int(found[NUMBER]))))
                continue
            if group == LINE:
                after = self.line(start, end)
            elif group == OPEN:
                after = brackets.open(found[OPEN], new(Span, span))
            elif group == CLOSE:
                after = brackets.close(found[CLOSE], new(Span, span))
            elif group == END:
                return brackets.finish(start)
            else:
                after = self.rarer(group or FOREIGN, found[group or 0], new(Span, span))
            if len(tokens.diagnostics) >= MOST_FAULTS or self.lost >= MOST_LOST:
                brackets.close_all(after)
                return len(text)
            if after != end:
                return after
        return len(text)

    def rarer(self, group: int, text: str, span: Span) -> int:
        """Read one token of the rarer groups and say where it ends."""
        tokens = self.tokens
        if group in (NUMBER, STRING):
            value = (number if group == NUMBER else string)(self.source, span)
            if isinstance(value, (ast.Number, ast.String)):
                tokens.add("NUMBER" if group == NUMBER else "STRING", value)
            else:
                tokens.add("ERROR", Fault(span, value))
            return span.end
        if group == OPERATOR:
            return self.operator(text, span)
        if group == COMMENT:
            before = self.text[self.text.rfind("\n", 0, span.start) + 1 : span.start]
            own_line = not before.strip("\ufeff \t\r\f\v")
            tokens.comments.append(ast.Comment(span, text[1:], own_line))
            return span.end
        return self.foreign(span)

    def keyword(self, word: str, span: Span) -> None:
        """Read a word that is a keyword in some places."""
        tokens = self.tokens
        outermost = not self.brackets.stack
        kind = keyword(word, tokens.kinds[-1], self.text, span.end, outermost=outermost)
        if kind == "NAME":
            tokens.add(kind, ast.Name(span, word))
        else:
            tokens.add(kind, Mark(span, word))

    def operator(self, text: str, span: Span) -> int:
        """Read an operator, which is a prefix where no operand stands before it."""
        tokens = self.tokens
        if tokens.kinds[-1] in ENDS_OPERAND:
            tokens.add("OPERATOR", Mark(span, text))
            return span.end
        if text == "//":
            return self.slashes(span)
        tokens.add("PREFIX" if text in ("-", "+") else "OPERATOR", Mark(span, text))
        return span.end

    def slashes(self, span: Span) -> int:
        """Read `// ...` where nothing can be divided: another language's comment."""
        end = self.text.find("\n", span.end)
        advice = "a comment goes from `#` to the end of its line"
        found = error("syntax-error", "`//` does not begin a comment", self.source, span,
                      help=advice)  # fmt: skip
        self.tokens.diagnostics.append(found)
        return end if end >= 0 else len(self.text)

    def line(self, start: int, end: int) -> int:
        """Read the end of a line, which ends the statement or means nothing."""
        kinds, brackets = self.tokens.kinds, self.brackets
        if brackets.stack:
            back = brackets.statement(start, end)
            if back != end:
                return back
            if brackets.inside():
                return brackets.line(start, end)
        if kinds[-1] in STARTS_STATEMENT or start < self.continued:
            return end
        self.continued = brackets.continues(end)
        if end >= self.continued:
            kinds.append("NEWLINE")
            self.tokens.values.append(Span(start, start + 1))
        return end

    def foreign_word(self, word: str, span: Span) -> None:
        """Read a word with letters that names cannot have."""
        message = f"`{word[:40]}` has letters other than those of ASCII"
        advice = "names are ASCII letters, digits and `_`"
        found = error("syntax-error", message, self.source, span, help=advice)
        self.tokens.add("ERROR", Fault(span, found))

    def foreign(self, span: Span) -> int:
        """Read a text that begins no token."""
        from specc.syntax.spelling import read_foreign  # costs a millisecond; few specs need it

        tokens = self.tokens
        after = tokens.kinds[-1] in ENDS_OPERAND
        reading = read_foreign(self.source, span.start, after_operand=after)
        if reading.diagnostic:
            tokens.diagnostics.append(reading.diagnostic)
        if reading.kind == "NEWLINE":
            self.brackets.separate(reading.value)
        elif reading.kind:
            tokens.add(reading.kind, reading.value)
        self.lost += reading.kind == "ERROR"
        if reading.kind == "ERROR" and reading.end >= self.text.find("\n", span.start) >= 0:
            self.brackets.forget_line(span.start)
        return reading.end
