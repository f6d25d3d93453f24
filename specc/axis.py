"""Axes of tensors: finding one by its number, and whether the sizes of several agree."""

import re
from collections.abc import Iterable

from specc.ir.dim import Size, agreement
from specc.ir.tensor import TensorType
from specc.namedtuple import NamedTuple
from specc.setting import Fault


def find_axis(word: str, kind: TensorType, axis: int, setting: str = "axis") -> int | Fault:
    """The axis counted from 0, for one that may be counted from the end; the batch axis apart."""
    if -kind.rank <= axis < kind.rank:
        return axis % kind.rank
    message = f"`{setting}` of `{word}` is {axis}, and {kind} has {numbered(kind)}"
    help = "the first axis is `0`, the last is also `-1`; the batch axis is not counted"
    return Fault(message, help, setting=setting, rule="invalid-setting")


def find_axes(word: str, kind: TensorType, axes: int | tuple[int, ...]) -> tuple[int, ...] | Fault:
    """The axes of a setting `axis`, one or several, from 0 and in order; the batch axis apart."""
    if axes == ():
        message = f"`axis` of `{word}` names no axis"
        return Fault(message, setting="axis", rule="invalid-setting")
    found: set[int] = set()
    for given in (axes,) if isinstance(axes, int) else axes:
        axis = find_axis(word, kind, given)
        if isinstance(axis, Fault):
            return axis
        if axis in found:
            message = f"`axis` of `{word}` names axis {axis} of {kind} twice"
            return Fault(message, setting="axis", rule="invalid-setting")
        found.add(axis)
    return tuple(sorted(found))


def new_axis(word: str, kind: TensorType, axis: int) -> int | Fault:
    """Where a new axis stands in the result, from 0; the batch axis apart."""
    larger = kind._replace(sizes=(*kind.sizes, 1))
    if not isinstance(find_axis(word, larger, axis), Fault):
        return axis % larger.rank
    message = f"`axis` of `{word}` is {axis}, and the result has {numbered(larger)}"
    help = "the first axis is `0`, the last is also `-1`; the batch axis is not counted"
    return Fault(message, help, setting="axis", rule="invalid-setting")


def numbered(kind: TensorType) -> str:
    """Which axes there are, for a message: `axes 0 to 2`."""
    return "only axis 0" if kind.rank == 1 else f"axes 0 to {kind.rank - 1}"


def longer(kind: TensorType) -> str:
    """The type with an axis of size 1 behind the others, for a message."""
    return f"`{kind._replace(sizes=(*kind.sizes, 1))}`"


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


class Declaration(str):
    """A fault's help that says how a condition on dims is declared.

    The resolver adds what else the model needs of these dims, and a fix.
    """

    facts: tuple[str, ...] = ()


def declaration(condition: str) -> str:
    """How a condition on sizes is declared, for a fault's help; empty where that is not known."""
    return _declaration(condition.split(" and "))


def _declaration(facts: list[str]) -> str:
    found = [_FACT.fullmatch(fact) for fact in facts]
    names = list(dict.fromkeys(match[1] for match in found if match))
    if all(found):
        help = Declaration(f"say so: `dim {', '.join(names)} where {' and '.join(facts)}`")
        help.facts = tuple(facts)
        return help
    same = next((match for fact in facts if (match := _SAME.fullmatch(fact))), None)
    return f"where that always holds, write `{same[2]}` for `{same[1]}`" if same else ""
