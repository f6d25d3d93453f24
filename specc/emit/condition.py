"""The condition of an `if` as an expression of literals, which then become parameters."""

import operator
from collections.abc import Callable, Mapping
from typing import Any

from specc.emit.column import differs
from specc.emit.expression import Expr, Infix, Lit, Not, Varied, walk
from specc.emit.parameters import CHANNELS
from specc.emit.scope import Scope
from specc.emit.step import Branch, Case


def condition(tests: Mapping[int, Any], holds: Mapping[int, bool], scope: Scope) -> Expr:
    """The test that all uses asked; a truth value of its own where its operands do not decide it.

    `tests` are those of `specc.ir.graph.Branch`, by use, and `holds` is how each came out.
    """
    found = _joined(dict(tests), scope)
    if found is not None and _decides(found):
        return found
    return Varied(scope.column(dict(holds)), "branch")


def _joined(tests: dict[int, Any], scope: Scope) -> Expr | None:
    known = {at: test for at, test in tests.items() if test[0] != "unknown"}
    if not known or len({test[0] for test in known.values()}) > 1:
        return None
    sign = next(iter(known.values()))[0]
    if sign == "value":
        text = next(iter(known.values()))[2]
        return Varied(scope.column({at: test[1] for at, test in known.items()}), _hint(text))
    parts = [
        _joined({at: test[side] for at, test in known.items()}, scope)
        for side in range(1, 2 if sign == "not" else 3)
    ]
    if any(part is None for part in parts):
        return None
    return Not(*parts) if sign == "not" else Infix(sign, *parts)  # type: ignore[arg-type]


def _hint(text: str) -> str:
    """What an operand is called where it becomes a parameter."""
    if text.endswith(".channels"):
        return CHANNELS
    return text if text.isidentifier() else "size"


def _decides(test: Expr) -> bool:
    """Whether any operand differs between the uses."""
    found: list[bool] = []

    def note(part: Expr) -> None:
        if isinstance(part, Varied):
            found.append(differs(part.column))

    walk(test, note)
    return any(found)


COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
NEGATED = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


def folded(test: Expr) -> Expr:
    """The test without the parts that are decided by literals alone."""
    if isinstance(test, Not):
        return negated(folded(test.value))
    if not isinstance(test, Infix):
        return test
    left, right = folded(test.left), folded(test.right)
    if test.sign in ("and", "or"):
        decisive = test.sign == "or"
        for one, other in ((left, right), (right, left)):
            if isinstance(one, Lit):
                return Lit(decisive) if bool(one.value) is decisive else other
    elif isinstance(left, Lit) and isinstance(right, Lit):
        return Lit(COMPARED[test.sign](left.value, right.value))
    return Infix(test.sign, left, right)


def negated(test: Expr) -> Expr:
    """What holds where the test does not."""
    if isinstance(test, Lit):
        return Lit(not test.value)
    if isinstance(test, Not):
        return test.value
    if isinstance(test, Infix) and test.sign in NEGATED:
        return Infix(NEGATED[test.sign], test.left, test.right)
    if isinstance(test, Infix) and test.sign in ("and", "or"):
        sign = "or" if test.sign == "and" else "and"
        return Infix(sign, negated(test.left), negated(test.right))
    return Not(test)


def in_order(branch: Branch) -> tuple[Case, ...]:
    """The cases, turned around where only the second does anything."""
    first, *rest = branch.cases
    if len(rest) != 1 or first.items or not rest[0].items or first.test is None:
        return branch.cases
    return (rest[0]._replace(test=negated(first.test)), first._replace(test=None))
