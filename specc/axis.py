"""Axes of tensors: finding one by its number, and whether the sizes of several agree."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from specc.ir.dim import Size, agreement
from specc.ir.tensor import TensorType
from specc.setting import Fault


def find_axis(word: str, kind: TensorType, axis: int, setting: str = "axis") -> int | Fault:
    """The axis counted from 0, for one that may be counted from the end; the batch axis apart."""
    if -kind.rank <= axis < kind.rank:
        return axis % kind.rank
    message = f"`{setting}` of `{word}` is {axis}, and {kind} has axes 0 to {kind.rank - 1}"
    help = f"`-1` is the last axis, `-{kind.rank}` the first; the batch axis is not counted"
    return Fault(message, help, setting=setting, rule="invalid-setting")


class Clash(NamedTuple):
    """Sizes that do not always agree: which pair, and under what condition all pairs would.

    `condition` is empty where the pair at `index` never agrees. `help` says how to declare the
    condition.
    """

    index: int
    condition: str = ""
    help: str = ""


def clash(pairs: Iterable[tuple[Size, Size]]) -> Clash | None:
    """What keeps the two sizes of some pair from being the same; None where all pairs agree."""
    open_at: dict[str, int] = {}
    for index, (left, right) in enumerate(pairs):
        if left == right:
            continue
        verdict = agreement(left, right)
        if verdict.never:
            return Clash(index)
        if not verdict.always:
            open_at.setdefault(verdict.condition or f"{left} == {right}", index)
    if not open_at:
        return None
    facts = dict.fromkeys(fact for condition in open_at for fact in condition.split(" and "))
    return Clash(min(open_at.values()), " and ".join(facts), _declaration(list(facts)))


_FACT = re.compile(r"(\w+)(?: % \d+)? (?:==|<=|>=) \d+")
_SAME = re.compile(r"(\w+) == (.+)")


def _declaration(facts: list[str]) -> str:
    found = [_FACT.fullmatch(fact) for fact in facts]
    names = list(dict.fromkeys(match[1] for match in found if match))
    if all(found):
        return f"say so: `dim {', '.join(names)} where {' and '.join(facts)}`"
    same = next((match for fact in facts if (match := _SAME.fullmatch(fact))), None)
    return f"where that always holds, write `{same[2]}` for `{same[1]}`" if same else ""
