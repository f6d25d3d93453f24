"""The tokens of a spec with other blanks, line ends and comments between them."""

from random import Random

from specc.source import Source
from specc.syntax.lex import lex
from specc.syntax.token import OPENERS, span_of

COMMENTS = ["# c", "#", "# -> c", "#" * 60, "#! x", "# a longer one, " + "and so on " * 9]
SUPPRESSIONS = ["# specc: ignore[softmax-single-unit]", "#specc:ignore[a, b]"]
BLANKS = ["", " ", " ", "   ", "\t"]
APART = {"NUMBER", "OPERATOR", "PREFIX", "ARROW", "EQUAL", "DOT", "RANGE"}
"""Tokens that may become others without a blank around them."""


class Respacer:
    """Writes tokens anew; `lines` and `comments` say how often there is one where it may be."""

    def __init__(self, random: Random, lines: float, comments: float, suppress: bool) -> None:
        self.random = random
        self.lines = lines
        self.comments = comments
        self.known = COMMENTS + SUPPRESSIONS * suppress
        self.text = ""

    def __call__(self, text: str) -> str:
        """The same spec, written otherwise."""
        source, tokens = Source("test.spec", text), lex(Source("test.spec", text))
        before, inside = "", ["LBRACE"]
        for kind, value in list(zip(tokens.kinds, tokens.values, strict=True))[1:-1]:
            token = source.cut(span_of(value))
            if kind == "NEWLINE":
                if token or self.chance(0.5):
                    self.end_line()
            else:
                self.gap(before, kind, inside[-1] != "LBRACE")
                self.text += token
            if kind in OPENERS.values():
                inside.append(kind)
            elif kind in OPENERS:
                inside.pop()
            before = kind
        return self.text

    def chance(self, of: float) -> bool:
        """True so often."""
        return self.random.random() < of

    def gap(self, before: str, after: str, bracketed: bool) -> None:
        """Blanks between two tokens, and a line end where one may be."""
        free = bracketed or after == "ARROW" or before == "LBRACE"
        if (free or (before, after) == ("RBRACE", "ELSE")) and self.chance(self.lines):
            self.end_line()
        apart = APART & {before, after} or (before.isalpha() and after.isalpha())
        self.text += self.random.choice(BLANKS) or " " * bool(apart)

    def end_line(self) -> None:
        """Comments, line ends and empty lines."""
        if self.chance(self.comments):
            self.text += " " * self.random.choice([0, 1, 2, 3, 20])
            column = len(self.text.rpartition("\n")[2].expandtabs(4))
            self.comment()
            if self.chance(0.2):
                self.text += "\n" + " " * column
                self.comment()
        self.text += "\n" * self.random.choice([1, 1, 1, 2, 4])
        while self.chance(self.comments):
            self.text += " " * self.random.randrange(9)
            self.comment()
            self.text += "\n" * self.random.choice([1, 1, 2])
        self.text += " " * self.random.randrange(1, 9)

    def comment(self) -> None:
        """A comment."""
        self.text += self.random.choice(self.known)
