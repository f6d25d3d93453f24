"""What the command line of `specc check` asks for, and the options it is asked with.

One table serves both readers of a command line: `specc.cli.plain`, which is quick, and click.
"""

from typing import Any

from specc.diagnostics import SEVERITIES
from specc.namedtuple import NamedTuple

FORMATS = ("text", "concise", "json", "sarif", "github", "junit")
COLORS = ("auto", "always", "never")


class Asked(NamedTuple):
    """One command line; None and empty are what was not given."""

    paths: tuple[str, ...] = ()
    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str | None = None
    exit_zero: bool = False
    config: str | None = None
    isolated: bool = False
    force_exclude: bool = False
    fix: bool = False
    unsafe_fixes: bool = False
    diff: bool = False
    add_ignores: bool = False
    baseline: str | None = None
    write_baseline: str | None = None
    format: str = FORMATS[0]
    output_file: str | None = None
    statistics: bool = False
    color: str = COLORS[0]
    stdin_filename: str | None = None
    data: bool = False
    no_cache: bool = False

    @property
    def edits(self) -> bool:
        """Whether files are to be changed, or the change to be shown."""
        return self.fix or self.diff or self.add_ignores


class Option(NamedTuple):
    """An option: a flag without `value`, else what its value is called or, in a tuple, may be.

    Of a `listed` one, values are parted by commas and several options add up.
    """

    flag: str
    help: str
    value: str | tuple[str, ...] = ""
    listed: bool = False
    short: str = ""

    @property
    def field(self) -> str:
        """The field of `Asked` that it sets."""
        return self.flag[2:].replace("-", "_")


OPTIONS = (
    Option("--select", "Only these rules and subjects, `all` or `default`.", "RULE,...", True),
    Option("--extend-select", "These rules as well.", "RULE,...", True),
    Option("--ignore", "None of these rules and subjects.", "RULE,...", True),
    Option("--fail-on", "The least severity that makes the exit code 1.", SEVERITIES),
    Option("--exit-zero", "Exit with 0 whatever is found."),
    Option("--config", "This configuration for all files.", "FILE"),
    Option("--isolated", "No configuration."),
    Option("--force-exclude", "Leave out what is excluded even where it is named here."),
    Option("--fix", "Mend what can be mended without changing what a model computes."),
    Option("--unsafe-fixes", "Mend what changes a model as well, with `--fix` or `--diff`."),
    Option("--diff", "Print what `--fix` or `--add-ignores` would change, and change nothing."),
    Option("--add-ignores", "Silence each finding by a comment at its place."),
    Option("--baseline", "Report only what this file does not hold.", "FILE"),
    Option("--write-baseline", "Keep all that is found in this file, for `--baseline`.", "FILE"),
    Option("--format", "How findings are printed.", FORMATS),
    Option("--output-file", "Print into this file.", "FILE", short="-o"),
    Option("--statistics", "Only count the findings of each rule."),
    Option("--color", "Whether text is coloured; NO_COLOR and FORCE_COLOR are obeyed.", COLORS),
    Option("--stdin-filename", "What `-` is called, and where its imports count from.", "FILE"),
    Option("--data", "Let rules open the data that a spec names."),
    Option("--no-cache", "Check again what has not changed."),
)


def split(values: Any) -> tuple[str, ...]:
    """The names of a list option that was given several times."""
    names = (name.strip() for value in values for name in value.split(","))
    return tuple(name for name in names if name)
