"""`specc fmt` without its command line: formats files and says which.

Kept free of click, so that a plain `specc fmt FILE` does not wait for its import.
"""

import os
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from specc.cli.fault import complain, explain_crash, explain_os_error
from specc.cli.spread import spread
from specc.config.settings import ConfigurationRefused
from specc.diagnostics import Diagnostic
from specc.files.original import read_original, refuse_read_only
from specc.files.read import STANDARD_INPUT, decode
from specc.files.search import find_specs
from specc.namedtuple import NamedTuple
from specc.report.difference import difference
from specc.report.visible import visible
from specc.source import Source
from specc.syntax.format import format_source

DONE, DIFFERENT, FAILED = 0, 1, 2
"""Exit codes."""

MARK = "\ufeff"
"""A byte order mark, which is no part of a source's text."""


class Formatted(NamedTuple):
    """What became of one file: whether its text changes, and what there is to print of it.

    `shown` is a difference, or the text of standard input; `findings` are why there is none, and
    `problem` says so in a line.
    """

    changed: bool = False
    shown: str = ""
    findings: str = ""
    problem: str = ""


class Formatter:
    """Formats one file after another; without `writes` none of them is changed."""

    def __init__(self, writes: bool, diff: bool) -> None:
        self._writes = writes
        self._diff = diff

    def __call__(self, path: str) -> tuple[Any, ...]:
        """A `Formatted` as plain values, which can cross a pipe."""
        try:
            return tuple(self._format(path))
        except OSError as fault:
            return tuple(Formatted(problem=explain_os_error(fault)))
        except Exception as fault:
            return tuple(Formatted(problem=explain_crash(f"formatting `{path}`", fault)))

    def _format(self, path: str) -> Formatted:
        data = read_original(path)
        source, fault = decode(data, STANDARD_INPUT if path == "-" else path)
        text = format_source(source) if fault is None else None
        if text is None:
            return refused(source, fault)
        changed, whole = text != source.text, MARK * data.startswith(MARK.encode()) + text
        if not self._writes:
            shown = difference(source.path, source.text, text) if self._diff else ""
            return Formatted(changed, shown)
        if path == "-":
            return Formatted(changed, whole)
        if changed:
            from specc.files.write import replace_file  # costs milliseconds; few runs need it

            refuse_read_only(path)
            if not replace_file(path, data, whole.encode()):
                return Formatted(problem=f"`{path}` was changed meanwhile, and is left as it is")
        return Formatted(changed)


def refused(source: Source, fault: Diagnostic | None) -> Formatted:
    """What is said about a text that cannot be formatted, since it cannot be read."""
    from specc.report.paint import Paint, wants_colour
    from specc.report.text import as_text
    from specc.syntax.parse import parse

    found = parse(source).diagnostics if fault is None else (fault,)
    paint = Paint(wants_colour(sys.stderr))
    findings = "".join(f"{as_text(one, paint)}\n\n" for one in found)
    return Formatted(findings=findings, problem=f"`{source.path}` is left as it is")


class Wanted(NamedTuple):
    """One command line of `specc fmt`."""

    paths: tuple[str, ...] = ()
    check: bool = False
    diff: bool = False
    force_exclude: bool = False

    @property
    def writes(self) -> bool:
        """Whether files are changed."""
        return not (self.check or self.diff)


FLAGS = {"--check": "check", "--diff": "diff", "--force-exclude": "force_exclude"}


def plain_format(arguments: Sequence[str]) -> int | None:
    """Run a command line and give its exit code; None for what click is to read or to refuse."""
    given = {argument for argument in arguments if argument.startswith("-") and argument != "-"}
    if not given <= FLAGS.keys():
        return None
    paths = tuple(argument for argument in arguments if argument not in given)
    return run_format(Wanted(paths, **{FLAGS[flag]: True for flag in given}))


def run_format(wanted: Wanted) -> int:
    """Format files and folders, print what became of them, and give the exit code."""
    try:
        files = list(find(wanted))
    except OSError as fault:
        complain(explain_os_error(fault))
        return FAILED
    except ConfigurationRefused as fault:
        complain(str(fault))
        return FAILED
    done = spread(Formatter(wanted.writes, wanted.diff), files)
    outcomes = {path: outcome(path, parts) for path, parts in zip(files, done, strict=True)}
    report(outcomes, wanted)
    if any(one.problem for one in outcomes.values()):
        return FAILED
    changed = any(one.changed for one in outcomes.values())
    return DIFFERENT if changed and not wanted.writes else DONE


def find(wanted: Wanted) -> Iterator[str]:
    """The files that paths mean. Of links only those that are named are followed.

    What another one leads to is formatted where it lies, if that is among the paths.
    """
    named = wanted.paths or (".",)
    picks = None
    if wanted.force_exclude or any(os.path.isdir(path) for path in named):
        from specc.config.find import Configurations
        from specc.config.picks import Picks

        picks = Picks(Configurations())
        if wanted.force_exclude:
            named = tuple(path for path in named if path == "-" or not picks.excludes(path))
    kept = {os.path.normpath(path) for path in named}
    for path in find_specs(named, picks):
        if path in kept or not os.path.islink(path):
            yield path


def outcome(path: str, parts: tuple[Any, ...] | None) -> Formatted:
    """What a process has sent back."""
    if parts is None:
        return Formatted(problem=f"the process that formatted `{path}` died")
    return Formatted(*parts)


# What is printed


def report(outcomes: Mapping[str, Formatted], wanted: Wanted) -> None:
    """Print texts and differences, the files that change, and how many do.

    Where standard output is for a text or a difference, all else goes to standard error.
    """
    for one in outcomes.values():
        put(one.shown)
        sys.stderr.write(one.findings)
        if one.problem:
            complain(one.problem)
    stream = sys.stderr if wanted.diff or "-" in outcomes else sys.stdout
    verb = "reformatted" if wanted.writes else "would reformat"
    for path, one in outcomes.items():
        if one.changed and not (path == "-" and wanted.writes):
            print(f"{verb} {STANDARD_INPUT if path == '-' else visible(path)}", file=stream)
    if outcomes.keys() != {"-"}:
        print(tally(outcomes.values(), wanted.writes), file=stream)


def put(text: str) -> None:
    """Write a text to standard output in the encoding of specs, whatever that of the stream is."""
    if sys.stdout.isatty():
        text = "\n".join(visible(line) for line in text.split("\n"))
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()


def tally(outcomes: Collection[Formatted], writes: bool) -> str:
    """How many files there are of each fate."""
    failed = sum(bool(one.problem) for one in outcomes)
    changed = sum(one.changed for one in outcomes)
    counts = {
        "reformatted" if writes else "would be reformatted": changed,
        "left unchanged" if writes else "would be left unchanged": len(outcomes) - changed - failed,
        "not formatted": failed,
    }
    parts = [f"{n} file{'s' if n > 1 else ''} {fate}" for fate, n in counts.items() if n]
    return ", ".join(parts) or "no files"
