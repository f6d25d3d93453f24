"""The page of the rules in the documentation."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from specc.report.rulebook import FIXES, Entry, paragraphs

HEAD = """\
# Rules

What `specc check` looks for, by subject. `specc rules` prints the tables, and `specc explain
softmax-single-unit` all about one rule. An error means that the model cannot be built or cannot
work, a warning that it will train badly or not as meant, and a remark (`info`) that something is
worth knowing. A fix is *safe* where it changes nothing that the model computes (`--fix` applies
it), *unsafe* where it does (`--fix --unsafe-fixes`), and *shown* where it is one idea of several.
Rules that are *off* run where they are asked for: `--extend-select NAME`.

This page is made by `make rules` from `specc/rules/`, and what it says is tested: each example is
checked, and its fix applied.
"""

LEFT_OUT = """\
## Left out, and why

Faults that other linters, papers or forums name and that specc has no rule for.
"""

SEVERITIES = ("error", "warning", "info")


def page(entries: Iterable[Entry], left_out: Mapping[str, str]) -> str:
    """The whole page; `left_out` are Markdown lists by their titles."""
    groups = {subject: list(rules) for subject, rules in groupby(entries, lambda one: one.subject)}
    lines = [HEAD, *_counts(groups)]
    for subject, rules in groups.items():
        lines += [f"## {subject.capitalize()}", "", *_index(rules), ""]
        lines += [line for one in rules for line in _rule(one)]
    if left_out:
        lines.append(LEFT_OUT)
        lines += [f"### {title}\n\n{text.strip()}\n" for title, text in left_out.items()]
    return "\n".join(lines)


def _counts(groups: Mapping[str, Sequence[Entry]]) -> Iterator[str]:
    """How many rules each subject has, by severity."""
    yield "| subject | rules | errors | warnings | remarks | with a fix |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: |"
    for subject, rules in groups.items():
        yield _row(f"[{subject}](#{subject})", *_numbers(rules))
    yield _row("all", *_numbers([one for rules in groups.values() for one in rules]))
    yield ""


def _numbers(rules: Sequence[Entry]) -> Iterator[int]:
    severities = Counter(one.severity for one in rules)
    yield len(rules)
    yield from (severities[severity] for severity in SEVERITIES)
    yield sum(bool(one.fix) for one in rules)


def _index(rules: Sequence[Entry]) -> Iterator[str]:
    yield "| rule | severity | fix | default | what is bad |"
    yield "| --- | --- | --- | --- | --- |"
    for one in rules:
        name, default = f"[`{one.name}`](#{one.name})", "on" if one.default else "off"
        yield _row(name, one.severity, one.fix or "-", default, one.summary)


def _row(*cells: str | int) -> str:
    return f"| {' | '.join(str(cell).replace('|', '&#124;') for cell in cells)} |"


def _rule(one: Entry) -> Iterator[str]:
    """One rule, from what it does to its references."""
    yield f"### {one.name}\n"
    yield f"{one.summary}\n"
    default = "" if one.default else " · off by default"
    yield f"*{one.severity} · {FIXES[one.fix]}{default}*\n"
    yield from _said(one.what)
    yield from _said(one.why, "**Why is this bad?** ")
    yield from ("```", one.bad.rstrip("\n"), "```\n", "```text", one.said, "```\n")
    better = one.fixed or one.good
    yield from ("Fixed:\n" if one.fixed else "Good:\n", "```", better.rstrip("\n"), "```\n")
    yield from _said(one.instead)
    yield from _said(one.references, "**References.** ")


def _said(text: str, title: str = "") -> Iterator[str]:
    if text:
        yield title + "\n\n".join(paragraphs(text)) + "\n"
