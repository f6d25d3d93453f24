"""`specc check` without its command line: checks files and prints what was found.

Kept free of click and, until a file is not in the cache, of the compiler, so that a plain
`specc check FILE` does not wait for their import.
"""

import gc
import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from specc.cache import open_cache
from specc.cli.asked import Asked
from specc.cli.checker import Checker
from specc.cli.fault import Misuse, complain, explain_os_error
from specc.cli.found import found_in
from specc.cli.outcome import Outcome
from specc.cli.printing import Report, sum_up
from specc.cli.ruling import Rulings
from specc.config.settings import ConfigurationRefused
from specc.files.read import STANDARD_INPUT
from specc.files.search import find_specs

if TYPE_CHECKING:
    from specc.cli.baseline import Baseline
    from specc.cli.editing import Edited, Editor
    from specc.options import Options

CLEAN, FINDINGS, FAILED = 0, 1, 2
"""Exit codes."""

APART = (
    ("fix", "add-ignores"), ("fix", "write-baseline"), ("diff", "write-baseline"),
    ("add-ignores", "write-baseline"), ("baseline", "write-baseline"), ("config", "isolated"),
)  # fmt: skip
"""Pairs of options that cannot both be meant."""


def run_check(asked: Asked) -> int:
    """Check what is asked for, print what was found, give the exit code."""
    gc.disable()  # one file makes little garbage, and an import none
    try:
        return Run(asked).code()
    except BrokenPipeError:
        raise
    except OSError as fault:
        complain(explain_os_error(fault))
    except (ConfigurationRefused, Misuse) as fault:
        complain(str(fault))
    return FAILED


class Run:
    """One run over the files that a command line names."""

    def __init__(self, asked: Asked) -> None:
        _refuse(asked)
        self._asked = asked
        self._cache = None if asked.no_cache or asked.data or asked.edits else open_cache()
        self._rulings = Rulings(asked, self._cache)
        self._files = _files(asked, self._rulings)
        self._piped = asked.stdin_filename or STANDARD_INPUT
        pipes = asked.edits and not asked.diff and "-" in self._files
        self._report = Report(asked, sys.stderr if pipes else sys.stdout)
        for path in self._files:
            self._rulings.options(self._name(path))  # what is wrong with it is said at once
        self._baseline: Baseline | None = None
        if asked.baseline is not None:
            from specc.cli.baseline import read_baseline

            self._baseline = read_baseline(asked.baseline)

    def code(self) -> int:
        """Do what is asked for."""
        asked = self._asked
        if asked.diff:
            return self._diff()
        if asked.edits:
            edited = self._editor().write()
            return self._finish(edited.outcomes, edited)
        checked = Checker(self._rulings, self._cache, self._piped).all(self._files)
        outcomes = dict(zip(self._files, checked, strict=True))
        if asked.write_baseline is not None:
            return self._keep(asked.write_baseline, outcomes)
        return self._finish(outcomes)

    def _diff(self) -> int:
        text, notes, problems = self._editor().diff()
        self._report.put(text.removesuffix("\n"))
        for line in (*notes, *problems):
            complain(line)
        changes = bool(text) and not self._asked.exit_zero
        return FAILED if problems else FINDINGS if changes else CLEAN

    def _keep(self, path: str, outcomes: Mapping[str, Outcome]) -> int:
        from specc.cli.baseline import write_baseline

        kept = write_baseline(path, found_in(outcomes))
        problems = _problems(outcomes)
        for line in problems:
            complain(line)
        print(f"{kept} {'finding' if kept == 1 else 'findings'} written to `{path}`")
        return FAILED if problems else CLEAN

    def _finish(self, outcomes: Mapping[str, Outcome], edited: "Edited | None" = None) -> int:
        found = found_in(outcomes)
        notes = list(edited.notes) if edited is not None else []
        summary = []
        if self._baseline is not None:
            found = self._baseline.new(found)
            summary += self._baseline.summary()
            notes += self._baseline.notes(self._read_whole(outcomes))
        problems = [*_problems(outcomes), *(edited.problems if edited is not None else ())]
        records = [one.finding.record for one in found]
        done = edited.done if edited is not None else None
        checked = sum(not one.problem for one in outcomes.values())
        summary = [*sum_up(self._asked, records, checked, done), *summary]
        self._report(found, [self._name(path) for path in outcomes], summary)
        for line in (*notes, *problems):
            complain(line)
        fails = any(
            self._rulings.fails(self._name(o.path), o.finding.record.severity) for o in found
        )
        if problems:
            return FAILED
        return FINDINGS if fails and not self._asked.exit_zero else CLEAN

    def _read_whole(self, outcomes: Mapping[str, Outcome]) -> "dict[str, Options]":
        """The options of the files in which nothing hides what rules would have found."""
        return {
            path: self._rulings.options(self._name(path))
            for path, outcome in outcomes.items()
            if not outcome.problem and all(one.record.severity != "error" for one in outcome.found)
        }

    def _editor(self) -> "Editor":
        from specc.cli.editing import Editor

        return Editor(self._asked, self._rulings, self._files, self._piped, self._baseline)

    def _name(self, path: str) -> str:
        return self._piped if path == "-" else path


def _problems(outcomes: Mapping[str, Outcome]) -> list[str]:
    return [one.problem for one in outcomes.values() if one.problem]


def _refuse(asked: Asked) -> None:
    for one, other in APART:
        if getattr(asked, one.replace("-", "_")) and getattr(asked, other.replace("-", "_")):
            raise Misuse(f"`--{one}` and `--{other}` cannot both be asked for")
    if asked.stdin_filename is not None and "-" not in asked.paths:
        raise Misuse("`--stdin-filename` names what is read from `-`, which is not asked for")
    if asked.edits and "-" in asked.paths and len(asked.paths) > 1:
        raise Misuse("standard input is changed for itself, without other paths")


def _files(asked: Asked, rulings: Rulings) -> list[str]:
    """The files to check; those that are named are taken even where they are excluded."""
    named = asked.paths or (".",)
    if not asked.force_exclude and not any(os.path.isdir(one) for one in named):
        return list(find_specs(named))
    picks = rulings.picks()
    if asked.force_exclude:
        piped = asked.stdin_filename or STANDARD_INPUT
        named = tuple(one for one in named if not picks.excludes(piped if one == "-" else one))
    return list(find_specs(named, picks))
