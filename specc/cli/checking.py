"""`specc check` without its command line: checks files and prints what was found.

Kept free of click and, until a file is not in the cache, of the compiler, so that a plain
`specc check FILE` does not wait for their import.
"""

import gc
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from specc.cache import Cache, open_cache
from specc.cli.fault import complain, explain_crash, explain_os_error
from specc.cli.outcome import Outcome, restore
from specc.cli.spread import spread
from specc.files.search import find_specs
from specc.report.paint import Paint, wants_colour
from specc.report.record import Record, as_json, tally

if TYPE_CHECKING:
    from specc.cli.judge import Judge

CLEAN, FINDINGS, FAILED = 0, 1, 2
"""Exit codes."""

COLLECT_AFTER = 50_000
"""New objects between two collections in a run over many files."""

FORMATS = ("text", "json")


class Checker:
    """Checks one file after another; `paint` is None where no text is wanted."""

    def __init__(self, paint: Paint | None, cache: Cache | None, many: bool) -> None:
        self._paint = paint
        self._cache = cache
        self._many = many
        self._judge: Judge | None = None

    def __call__(self, path: str) -> tuple[list[tuple[Any, ...]], list[str], str]:
        """The parts of an `Outcome`, as plain values that can cross a pipe."""
        try:
            outcome = self._kept(path) or self._judged(path)
        except OSError as fault:
            return [], [], explain_os_error(fault)
        except Exception as fault:
            return [], [], explain_crash(f"checking `{path}`", fault)
        return [tuple(one) for one in outcome.found], outcome.texts, ""

    def _kept(self, path: str) -> Outcome | None:
        if self._cache is None or path == "-":
            return None
        parts = self._cache.find(path)
        return None if parts is None else restore(parts)

    def _judged(self, path: str) -> Outcome:
        if self._judge is None:
            from specc.cli.judge import Judge

            self._judge = Judge(self._paint, self._cache)
            if self._many:
                _spare_collector()
        return self._judge(path)


def check_paths(paths: Sequence[str], form: str = "text", cached: bool = True) -> int:
    """Check files and folders, print the findings in one of FORMATS, give the exit code."""
    gc.disable()  # one file makes little garbage, and an import none
    try:
        files = list(find_specs(paths or ["."]))
    except OSError as fault:
        complain(explain_os_error(fault))
        return FAILED
    paint = Paint(wants_colour(sys.stdout)) if form == "text" else None
    cache = open_cache(_form(paint)) if cached else None
    work = Checker(paint, cache, len(files) > 1)
    outcomes = [
        _outcome(path, parts) for path, parts in zip(files, spread(work, files), strict=True)
    ]
    return _report(outcomes, form)


def _spare_collector() -> None:
    """Collect, but never walk what stays for the whole run anyway.

    One file makes little garbage; many would fill the memory without a collector.
    """
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER)
    gc.enable()


def _form(paint: Paint | None) -> str:
    if paint is None:
        return "json"
    return "colour" if paint.active else "text"


def _outcome(path: str, parts: Any) -> Outcome:
    if parts is None:
        return Outcome([], [], f"the process that checked `{path}` died")
    found, texts, problem = parts
    return Outcome([Record(*one) for one in found], texts, problem)


def _report(outcomes: list[Outcome], form: str) -> int:
    records: dict[Record, str] = {}
    for outcome in outcomes:
        texts = outcome.texts or [""] * len(outcome.found)
        records.update(zip(outcome.found, texts, strict=True))
    problems = [outcome.problem for outcome in outcomes if outcome.problem]
    if form == "json":
        print(as_json(records))
    else:
        for text in records.values():
            print(text, end="\n\n")
        if records or len(problems) < len(outcomes):
            print(tally(records, len(outcomes) - len(problems)))
    for problem in problems:
        complain(problem)
    if problems:
        return FAILED
    return FINDINGS if any(one.severity != "info" for one in records) else CLEAN
