"""Edits of a text by its tree: what kinds of faults are written with."""

from collections.abc import Iterator

from specc.diagnostics import Edit
from specc.edit import after, before, remove, set_line, set_setting
from specc.edit.step import Step
from specc.edit.use import Use
from specc.source import Source, Span
from specc.syntax import ast


class Draft:
    """A text with its tree; each method makes one edit of it."""

    source: Source
    module: ast.Module

    def cut(self, span: Span) -> str:
        """The text of a place."""
        return self.source.cut(span)

    def replace(self, span: Span, text: str) -> Edit:
        """Another text in the place of one."""
        return Edit(self.source, span, text)

    def insert(self, at: int, text: str) -> Edit:
        """A text where there was none."""
        return Edit(self.source, Span(at, at), text)

    def rename(self, use: Use, word: str) -> Edit:
        """Another layer, block or word, with the same settings."""
        return self.replace(use.name.span if isinstance(use, ast.Call) else use.span, word)

    def number(self, old: ast.Expr, value: str) -> Edit:
        """A number in the place of an expression, whose names stay in use."""
        plain = isinstance(old, ast.Number)
        return self.replace(old.span, value if plain else f"{value} + 0 * ({self.cut(old.span)})")

    def setting(self, use: Use, name: str, value: str) -> Edit:
        """Give a setting by name."""
        return set_setting(self.source, use, name, value)

    def drop(self, step: Step | None) -> Edit | None:
        """Take a step away; None where it is no step."""
        return None if step is None else remove(self.source, step)

    def before_step(self, step: Step | None, text: str) -> Edit | None:
        """Put a step in front of one."""
        return None if step is None else before(self.source, step, text)

    def after_step(self, step: Step | None, text: str) -> Edit | None:
        """Put a step behind one."""
        return None if step is None else after(self.source, step, text)

    def line_after(self, statement: ast.Statement, line: str) -> Edit:
        """Another statement behind one, as deep as it."""
        indent = self._indent(statement)
        return self.insert(statement.span.end, f"\n{indent if not indent.strip() else ''}{line}")

    def line_before(self, statement: ast.Statement, line: str) -> Edit:
        """Another statement in front of one that begins a line, as deep as it."""
        return self.insert(statement.span.start, f"{line}\n{self._indent(statement)}")

    def _indent(self, statement: ast.Statement) -> str:
        start = statement.span.start
        return self.source.text[self.source.text.rfind("\n", 0, start) + 1 : start]

    def sections(self) -> Iterator[ast.Section]:
        """The `data` and `train` sections."""
        yield from (one for one in self.module.declarations if isinstance(one, ast.Section))

    def section(self, kind: str) -> ast.Section:
        """The only section of a kind."""
        return next(one for one in self.sections() if one.kind == kind)

    def lines(self, kind: str, *names: str) -> Iterator[ast.Bind]:
        """The lines `name = value` of a section, or those of these names."""
        for line in self.section(kind).body:
            if isinstance(line, ast.Bind) and (not names or line.names[0].text in names):
                yield line

    def train(self, name: str, value: str) -> Edit:
        """A line of `train`."""
        return set_line(self.source, self.section("train"), name, value)

    def data(self, name: str, value: str) -> Edit:
        """A line of `data`."""
        return set_line(self.source, self.section("data"), name, value)

    def blocks(self, *kinds: str) -> Iterator[ast.Block]:
        """The blocks and models, or only those of a kind."""
        for one in self.module.declarations:
            if isinstance(one, ast.Block) and (not kinds or one.kind in kinds):
                yield one

    def inputs(self, block: ast.Block | ast.Section) -> list[ast.Input]:
        """The `input` lines of a block, a model or a data section."""
        return [line for line in block.body if isinstance(line, ast.Input)]

    def targets(self) -> list[ast.Target]:
        """The `target` lines of the data."""
        return [line for line in self.section("data").body if isinstance(line, ast.Target)]

    def dims(self) -> Iterator[ast.Dim]:
        """The declarations of sizes that are left open."""
        yield from (one for one in self.module.declarations if isinstance(one, ast.Dim))

    def imports(self) -> Iterator[ast.Import]:
        """The imports."""
        yield from (one for one in self.module.declarations if isinstance(one, ast.Import))


def settings(use: Use) -> tuple[ast.Argument, ...]:
    """What stands in the parentheses of a use."""
    return use.arguments if isinstance(use, ast.Call) else ()


def named(use: Use) -> list[tuple[ast.Name, ast.Argument]]:
    """The settings of a use that are given by name."""
    return [(one.name, one) for one in settings(use) if one.name is not None]
