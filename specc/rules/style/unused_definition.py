"""The rule `unused-definition`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Edit, Fix, Safety, Severity
from specc.edit.whole import remove_lines
from specc.ir.graph import Place
from specc.namedtuple import NamedTuple
from specc.prove.body import blocks, bodies
from specc.prove.mention import used, words
from specc.rule import Rule, Subject
from specc.source import Source, Span
from specc.syntax import ast


class Unused(NamedTuple):
    """A definition that nothing uses; `shared` where another file could import it."""

    what: str
    name: ast.Name
    span: Span
    shared: bool = False
    imported: ast.Import | None = None


class UnusedDefinition(Rule):
    """Something is defined or imported, and nothing uses it.

    What it does:
        Finds imports, constants, dims, blocks and extern layers that nothing in the file mentions,
        layers and constants of a body that nothing in the body mentions, and data that no training
        takes. What another file could import is an info only. A file without models is a library,
        and is left in peace; so is one with errors, which may hide uses, and a name that begins
        with `_`.

    Why is this bad?
        Readers look for the use that there is not. Mostly a name was changed in one place and not
        in the other, and what was meant to hold does not.

    Example:
        let classes = 10

    Use instead:
        Dense(classes, activation=softmax)

    References:
        Linters of other languages find the like: https://docs.astral.sh/ruff/rules/unused-import
        (F401) and https://docs.astral.sh/ruff/rules/unused-variable (F841).
    """

    severity = Severity.WARNING
    needs = ("model", ("block", "data", "dim", "extern", "import", "layer", "let"))
    bad = """\
let classes = 10

model Digits {
    input image: [8, 8, 1]
    Flatten
    Dense(32, activation=relu)
    Dense(10, activation=softmax)
}
"""
    message = "nothing uses the constant `classes`"
    good = """\
let classes = 10

model Digits {
    input image: [8, 8, 1]
    Flatten
    Dense(32, activation=relu)
    Dense(classes, activation=softmax)
}
"""
    fixed = """\
model Digits {
    input image: [8, 8, 1]
    Flatten
    Dense(32, activation=relu)
    Dense(10, activation=softmax)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """What the file declares, then what its bodies define."""
        if subject.scope.project.report.failed:
            return
        for one in (*_declared(subject), *_idle_data(subject), *_defined(subject)):
            if not one.name.text.startswith("_"):
                yield self._finding(subject, one)

    def _finding(self, subject: Subject, one: Unused) -> Diagnostic:
        source = subject.scope.source
        message = f"nothing uses the {one.what} `{one.name.text}`"
        edit = _without(source, one)
        safety = Safety.UNSAFE if one.shared else Safety.SAFE
        return self.at(
            Place(source, one.name.span),
            message,
            help="take it away, or use it where it was meant",
            fix=None if edit is None else Fix("take it away", (edit,), safety),
            severity=Severity.INFO if one.shared else Severity.WARNING,
        )


def _declared(subject: Subject) -> Iterator[Unused]:
    declarations = subject.scope.module.declarations
    mine = (ast.Import, ast.Dim, ast.Let)
    if not any(isinstance(one, mine) or _is_part(one) for one in declarations):
        return
    known = subject.once(used)
    for one in declarations:
        if isinstance(one, ast.Import):
            names = (name for name in one.names if name.text not in known)
            yield from (Unused("import", name, one.span, False, one) for name in names)
        elif isinstance(one, ast.Dim):
            lost = [name for name in one.names if name.text not in known]
            alone = len(lost) == len(one.names)
            span = one.span if alone else Span(one.span.start, one.span.start)
            yield from (Unused("dim", name, span, True) for name in lost)
        elif isinstance(one, ast.Let) and one.name.text not in known:
            yield Unused("constant", one.name, one.span, True)
        elif isinstance(one, ast.Block) and _is_part(one) and one.name.text not in known:
            what = "block" if one.kind == "block" else "extern layer"
            yield Unused(what, one.name, one.span, True)


def _is_part(one: ast.Declaration) -> bool:
    """True for a block or an extern layer."""
    return isinstance(one, ast.Block) and one.kind != "model"


def _idle_data(subject: Subject) -> Iterator[Unused]:
    """Data sections by name, where there are trainings and none takes them."""
    trains = subject.sections.trains.values()
    taken = {plan.data.name for plan in trains if plan.data is not None}
    declarations = subject.scope.module.declarations if trains else ()
    sections = [d for d in declarations if isinstance(d, ast.Section) and d.kind == "data"]
    for section in sections:
        if section.name is not None and section.name.text not in taken:
            yield Unused("data", section.name, section.span)


def _defined(subject: Subject) -> Iterator[Unused]:
    """Constants and layers that a body defines."""
    if subject.words.isdisjoint(("let", "layer")):
        return
    for block in blocks(subject, "model", "block"):
        known: frozenset[str] | None = None
        for body in bodies(block.body):
            for one in body:
                if isinstance(one, (ast.Let, ast.LayerDef)):
                    known = words(block.body) if known is None else known
                    if one.name.text not in known:
                        what = "constant" if isinstance(one, ast.Let) else "layer"
                        yield Unused(what, one.name, one.span)


def _without(source: Source, one: Unused) -> Edit | None:
    """Its lines, or its name among others that are imported with it."""
    names = one.imported.names if one.imported is not None else ()
    if len(names) < 2:
        return remove_lines(source, one.span) if one.span.start < one.span.end else None
    at = names.index(one.name)
    if at:
        span = Span(names[at - 1].span.end, one.name.span.end)
    else:
        span = Span(one.name.span.start, names[1].span.start)
    return None if "#" in source.cut(span) else Edit(source, span, "")
