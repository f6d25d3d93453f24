"""Runs the rules: the phase from a file's models and sections to the faults in them."""

from collections.abc import Mapping
from typing import Any

from specc.diagnostics import Diagnostic
from specc.rule import Rule
from specc.rules import concerned, import_all
from specc.subject import Subject


def find_rules() -> dict[str, type[Rule]]:
    """All rules by name, those that specc's own phases report included."""
    import_all()
    return dict(sorted(Rule.known.items()))


def run_rules(subject: Subject) -> list[Diagnostic]:
    """What the chosen rules find, each fault once however often its line is unrolled."""
    found: dict[Any, Diagnostic] = {}
    yielding: dict[str, tuple[str, ...]] = {}
    for name in concerned(subject.words, subject.options):
        rule = Rule.known[name]
        if rule.gives_way_to:
            yielding[rule.name] = rule.gives_way_to
        for finding in rule().check(subject):
            primary = finding.primary
            found.setdefault((finding.rule, primary.source.path, primary.span), finding)
    kept = list(found.values())
    return [d for d in kept if not _said_better(d, yielding, kept)] if yielding else kept


def _said_better(
    finding: Diagnostic, yielding: Mapping[str, tuple[str, ...]], found: list[Diagnostic]
) -> bool:
    """True where a more specific rule speaks of the same place."""
    better = yielding.get(finding.rule, ())
    return any(other.rule in better and _overlap(finding, other) for other in found)


def _overlap(one: Diagnostic, other: Diagnostic) -> bool:
    if one.primary.source is not other.primary.source:
        return False
    (a, b), (c, d) = one.primary.span, other.primary.span
    return (a < d and c < b) or (a, b) == (c, d)
