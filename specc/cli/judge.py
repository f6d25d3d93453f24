"""Checks one file after another; imported, with the compiler, only for what is not in the cache."""

from collections.abc import Mapping

from specc.cache import Cache
from specc.cli.outcome import Finding, Outcome, flatten
from specc.diagnostics import Diagnostic
from specc.driver import check
from specc.files.read import Read
from specc.files.workspace import Workspace
from specc.namedtuple import NamedTuple
from specc.options import Options
from specc.report.paint import Paint
from specc.report.record import record
from specc.resolve.module import Loaded
from specc.source import Source
from specc.syntax import ast

COLOURS = Paint(True)


class Loading(NamedTuple):
    """An import that a check asked for, and what it got."""

    importing: Source
    declaration: ast.Import
    loaded: Loaded


class Judge:
    """Checks files and keeps what it finds.

    `instead` is what is read in the place of files, and `piped` what standard input is called.
    """

    def __init__(
        self, cache: Cache | None, instead: Mapping[str, bytes] | None = None, piped: str = ""
    ) -> None:
        self.cache = cache
        self.piped = piped
        self.workspace = Workspace(instead)
        self._loadings: list[Loading] = []

    def __call__(self, path: str, options: Options, wishes: str) -> Outcome:
        """What is found in the spec at `path`; `wishes` are the options as the cache knows them.

        Raises OSError where the spec cannot be had.
        """
        opened = self.workspace.open(path, self.piped if path == "-" else "")
        self._loadings = []
        if opened.fault is not None:
            return _outcome([opened.fault], {}, [])
        if options.data:
            from specc.files.rows import read_rows

            options = options._replace(rows=read_rows)
        checked = check(opened.source, self._load, options=options)
        modules = {one.module.source.path: one.module for _, _, one in self._loadings if one.module}
        if checked.resolved is not None:
            modules[opened.source.path] = checked.resolved.scope.module
            checked.resolved.scope.project.close()
        imports = {self.workspace.real(one.source) for one in modules.values()}
        imports.discard(self.workspace.real(opened.source))
        outcome = _outcome(checked.diagnostics, modules, sorted(imports))
        if self.cache is not None and path != "-":
            self._keep(self.cache, path, wishes, opened, outcome)
        return outcome

    def _load(self, importing: Source, declaration: ast.Import) -> Loaded:
        loaded = self.workspace.load(importing, declaration)
        self._loadings.append(Loading(importing, declaration, loaded))
        return loaded

    def _keep(self, cache: Cache, path: str, wishes: str, opened: Read, outcome: Outcome) -> None:
        """Keep it, unless it imports what cannot be read, which a change elsewhere may mend."""
        if any(one.loaded.module is None for one in self._loadings):
            return
        places = self.workspace
        imports = {
            (places.joined(importing, declaration), places.real(module.source), module.source.text)
            for importing, declaration, (module, *_) in self._loadings
            if module is not None and declaration.path is not None
        }
        cache.keep(path, wishes, opened.source.text, imports, flatten(outcome))


def _outcome(
    found: "tuple[Diagnostic, ...] | list[Diagnostic]",
    modules: Mapping[str, ast.Module],
    imports: list[str],
) -> Outcome:
    if not found:
        return Outcome([], imports)
    from specc.report.fingerprint import Fingerprints  # not above: most specs are clean
    from specc.report.text import as_text

    statement = Fingerprints(modules)
    findings = [Finding(record(d), as_text(d, COLOURS), statement(d.primary)) for d in found]
    return Outcome(findings, imports)
