"""From tokens to statements, brackets and bodies."""

from specc.source import Source, Span
from specc.syntax.ast import Comment
from specc.syntax.format.align import align
from specc.syntax.format.gap import applies, gap
from specc.syntax.format.node import (
    Body,
    Bracket,
    Element,
    Leaf,
    Remark,
    Statement,
    is_arrow,
    lead,
    reads_as_statement,
)
from specc.syntax.format.page import TAB
from specc.syntax.token import CLOSERS, Tokens, span_of

OPENERS = frozenset({"LPAR", "LSQB", "LMAP"})
ENDS_STATEMENT = frozenset({"NEWLINE"})
ENDS_ITEM = CLOSERS | {"COMMA"}
NOTHING = Leaf("", "", Span(0, 0))
"""What stands before the first token of a statement."""


class Reader:
    """Reads the tokens of a text without syntax errors, one after the other."""

    def __init__(self, source: Source, tokens: Tokens) -> None:
        self.source = source
        self.kinds = tokens.kinds
        self.values = tokens.values
        self.comments = tokens.comments
        self.at = 1
        self.commented = 0
        self.end = 0
        self.before = NOTHING
        self.bracketed = False

    def file(self) -> Body:
        """The whole text, as the body of nothing."""
        return self.fill(Body(NOTHING))

    # Statements

    def fill(self, body: Body) -> Body:
        """Read the statements of a body and what closes it."""
        bracketed, self.bracketed = self.bracketed, False
        self.before = NOTHING
        while self.kinds[self.at] not in ("RBRACE", "$END"):
            body.statements.append(self.statement())
        self.bracketed = bracketed
        body.close = self.leaf()
        body.closing, body.close.remarks = body.close.remarks, []
        first = body.statements[0].remarks if body.statements else body.closing
        if first and not first[0].own:
            body.opening = first.pop(0)
        return body

    def body(self) -> Body:
        """Read `{ ... }`."""
        body = self.fill(Body(self.leaf()))
        first = lead(body.statements[0].elements[0]) if body.statements else body.close
        text = self.source.text
        lines = text.count("\n", body.open.span.end, body.close.span.start) > 0
        empty = not (body.statements or body.closing or body.opening)
        body.inline = not lines or empty
        if body.inline and body.statements:
            first.gap = body.close.gap = " "
        body.ragged = lines and not (first.fresh and body.close.fresh)
        return body

    def statement(self) -> Statement:
        """Read a statement or a declaration, and the comment at its end."""
        statement = Statement(self.elements(ENDS_STATEMENT))
        arrows = [leaf for leaf in statement.elements if is_arrow(leaf)]
        for arrow in arrows[1:]:
            arrow.kept = arrow.fresh
        trailing = self.remarks(span_of(self.values[self.at]).start)
        statement.trailing = trailing[0] if trailing else None
        self.before = NOTHING
        self.at += 1
        align(statement)
        return statement

    # What statements are made of

    def elements(self, ends: frozenset[str]) -> list[Element]:
        """Read up to a token of a kind in `ends`."""
        found: list[Element] = []
        while self.kinds[self.at] not in ends:
            kind = self.kinds[self.at]
            if kind in OPENERS:
                found.append(self.bracket())
            elif kind == "LBRACE":
                found.append(self.body())
            else:
                found.append(self.leaf())
        mark_branches(found)
        if self.bracketed:
            part_statements(found)
        return found

    def bracket(self) -> Bracket:
        """Read a bracket with all that is in it."""
        before = self.before
        bracket = Bracket(self.leaf(), False)
        bracket.applied = applies(before, bracket.open)
        bracketed, self.bracketed = self.bracketed, True
        while self.kinds[self.at] not in CLOSERS:
            bracket.items.append(self.elements(ENDS_ITEM))
            if self.kinds[self.at] == "COMMA":
                bracket.commas.append(self.leaf())
        self.bracketed = bracketed
        bracket.close = self.leaf()
        settle_commas(bracket)
        bracket.holds_numbers = all(is_number(item) for item in bracket.items)
        index = bracket.applied and bracket.open.kind == "LSQB"
        if bracket.ends_with_comma:
            joins = bracket.holds_numbers or index
            bracket.broken = not joins or bool(bracket.commas[-1].remarks)
        return bracket

    def leaf(self) -> Leaf:
        """Read one token."""
        kind, span = self.kinds[self.at], span_of(self.values[self.at])
        leaf = Leaf(kind, self.source.cut(span), span)
        leaf.remarks = self.remarks(span.start)
        lines = self.source.text.count("\n", self.end, span.start)
        leaf.fresh = lines > 0 or bool(leaf.remarks)
        leaf.blank = lines > 1
        leaf.gap = gap(self.before, leaf, self.bracketed)
        self.before = leaf
        self.end = span.end
        self.at += 1
        return leaf

    # Comments

    def remarks(self, offset: int) -> list[Remark]:
        """Read the comments in front of an offset."""
        found = []
        while self.commented < len(self.comments):
            comment = self.comments[self.commented]
            if comment.span.start >= offset:
                break
            found.append(self.remark(comment))
            self.end = comment.span.end
            self.commented += 1
        return found

    def remark(self, comment: Comment) -> Remark:
        """A comment, and where it stands."""
        text, start = self.source.text, comment.span.start
        before = text[text.rfind("\n", 0, start) + 1 : start].expandtabs(TAB)
        return Remark(
            f"#{comment.text.rstrip()}",
            comment.own_line,
            text.count("\n", self.end, start) > 1,
            self.source.position(start).line,
            len(before),
            len(before) - len(before.rstrip()),
        )


def is_number(item: list[Element]) -> bool:
    """Whether an item is nothing but a number, with or without a sign."""
    return lead(item[-1]).kind == "NUMBER" and all(lead(one).kind == "PREFIX" for one in item[:-1])


def mark_branches(elements: list[Element]) -> None:
    """Find the branches among the steps of a flow; a line end between them is to stay."""
    arrows = {at for at, element in enumerate(elements) if is_arrow(element)}
    for at, element in enumerate(elements):
        if isinstance(element, Bracket) and {at - 1, at + 1} & arrows and holds_branches(element):
            starts = [lead(item[0]) for item in element.items]
            element.branches = True
            element.broken |= any(leaf.fresh for leaf in (*starts, element.close))


def holds_branches(bracket: Bracket) -> bool:
    """Whether a step is a list of more than names: `[A -> B, C]`, but not `[a, b]`."""
    plain = all(len(item) == 1 for item in bracket.items)
    return bracket.open.kind == "LSQB" and not bracket.applied and not plain


def part_statements(elements: list[Element]) -> None:
    """Keep words behind a comment apart where the lexer would take them for a statement.

    They begin a line, and so the second has to begin one too.
    """
    for at, element in enumerate(elements[:-1]):
        if lead(element).remarks and reads_as_statement(elements[at : at + 2]):
            lead(elements[at + 1]).kept = True


def settle_commas(bracket: Bracket) -> None:
    """Move the comments in front of a comma behind it, where they can stand there."""
    followers: list[list[Element]] = [*bracket.items[1:], [bracket.close]]
    for comma, item in zip(bracket.commas, followers, strict=False):
        leaf = lead(item[0])
        if (leaf.remarks and not leaf.remarks[0].own) or reads_as_statement(item):
            continue
        leaf.remarks = [*comma.remarks, *leaf.remarks]
        comma.remarks = []
