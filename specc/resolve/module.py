"""One file's names: constants, dims, blocks and imports, looked up when they are needed."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from specc.diagnostics import Label
from specc.ir.tensor import UNKNOWN
from specc.namedtuple import NamedTuple
from specc.resolve.bound import POISON, Bound, Constant, LimitExceeded, Report, Template
from specc.resolve.constant import Evaluator
from specc.resolve.symbols import Facts, read_dims
from specc.source import Source, Span
from specc.suggest import did_you_mean
from specc.syntax import ast

MAX_IMPORTS = 256


class Loaded(NamedTuple):
    """A file that an import names, parsed; or why it cannot be had."""

    module: ast.Module | None
    problem: str = ""
    help: str = ""


Loader = Callable[[Source, "ast.Import"], Loaded]
"""Finds and parses what an import names; it alone touches the file system."""


class ModuleScope:
    """The declarations of one file by name."""

    def __init__(
        self, module: ast.Module, project: "Project", overrides: Mapping[str, Any]
    ) -> None:
        self.module = module
        self.source = module.source
        self.project = project
        self._overrides = overrides
        self._bound: dict[str, Bound] = {}
        self._pending: dict[str, Span] = {}
        self._lets: dict[str, ast.Let] = {}
        self._imports: dict[str, tuple[ast.Import, ast.Name]] = {}
        self.constants = Evaluator(
            self.source, self.lookup, lambda _: UNKNOWN, project.report, self.names
        )
        self._declare()

    def lookup(self, name: str) -> Bound | None:
        """What a name of this file stands for; constants are evaluated and files imported here."""
        found = self._bound.get(name)
        if found is not None:
            if name in self._pending:
                self._circular(name, self._pending[name])
            return found
        if name in self._lets:
            return self._constant(name)
        if name in self._imports:
            return self._imported(name)
        return None

    def names(self) -> Mapping[str, Bound]:
        """All names that this file can use; what is not looked up yet stands in as unknown."""
        waiting = {name: Constant(POISON) for name in (*self._lets, *self._imports)}
        return {**waiting, **self._bound}

    def dims(self) -> Iterator[ast.Dim]:
        """The declarations of dims of this file."""
        return (d for d in self.module.declarations if isinstance(d, ast.Dim))

    def models(self) -> Iterator[Template]:
        """The models of this file in order."""
        return (
            Template(d, self)
            for d in self.module.declarations
            if isinstance(d, ast.Block) and d.kind == "model"
        )

    def blocks(self) -> Iterator[Template]:
        """The blocks of this file in order."""
        return (
            Template(d, self)
            for d in self.module.declarations
            if isinstance(d, ast.Block) and d.kind == "block"
        )

    def _declare(self) -> None:
        taken: dict[str, Span] = {}
        for declaration in self.module.declarations:
            for name in _declared(declaration):
                if name.text in taken:
                    message = f"`{name.text}` is declared twice"
                    first = Label(self.source, taken[name.text], "declared here first")
                    self.project.report.error(
                        "name-taken", message, self.source, name.span, related=(first,)
                    )
                taken.setdefault(name.text, name.span)
            self._add(declaration)
        for declaration in self.module.declarations:
            if isinstance(declaration, ast.Dim):
                self._dims(declaration)

    def _dims(self, declaration: ast.Dim) -> None:
        try:
            dims = read_dims(declaration, self.constants, self.project.assumed)
        except LimitExceeded as limit:
            self.project.report.exceeded(limit)
            dims = dict.fromkeys((name.text for name in declaration.names), POISON)
        for name, size in dims.items():
            self._bound.setdefault(name, Constant(size))

    def _add(self, declaration: ast.Declaration) -> None:
        if isinstance(declaration, ast.Block):
            self._bound.setdefault(declaration.name.text, Template(declaration, self))
        elif isinstance(declaration, ast.Let):
            self._lets.setdefault(declaration.name.text, declaration)
        elif isinstance(declaration, ast.Import):
            for name in declaration.names:
                self._imports.setdefault(name.text, (declaration, name))

    def _begin(self, name: ast.Name) -> None:
        """Until it is found what a name stands for, nothing may ask for it."""
        self._bound[name.text] = Constant(POISON)
        self._pending[name.text] = name.span

    def _circular(self, name: str, where: Span) -> None:
        chain = [*self._pending, name]
        shown = " -> ".join(f"`{one}`" for one in chain[chain.index(name) :])
        message = f"`{name}` is defined by way of itself: {shown}"
        self.project.report.error("circular-definition", message, self.source, where)

    def _constant(self, name: str) -> Bound:
        let = self._lets.pop(name)
        if name in self._overrides:
            self.project.used.add(name)
            self._bound[name] = Constant(self._overrides[name])
            return self._bound[name]
        self._begin(let.name)
        self._bound[name] = Constant(self.constants.value(let.value))
        del self._pending[name]
        return self._bound[name]

    def _imported(self, name: str) -> Bound:
        declaration, where = self._imports.pop(name)
        self._begin(where)
        scope = self.project.load(self, declaration)
        found = scope.lookup(name) if scope is not None else None
        del self._pending[name]
        if scope is None:
            return self._bound[name]
        if found is None:
            message = f"`{scope.source.path}` has no `{name}`"
            help = did_you_mean(name, scope.names()) or _listed(scope)
            self.project.report.error("unknown-import", message, self.source, where.span, help=help)
            return self._bound[name]
        self._bound[name] = found
        return found

    def close(self) -> None:
        """Let go of everything that refers back to this scope."""
        self._bound.clear()
        del self.constants

    def check_all(self) -> None:
        """Evaluate what nothing used, so that its faults are found too."""
        for name in (*self._lets, *self._imports):
            self.lookup(name)


class Project:
    """All files of one run, each read once."""

    def __init__(
        self,
        loader: Loader,
        report: Report,
        overrides: Mapping[str, Any],
        assumed: Facts | None = None,
    ) -> None:
        self.loader = loader
        self.report = report
        self.overrides = overrides
        self.assumed = assumed or {}
        self.used: set[str] = set()
        """Overrides that something took."""
        self.unrolled: set[int] = set()
        """Blocks that something used, by the identity of their trees."""
        self._scopes: dict[str, ModuleScope | None] = {}

    def scopes(self) -> Iterator[ModuleScope]:
        """The files that could be read, the one that was asked for first."""
        return filter(None, self._scopes.values())

    def close(self) -> None:
        """Part the scopes from each other; nothing can be looked up any more.

        They refer to each other, and only the garbage collector could free them otherwise.
        """
        for scope in self.scopes():
            scope.close()
        self._scopes.clear()

    def open(self, module: ast.Module) -> ModuleScope:
        """The scope of the file that was asked for; overrides hold in this file only."""
        scope = ModuleScope(module, self, self.overrides)
        self._scopes[module.source.path] = scope
        return scope

    def load(self, scope: ModuleScope, declaration: ast.Import) -> ModuleScope | None:
        """The scope of an imported file; None after a reported fault."""
        where = declaration.path.span if declaration.path else declaration.span
        loaded = self.loader(scope.source, declaration)
        if loaded.module is None:
            self.report.error(
                "import-failed", loaded.problem, scope.source, where, help=loaded.help
            )
            return None
        path = loaded.module.source.path
        if path not in self._scopes:
            if len(self._scopes) >= MAX_IMPORTS:
                message = f"more than {MAX_IMPORTS} files are imported"
                self.report.error("limit-exceeded", message, scope.source, where)
                return None
            self._scopes[path] = ModuleScope(loaded.module, self, {})
        return self._scopes[path]


def _listed(scope: ModuleScope) -> str:
    names = [template.block.name.text for template in (*scope.models(), *scope.blocks())][:8]
    return f"it has {', '.join(f'`{name}`' for name in names)}" if names else ""


def _declared(declaration: ast.Declaration) -> tuple[ast.Name, ...]:
    if isinstance(declaration, (ast.Import, ast.Dim)):
        return declaration.names
    if isinstance(declaration, ast.Section):
        return () if declaration.name is None else (declaration.name,)
    return (declaration.name,)
