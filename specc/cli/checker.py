"""Checks files, each in this process or one beside it, or takes what the cache knows of them."""

import gc
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from specc.cache import Cache
from specc.cli.fault import explain_crash, explain_os_error
from specc.cli.outcome import Outcome, flatten, restore
from specc.cli.ruling import Rulings
from specc.cli.spread import spread

if TYPE_CHECKING:
    from specc.cli.judge import Judge

COLLECT_AFTER = 500_000
"""New objects between two collections in a run over many files."""

Texts = Mapping[str, bytes]
"""By path, links resolved: what is checked in the place of what the file holds."""


class Checker:
    """Checks one file after another; `piped` is what standard input is called."""

    def __init__(
        self, rulings: Rulings, cache: Cache | None, piped: str, instead: Texts | None = None
    ) -> None:
        self._rulings = rulings
        self._cache = cache
        self._piped = piped
        self._instead = instead
        self._judge: Judge | None = None

    def all(self, paths: Sequence[str]) -> list[Outcome]:
        """The outcome of each file, in order.

        The first is done before work is spread: what it imports is then there for all processes.
        """
        flat = [self(path) for path in paths[:1]]
        if len(paths) > 1:
            _spare_collector()
            flat += spread(self, paths[1:])
        return [_outcome(path, parts) for path, parts in zip(paths, flat, strict=True)]

    def __call__(self, path: str) -> list[str]:
        """A flattened `Outcome`, which can cross a pipe."""
        try:
            return self._kept(path) or flatten(self._judged(path))
        except OSError as fault:
            return flatten(Outcome([], [], explain_os_error(fault)))
        except Exception as fault:
            return flatten(Outcome([], [], explain_crash(f"checking `{path}`", fault)))

    def _kept(self, path: str) -> list[str] | None:
        """What the cache has, where it makes sense."""
        if self._cache is None or path == "-":
            return None
        parts = self._cache.find(path, self._rulings.key(path))
        return parts if parts is not None and restore(parts) is not None else None

    def _judged(self, path: str) -> Outcome:
        if self._judge is None:
            from specc.cli.judge import Judge

            self._judge = Judge(self._cache, self._instead, self._piped)
        name = self._piped if path == "-" else path
        return self._judge(path, self._rulings.options(name), self._rulings.key(name))


def _spare_collector() -> None:
    """Collect, but never walk what stays for the whole run anyway.

    One file makes little garbage; many would fill the memory without a collector.
    """
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER)
    gc.enable()


def _outcome(path: str, parts: list[str] | None) -> Outcome:
    found = restore(parts) if parts is not None else None
    return found or Outcome([], [], f"the process that checked `{path}` died")
