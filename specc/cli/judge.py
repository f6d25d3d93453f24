"""Checks one file after another; imported, with the compiler, only for what is not in the cache."""

from collections.abc import Iterable
from typing import NamedTuple

from specc.cache import Cache
from specc.cli.outcome import Outcome, flatten
from specc.diagnostics import Diagnostic
from specc.driver import check
from specc.files.read import Read
from specc.files.workspace import Workspace
from specc.report.paint import Paint
from specc.report.record import record
from specc.report.text import as_text
from specc.resolve.module import Loaded
from specc.source import Source
from specc.syntax import ast


class Loading(NamedTuple):
    """An import that a check asked for, and what it got."""

    importing: Source
    declaration: ast.Import
    loaded: Loaded


class Judge:
    """Checks files and keeps what it finds; `paint` is None where no text is wanted."""

    def __init__(self, paint: Paint | None, cache: Cache | None) -> None:
        self.paint = paint
        self.cache = cache
        self.workspace = Workspace()
        self._loadings: list[Loading] = []

    def __call__(self, path: str) -> Outcome:
        """What is found in the spec at `path`. Raises OSError where it cannot be had."""
        opened = self.workspace.open(path)
        found: Iterable[Diagnostic] = (opened.fault,) if opened.fault else ()
        self._loadings = []
        if opened.fault is None:
            checked = check(opened.source, self._load)
            found = checked.diagnostics
            if checked.resolved is not None:
                checked.resolved.scope.project.close()
        texts = [as_text(one, self.paint) for one in found] if self.paint else []
        outcome = Outcome([record(one) for one in found], texts)
        if self.cache is not None and path != "-":
            self._keep(self.cache, path, opened, outcome)
        return outcome

    def _load(self, importing: Source, declaration: ast.Import) -> Loaded:
        loaded = self.workspace.load(importing, declaration)
        self._loadings.append(Loading(importing, declaration, loaded))
        return loaded

    def _keep(self, cache: Cache, path: str, opened: Read, outcome: Outcome) -> None:
        """A file that cannot be read, or imports one, may be mended by a change elsewhere."""
        if opened.fault is not None or any(one.loaded.module is None for one in self._loadings):
            return
        places = self.workspace
        imports = {
            (places.joined(importing, declaration), places.real(module.source), module.source.text)
            for importing, declaration, (module, *_) in self._loadings
            if module is not None and declaration.path is not None
        }
        cache.keep(path, opened.source.text, imports, flatten(outcome))
