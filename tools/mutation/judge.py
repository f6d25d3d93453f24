"""Plants faults and holds what a check finds against what it ought to find."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from typing import NamedTuple, TypeVar

from specc.diagnostics import Diagnostic, Edit, Severity
from specc.driver import UNREAD
from specc.edit.apply import rewrite
from specc.source import Source
from specc.syntax.parse import parse
from tools.mutation.kind import Kind
from tools.mutation.seed import Seed, checked, counted

T = TypeVar("T")


class Outcome(Enum):
    """What came of one planted fault."""

    EXACT = "exactly"
    OTHERS = "with others"
    MISSED = "missed"


class Planted(NamedTuple):
    """One fault in one spec, and the findings that are new with it."""

    kind: Kind
    seed: Seed
    text: str
    found: tuple[Diagnostic, ...]
    outcome: Outcome


class Sample(NamedTuple):
    """How many places of a kind are tried, in one spec and in all; None for every one."""

    in_a_spec: int | None = 2
    in_all: int | None = 40
    salt: int = 0


EVERY = Sample(None, None)


class Unplanted(Exception):
    """A kind of fault does not do what it says: an error of this package."""


def plant_all(kinds: Iterable[Kind], seeds: Sequence[Seed], sample: Sample) -> Iterator[Planted]:
    """Plant each kind of fault at a sample of its places."""
    for kind in kinds:
        for seed, edits in places(kind, seeds, sample):
            yield plant(kind, seed, edits)


def places(
    kind: Kind, seeds: Sequence[Seed], sample: Sample
) -> list[tuple[Seed, tuple[Edit, ...]]]:
    """Where a kind of fault is tried, by spec and place."""
    found: list[tuple[Seed, tuple[Edit, ...]]] = []
    for seed in (seed for seed in seeds if seed.form is kind.form):
        salt = f"{sample.salt}:{kind.name}:{seed.name}"
        found += ((seed, edits) for edits in _some(list(kind.places(seed)), sample.in_a_spec, salt))
    return _some(found, sample.in_all, f"{sample.salt}:{kind.name}")


def plant(kind: Kind, seed: Seed, edits: tuple[Edit, ...]) -> Planted:
    """One fault, checked."""
    text = rewrite(edits, seed.source.text)
    source = Source(seed.source.path, text)
    if text == seed.source.text:
        raise Unplanted(f"{kind.name} leaves {seed.name} as it is")
    if not kind.unreadable and any(d.rule in UNREAD for d in parse(source).diagnostics):
        raise Unplanted(f"{kind.name} leaves {seed.name} unreadable:\n{text}")
    try:
        found = new_findings(seed, checked(source).diagnostics)
    except Exception as error:
        error.add_note(f"{kind.name} in {seed.name}:\n{text}")
        raise
    return Planted(kind, seed, text, found, outcome(kind, found))


def new_findings(seed: Seed, found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The findings that the spec had not before, by rule and message."""
    left = Counter(seed.before)
    new = []
    for one in found:
        (key,) = counted([one])
        if left[key]:
            left[key] -= 1
        else:
            new.append(one)
    return tuple(new)


def outcome(kind: Kind, found: Iterable[Diagnostic]) -> Outcome:
    """Exact where one of the expected rules speaks, and nobody else does."""
    spoken = {d.rule for d in found if d.severity is not Severity.INFO or d.rule not in kind.beside}
    if not spoken & set(kind.rules):
        return Outcome.MISSED
    return Outcome.EXACT if len(spoken) == 1 else Outcome.OTHERS


def _some(found: list[T], most: int | None, salt: str) -> list[T]:
    """As many as wanted, the same every time, in their order."""
    if most is None or len(found) <= most:
        return found
    return [found[at] for at in sorted(random.Random(salt).sample(range(len(found)), most))]
