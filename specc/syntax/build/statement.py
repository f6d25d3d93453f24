"""Builders for the statements of bodies."""

from specc.namedtuple import NamedTuple
from specc.source import Span
from specc.syntax import ast
from specc.syntax.build.expression import Expressions, dotted
from specc.syntax.style import snake_fault
from specc.syntax.token import Mark

COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")


class Head(NamedTuple):
    """What stands in front of the body of an `if`, `repeat` or `for`."""

    mark: Mark
    name: ast.Name | None
    value: ast.Expr


class Statements(Expressions):
    """See Expressions; a NEWLINE is the last part of every statement and leaves no trace."""

    def snake(self, what: str, *names: ast.Name) -> None:
        """Report the names that are not lower_snake."""
        for name in names:
            found = snake_fault(self.source, what, name)
            if found:
                self.diagnostics.append(found)

    def inner(self, body: list[ast.Statement], mark: Mark) -> tuple[ast.Statement, ...]:
        """The body of an `if`, `repeat` or `for`, in which no contract can be declared."""
        for statement in body:
            if isinstance(statement, ast.Bind):
                self.plain(statement)
            elif isinstance(statement, (ast.Input, ast.Target)):
                what = "input" if isinstance(statement, ast.Input) else "target"
                message = f"`{what}` cannot stand inside `{mark.text}`"
                self.fault(message, statement.span)
        return tuple(body)

    def plain(self, bind: ast.Bind) -> None:
        """Report the dotted names of a bind that is not in a sweep."""
        for name in bind.names:
            if "." in name.text:
                message = f"`{name.text}` is not a name that can be given a value"
                self.fault(message, name.span)

    # Heads and what they make

    @staticmethod
    def if_head(mark: Mark, test: ast.Expr) -> Head:
        """`if test`."""
        return Head(mark, None, test)

    @staticmethod
    def repeat_head(mark: Mark, count: ast.Expr) -> Head:
        """`repeat count`."""
        return Head(mark, None, count)

    def for_head(self, mark: Mark, name: ast.Name, _in: Mark, values: ast.Expr) -> Head:
        """`for name in values`."""
        self.snake("constant", name)
        return Head(mark, name, values)

    def repeat(
        self, head: Head, _opened: Span, body: list[ast.Statement], closed: Span
    ) -> ast.RepeatStep:
        """`repeat count { ... }`."""
        span = Span(head.mark.span.start, closed.end)
        return ast.RepeatStep(span, head.value, self.inner(body, head.mark))

    def for_each(
        self, head: Head, _opened: Span, body: list[ast.Statement], closed: Span
    ) -> ast.ForStep:
        """`for name in values { ... }`."""
        span = Span(head.mark.span.start, closed.end)
        name = head.name or ast.Name(head.mark.span, "_")
        return ast.ForStep(span, name, head.value, self.inner(body, head.mark))

    def first_case(
        self, head: Head, _opened: Span, body: list[ast.Statement], closed: Span
    ) -> list[ast.IfCase]:
        """`if test { ... }`."""
        span = Span(head.mark.span.start, closed.end)
        return [ast.IfCase(span, head.value, self.inner(body, head.mark))]

    def next_case(
        self,
        cases: list[ast.IfCase],
        _else: Mark,
        head: Head,
        opened: Span,
        body: list[ast.Statement],
        closed: Span,
    ) -> list[ast.IfCase]:
        """`else if test { ... }`."""
        cases += self.first_case(head, opened, body, closed)
        return cases

    @staticmethod
    def if_statement(cases: list[ast.IfCase], _newline: Span) -> ast.If:
        """Cases without an `else`."""
        return ast.If(Span(cases[0].span.start, cases[-1].span.end), tuple(cases), ())

    def if_else_statement(
        self,
        cases: list[ast.IfCase],
        mark: Mark,
        _opened: Span,
        body: list[ast.Statement],
        closed: Span,
        _newline: Span,
    ) -> ast.If:
        """Cases with an `else`."""
        span = Span(cases[0].span.start, closed.end)
        return ast.If(span, tuple(cases), self.inner(body, mark))

    # Statements

    def flow_statement(self, value: ast.Expr, _newline: Span) -> ast.FlowStatement:
        """A flow, whose result becomes the current tensor."""
        statement = ast.FlowStatement(value.span, value)
        if isinstance(value, ast.Binary) and is_comparison(statement):
            message = f"a comparison with `{value.operator}` is no statement"
            self.fault(message, value.span, "`=` gives a name or a setting its value")
        return statement

    def bind(
        self, targets: list[ast.Expr], _equal: Span, value: ast.Expr, _newline: Span
    ) -> ast.Bind | None:
        """`a, b = value`; a dotted name stays one, for a sweep."""
        span = Span(targets[0].span.start, value.span.end)
        if len(targets) == 1 and isinstance(targets[0], ast.Name):
            self.snake("name", targets[0])
            return ast.Bind(span, (targets[0],), value)
        names = [one if isinstance(one, ast.Name) else dotted(one) for one in targets]
        for name, target in zip(names, targets, strict=True):
            if name is None:
                shown = self.source.cut(target.span).partition("\n")[0][:40]
                message = f"`{shown}` is not a name that can be given a value"
                self.fault(message, target.span)
        if None in names:
            return None
        found = tuple(name for name in names if name)
        self.snake("name", *(name for name in found if "." not in name.text))
        return ast.Bind(span, found, value)

    def input(self, mark: Mark, names: list[ast.Name], _newline: Span) -> ast.Input:
        """`input x, memory`."""
        self.snake("input", *names)
        return ast.Input(Span(mark.span.start, names[-1].span.end), tuple(names), None)

    def input_with_type(
        self, mark: Mark, names: list[ast.Name], _colon: Span, kind: ast.TypeExpr, _newline: Span
    ) -> ast.Input:
        """`input image: [8, 8, 1]`."""
        self.snake("input", *names)
        return ast.Input(Span(mark.span.start, kind.span.end), tuple(names), kind)

    def target(
        self, mark: Mark, name: ast.Name, _colon: Span, kind: ast.TypeExpr, _newline: Span
    ) -> ast.Target:
        """`target digit: class(10)`."""
        self.snake("target", name)
        return ast.Target(Span(mark.span.start, kind.span.end), name, kind)

    @staticmethod
    def output(mark: Mark, value: ast.Expr, _newline: Span) -> ast.Output:
        """`output flow`."""
        return ast.Output(Span(mark.span.start, value.span.end), None, value)

    def output_with_name(
        self, mark: Mark, name: ast.Name, _equal: Span, value: ast.Expr, _newline: Span
    ) -> ast.Output:
        """`output logits = flow`."""
        self.snake("output", name)
        return ast.Output(Span(mark.span.start, value.span.end), name, value)

    def layer(
        self, mark: Mark, name: ast.Name, _equal: Span, value: ast.Expr, _newline: Span
    ) -> ast.LayerDef:
        """`layer embed = Embedding(32_000, 512)`."""
        self.snake("layer", name)
        return ast.LayerDef(Span(mark.span.start, value.span.end), name, value)

    def let(
        self, mark: Mark, name: ast.Name, _equal: Span, value: ast.Expr, _newline: Span
    ) -> ast.Let:
        """`let k = x.channels // 4`."""
        self.snake("constant", name)
        return ast.Let(Span(mark.span.start, value.span.end), name, value)

    @staticmethod
    def assert_statement(mark: Mark, test: ast.Expr, _newline: Span) -> ast.Assert:
        """`assert test`."""
        return ast.Assert(Span(mark.span.start, test.span.end), test, None)

    @staticmethod
    def assert_with_message(
        mark: Mark, test: ast.Expr, _comma: Span, message: ast.Expr, _newline: Span
    ) -> ast.Assert:
        """`assert test, message`."""
        return ast.Assert(Span(mark.span.start, message.span.end), test, message)


def is_comparison(statement: ast.Statement) -> bool:
    """Whether a statement is nothing but a comparison, reported where it is built."""
    if not isinstance(statement, ast.FlowStatement):
        return False
    value = statement.value
    return isinstance(value, ast.Binary) and value.operator in COMPARISONS
