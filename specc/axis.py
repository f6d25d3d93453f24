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
    message = f"`{setting}` of `{word}` is {axis}, and {kind} has {numbered(kind)}"
    help = "the first axis is `0`, the last is also `-1`; the batch axis is not counted"
    return Fault(message, help, setting=setting, rule="invalid-setting")


def numbered(kind: TensorType) -> str:
    """Which axes there are, for a message: `axes 0 to 2`."""
    return "only axis 0" if kind.rank == 1 else f"axes 0 to {kind.rank - 1}"


class Clash(NamedTuple):
    """Sizes that do not always agree: the first such pair, and when all pairs would agree.

    `condition` is empty where the sizes of the pair never agree. `help` says how to declare the
    condition.
    """

    axis: int
    left: Size
    right: Size
    condition: str = ""
    help: str = ""


def clash(pairs: Iterable[tuple[Size, Size]]) -> Clash | None:
    """What keeps the two sizes of some pair from being the same; None where all pairs agree."""
    conditions: list[str] = []
    first: Clash | None = None
    for axis, (left, right) in enumerate(pairs):
        if left == right:
            continue
        verdict = agreement(left, right)
        if verdict.never:
            return Clash(axis, left, right)
        if not verdict.always:
            first = first or Clash(axis, left, right)
            conditions.append(verdict.condition or f"{left} == {right}")
    if first is None:
        return None
    facts = list(dict.fromkeys(fact for text in conditions for fact in text.split(" and ")))
    return first._replace(condition=" and ".join(facts), help=_declaration(facts))


_FACT = re.compile(r"(\w+)(?: % \d+)? (?:==|<=|>=) \d+")
_SAME = re.compile(r"(\w+) == (.+)")


def _declaration(facts: list[str]) -> str:
    found = [_FACT.fullmatch(fact) for fact in facts]
    names = list(dict.fromkeys(match[1] for match in found if match))
    if all(found):
        return f"say so: `dim {', '.join(names)} where {' and '.join(facts)}`"
    same = next((match for fact in facts if (match := _SAME.fullmatch(fact))), None)
    return f"where that always holds, write `{same[2]}` for `{same[1]}`" if same else ""
