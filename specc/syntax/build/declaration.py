"""Builders for declarations, and the check that each kind of body holds what it may."""

from bisect import bisect_left

from specc.namedtuple import NamedTuple
from specc.source import Source, Span
from specc.syntax import ast
from specc.syntax.build.statement import is_comparison
from specc.syntax.build.type import Types
from specc.syntax.style import camel_fault
from specc.syntax.token import Mark

STANDS_IN: dict[str, tuple[type, ...]] = {
    "data": (ast.Input, ast.Target, ast.Bind),
    "train": (ast.Bind,),
    "sweep": (ast.Bind,),
    "extern": (ast.Input, ast.Output, ast.Bind),
    "block": (
        ast.Input, ast.Bind, ast.FlowStatement, ast.LayerDef, ast.Let, ast.If, ast.Assert,
        ast.Output,
    ),
}  # fmt: skip
STANDS_IN["model"] = STANDS_IN["block"]
"""The statements that may stand directly in a body, by the kind of the declaration."""

WORDS: dict[type, str] = {
    ast.Input: "`input`", ast.Target: "`target`", ast.LayerDef: "`layer`", ast.Let: "`let`",
    ast.If: "`if`", ast.Assert: "`assert`", ast.Output: "`output`", ast.FlowStatement: "a flow",
}  # fmt: skip


class BlockHead(NamedTuple):
    """What stands in front of a block's body; not `sound` where an error left only a part."""

    mark: Mark
    name: ast.Name | None
    parameters: list[ast.Parameter]
    sound: bool = True


class SectionHead(NamedTuple):
    """What stands in front of the body of a section."""

    mark: Mark
    name: ast.Name | None


class Builder(Types):
    """See Expressions; one method for each alternative of the grammar."""

    def __init__(self, source: Source, comments: list[ast.Comment]) -> None:
        super().__init__(source)
        self.comments = comments

    # Imports, dims

    @staticmethod
    def import_file(
        mark: Mark, names: list[ast.Name], _from: Mark, path: ast.String, _newline: Span
    ) -> ast.Import:
        """`import A from "blocks.spec"`."""
        return ast.Import(Span(mark.span.start, path.span.end), tuple(names), path, ())

    @staticmethod
    def import_module(
        mark: Mark, names: list[ast.Name], _from: Mark, path: list[ast.Name], _newline: Span
    ) -> ast.Import:
        """`import A from std.transformer`."""
        span = Span(mark.span.start, path[-1].span.end)
        return ast.Import(span, tuple(names), None, tuple(path))

    @staticmethod
    def dim(mark: Mark, names: list[ast.Name], _newline: Span) -> ast.Dim:
        """`dim H, W`."""
        return ast.Dim(Span(mark.span.start, names[-1].span.end), tuple(names), None)

    @staticmethod
    def dim_where(
        mark: Mark, names: list[ast.Name], _where: Mark, condition: ast.Expr, _newline: Span
    ) -> ast.Dim:
        """`dim H where H % 16 == 0`."""
        span = Span(mark.span.start, condition.span.end)
        return ast.Dim(span, tuple(names), condition)

    # Blocks

    @staticmethod
    def extern(extern: Mark, layer: Mark) -> Mark:
        """`extern layer`."""
        return Mark(Span(extern.span.start, layer.span.end), "extern")

    def parameter(self, name: ast.Name) -> ast.Parameter:
        """A setting that must be given."""
        self.snake("setting", name)
        return ast.Parameter(name.span, name, None)

    def parameter_with_default(
        self, name: ast.Name, _equal: Span, default: ast.Expr
    ) -> ast.Parameter:
        """A setting that may be left out."""
        self.snake("setting", name)
        return ast.Parameter(Span(name.span.start, default.span.end), name, default)

    @staticmethod
    def block_head(mark: Mark, name: ast.Name) -> BlockHead:
        """`model Name`."""
        return BlockHead(mark, name, [])

    @staticmethod
    def block_head_with_parameters(
        mark: Mark,
        name: ast.Name,
        _opened: Span,
        parameters: list[ast.Parameter],
        _closed: Span,
    ) -> BlockHead:
        """`block Name(width, stride=1)`."""
        return BlockHead(mark, name, parameters)

    def block(
        self,
        head: BlockHead,
        _opened: Span,
        body: list[ast.Statement],
        closed: Span,
        _newline: Span,
    ) -> ast.Block | None:
        """`model Name { ... }`, or nothing where its name is lost."""
        mark, name, parameters, sound = head
        self.check_body(mark.text, body)
        if name is None:
            return None
        what = "layer" if mark.text == "extern" else mark.text
        found = camel_fault(self.source, what, name) if sound else None
        if found:
            self.diagnostics.append(found)
        start = mark.span.start
        doc = self.comment_above(start)
        span = Span(start, closed.end)
        return ast.Block(span, mark.text, name, tuple(parameters), tuple(body), doc)

    def comment_above(self, offset: int) -> str:
        """The comment lines directly above `offset`, without those that suppress findings."""
        comments, text = self.comments, self.source.text
        lines = []
        at = bisect_left(comments, offset, key=lambda comment: comment.span.start)
        while at and comments[at - 1].own_line:
            comment = comments[at - 1]
            between = text[comment.span.end : offset]
            if between.count("\n") != 1 or between.strip():
                break
            if not comment.text.lstrip().startswith("specc:"):
                lines.append(comment.text.removeprefix(" ").rstrip())
            offset = comment.span.start
            at -= 1
        return "\n".join(reversed(lines))

    # Sections

    @staticmethod
    def section_head(mark: Mark) -> SectionHead:
        """`train`."""
        return SectionHead(mark, None)

    def section_head_with_name(self, mark: Mark, name: ast.Name) -> SectionHead:
        """`data mnist`."""
        self.snake("name", name)
        return SectionHead(mark, name)

    def section(
        self,
        head: SectionHead,
        _opened: Span,
        body: list[ast.Statement],
        closed: Span,
        _newline: Span,
    ) -> ast.Section:
        """`train { ... }`."""
        mark, name = head
        self.check_body(mark.text, body)
        span = Span(mark.span.start, closed.end)
        return ast.Section(span, mark.text, name, tuple(body))

    def check_body(self, kind: str, body: list[ast.Statement]) -> None:
        """Report the statements that cannot stand in a body of this kind."""
        allowed = STANDS_IN[kind]
        advice = "" if ast.FlowStatement in allowed else "it holds `name = value` lines"
        for statement in body:
            if isinstance(statement, ast.Bind):
                self.check_bind(kind, statement)
            elif not isinstance(statement, allowed) and not is_comparison(statement):
                message = f"{WORDS[type(statement)]} cannot stand in `{kind}`"
                self.fault(message, statement.span, advice)

    def check_bind(self, kind: str, bind: ast.Bind) -> None:
        """Report a dotted name outside a sweep, and several names for one setting."""
        if kind != "sweep":
            self.plain(bind)
        if kind not in ("block", "model") and len(bind.names) > 1:
            self.fault("a setting has one name", bind.names[1].span)
