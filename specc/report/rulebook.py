"""What there is to know of each rule, read off its class."""

from textwrap import dedent
from typing import Any

from specc.namedtuple import NamedTuple
from specc.rule import Rule
from specc.rules import files, import_rule

WHAT, WHY, EXAMPLE = "What it does", "Why is this bad?", "Example"
INSTEAD, REFERENCES = "Use instead", "References"
TITLES = (WHAT, WHY, EXAMPLE, INSTEAD, REFERENCES)
"""The sections of a rule's docstring, in order."""

FIXES = {
    "safe": "safe fix (`--fix`)",
    "unsafe": "unsafe fix (`--fix --unsafe-fixes`)",
    "shown": "a fix is shown, none applied",
    "": "no fix",
}
"""What is said of a fix, by its safety."""


class Entry(NamedTuple):
    """The reference of one rule; texts are as in its docstring, in paragraphs.

    `instead` is what is said beside the corrected example. `printed` is what a check of `bad`
    prints, and `fix` the safety of the fix that it offers; both are empty until it was checked.
    """

    name: str
    subject: str
    severity: str
    default: bool
    built_in: bool
    summary: str
    what: str
    why: str
    instead: str
    references: str
    bad: str
    message: str
    fixed: str
    good: str
    fix: str = ""
    printed: str = ""

    @property
    def said(self) -> str:
        """What is printed about the example, or the head of it where it was not checked."""
        return self.printed or f"{self.severity}[{self.name}]: {self.message}"

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        return self._asdict()


def subjects() -> dict[str, str]:
    """The subject of every rule by the rule's name, without importing any."""
    return {name: subject for subject, name in files()}


def load(subject: str, name: str) -> type[Rule]:
    """One rule, imported."""
    import_rule(subject, name)
    return Rule.known[name]


def entry(rule: type[Rule]) -> Entry:
    """The reference of a rule, its example not checked."""
    said = sections(rule.__doc__ or "")
    return Entry(
        rule.name,
        rule.subject,
        rule.severity.value,
        rule.default,
        rule.built_in,
        " ".join(said[""].split()),
        said[WHAT],
        said[WHY],
        said[INSTEAD].partition("\n\n")[2].strip(),
        said[REFERENCES],
        rule.bad,
        rule.message,
        rule.fixed,
        rule.good,
    )


def sections(doc: str) -> dict[str, str]:
    """The texts of a docstring by their titles; what stands above the first under `""`."""
    first, _, rest = doc.partition("\n")
    found: dict[str, list[str]] = {title: [] for title in ("", *TITLES)}
    found[""].append(first)
    current = ""
    for line in dedent(rest).splitlines():  # Python 3.13 has taken the indent away already
        title = line.removesuffix(":")
        if title in TITLES:
            current = title
        else:
            found[current].append(line)
    return {title: dedent("\n".join(lines)).strip() for title, lines in found.items()}


def paragraphs(text: str) -> list[str]:
    """The paragraphs, each on one line; the items of a list on a line each, code as it is."""
    return [_joined(part) for part in text.split("\n\n") if part.strip()]


def _joined(part: str) -> str:
    lines = part.strip("\n").split("\n")
    if all(line.startswith("    ") for line in lines):
        return "\n".join(lines)
    joined: list[str] = []
    for line in lines:
        if not joined or line.startswith("- "):
            joined.append(line.strip())
        else:
            joined[-1] += " " + line.strip()
    return "\n".join(joined)
