"""The rules: a folder a subject, a file a rule. Which of them a spec concerns is decided here.

`needs.py` is written by `make rules` from the rules themselves. It only saves imports: a rule that
is not in it is imported and asked like any other.
"""

import os
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from specc.options import Options
from specc.rules.needs import BUILT_IN, NEEDS

if TYPE_CHECKING:
    from specc.rule import Rule

Need = tuple[str, ...]
"""Words of which a spec must have one."""

Row = tuple[str, str, bool, tuple[Need, ...]]
"""Name, subject, whether it runs by default, and needs of a rule."""


def concerned(words: frozenset[str], options: Options) -> list[str]:
    """Imports the rules that are wanted and whose needs the words meet, and gives their names."""
    from specc.rule import Rule  # not above: the names of rules are known without it

    known, lacks, found = Rule.known, words.isdisjoint, []
    wants = options.wants if options.select or options.ignore else None
    for need, rows in grouped():
        if need and lacks(need):
            continue
        for name, subject, by_default, others in rows:
            if others and any(map(lacks, others)):
                continue
            if by_default if wants is None else wants(name, subject, by_default):
                if name not in known:
                    import_rule(subject, name)
                found.append(name)
    return found


@cache
def grouped() -> tuple[tuple[Need, tuple[Row, ...]], ...]:
    """All rules by the need that fewest of them share, with their other needs.

    A need that a spec does not meet then leaves out a whole group at once.
    """
    rows = (*NEEDS, *unlisted())
    shared = Counter(need for *_, needs in rows for need in needs)
    groups: dict[Need, list[Row]] = {}
    for name, subject, by_default, needs in rows:
        first = min(needs, key=shared.__getitem__, default=())
        others = tuple(need for need in needs if need != first)
        groups.setdefault(first, []).append((name, subject, by_default, others))
    return tuple((need, tuple(found)) for need, found in groups.items())


def import_rule(subject: str, name: str) -> None:
    """Import one rule, which registers it."""
    import_module(f"{__name__}.{subject}.{name.replace('-', '_')}")


def import_all() -> None:
    """Import every rule."""
    for subject, name in files():
        import_rule(subject, name)


def files() -> Iterator[tuple[str, str]]:
    """Subject and name of every rule, by walking the folders."""
    with os.scandir(__path__[0]) as entries:
        folders = sorted(e.path for e in entries if e.is_dir() and not e.name.startswith("_"))
    for folder in folders:
        for file in sorted(os.listdir(folder)):
            if file.endswith(".py") and not file.startswith("_"):
                yield os.path.basename(folder), file[:-3].replace("_", "-")


@cache
def unlisted() -> tuple[Row, ...]:
    """What the rules that are not in the table yet need."""
    listed = {*BUILT_IN, *(name for name, *_ in NEEDS)}
    missing = [(subject, name) for subject, name in files() if name not in listed]
    if not missing:
        return ()
    from specc.rule import Rule

    for subject, name in missing:
        import_rule(subject, name)
    rules = [Rule.known[name] for _, name in missing]
    return tuple((r.name, r.subject, r.default, needs_of(r)) for r in rules if not r.built_in)


def needs_of(rule: "type[Rule]") -> tuple[Need, ...]:
    """The needs of a rule, each as the words of which one is enough."""
    return tuple((need,) if isinstance(need, str) else need for need in rule.needs)
