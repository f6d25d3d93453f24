"""Writes statements and bodies, and the empty lines between them."""

from collections.abc import Sequence

from specc.source import Source
from specc.syntax.format.hold import Hold, hold, join
from specc.syntax.format.node import NEVER, Body, Element, Remark, Statement, is_arrow, last, lead
from specc.syntax.format.page import TAB, Page
from specc.syntax.format.write import STEP, Writer


class FileWriter(Writer):
    """Writes a file; `source` is needed for the statements that are left as they are written."""

    def __init__(self, source: Source, limit: int) -> None:
        super().__init__(Page(limit))
        self.source = source

    def file(self, body: Body) -> str:
        """The text of a file whose declarations are in `body`."""
        self.statements(body, 0)
        return self.page.text()

    # Bodies

    def body(self, body: Body) -> None:
        """Write a body in lines of its own."""
        self.leaf(body.open)
        self.inside(body, self.page.indent)
        self.leaf(body.close)

    def inside(self, body: Body, indent: int) -> None:
        """Write what is between the braces of a body that closes at `indent`."""
        base, limit = self.base, self.limit
        self.limit = self.page.limit
        if body.opening:
            self.page.remark(body.opening, indent + STEP)
        self.statements(body, indent + STEP)
        self.base, self.limit = base, limit
        self.page.start(indent)

    def statements(self, body: Body, indent: int) -> None:
        """Write the statements of a body, at most one empty line between two of them."""
        before: Statement | None = None
        for statement in body.statements:
            blanks = [*(remark.blank for remark in statement.remarks), statement.blank]
            if not before:
                blanks[0] = False
            elif indent == 0 and has_body(before, statement) and not any(blanks):
                blanks[0] = True
            for remark, blank in zip(statement.remarks, blanks, strict=False):
                self.own(remark, indent, blank)
            if blanks[-1]:
                self.page.blank()
            self.page.start(indent)
            self.base = indent
            self.statement(statement)
            before = statement
        for at, remark in enumerate(body.closing):
            self.own(remark, indent, remark.blank and bool(at or before))

    def own(self, remark: Remark, indent: int, blank: bool) -> None:
        """Write a comment in a line of its own."""
        if blank:
            self.page.blank()
        self.page.remark(remark, indent)

    # Statements

    def statement(self, statement: Statement) -> None:
        """Write a statement and the comment at its end."""
        elements, held = statement.elements, hold(statement)
        if held is Hold.TEXT:
            self.copy(elements)
        elif held is Hold.LINE:
            join(elements)
            self.limit = NEVER - 1
            self.broken(elements)
            self.limit = self.page.limit
        elif self.fits(elements, 0):
            self.flat(elements)
        else:
            self.broken(elements)
        if statement.trailing:
            self.page.remark(statement.trailing, self.base)

    def broken(self, elements: Sequence[Element]) -> None:
        """Write a statement that does not fit on one line."""
        if lead(elements[0]).kind == "IF" and not self.fits(elements, 0):
            for element in elements:
                if isinstance(element, Body):
                    element.inline = False
        if any(is_arrow(element) for element in elements):
            self.flow(elements, 0)
        else:
            self.run(elements, 0)

    def copy(self, elements: Sequence[Element]) -> None:
        """Write a statement as it stands in the source, but for the bodies in it."""
        start = lead(elements[0]).span.start
        for element in elements:
            if isinstance(element, Body) and not (element.inline or element.ragged):
                self.text(start, element.open.span.end)
                self.inside(element, self.base)
                start = element.close.span.start
        self.text(start, last(elements).span.end)

    def text(self, start: int, end: int) -> None:
        """Write a part of the source, all its lines moved as far as the first."""
        text = self.source.text
        before = text[text.rfind("\n", 0, start) + 1 : start].expandtabs(TAB)
        shift = self.page.column - len(before)
        first, *others = text[start:end].split("\n")
        self.page.write("", first.rstrip(), self.base)
        for line in others:
            words = line.strip()
            blanks = line[: len(line) - len(line.lstrip())].expandtabs(TAB)
            self.page.start(max(self.base, len(blanks) + shift))
            if words:
                self.page.write("", words, self.base)
            else:
                self.page.blank()


def has_body(*statements: Statement) -> bool:
    """Whether one of some declarations ends in a body."""
    return any(isinstance(statement.elements[-1], Body) for statement in statements)
