"""Blocks that no model uses are checked as far as that goes without inputs and settings."""

import pytest

from specc.driver import check
from specc.files.workspace import Workspace
from specc.source import Source

MODEL = "model M {\n    input x: [8]\n    Dense(2)\n}\n"


def messages(block: str) -> list[str]:
    text = f"{block}\n{MODEL}"
    found = check(Source("m.spec", text), Workspace().load, rules=False).diagnostics
    return [one.message for one in found]


@pytest.mark.parametrize(
    ("block", "message"),
    [
        ("block B {\n    Dens(3)\n}", "there is no layer or block `Dens`"),
        ("block B(w) {\n    Dense(w, unit=3)\n}", "`Dense` has no setting `unit`"),
        ("block B(w=8) {\n    input x\n    y -> Dense(w)\n}", "unknown tensor `y`"),
        ("block B(w=sqrt(-1)) {\n    Dense(w)\n}", "`sqrt` has no value for [-1]"),
        ("block B {\n    Dense(3, activation=rellu)\n}", "`activation` of `Dense` must be"),
    ],
)
def test_a_fault_is_found(block: str, message: str) -> None:
    (found,) = messages(block)
    assert found.startswith(message)


@pytest.mark.parametrize(
    "block",
    [
        "block B(w) {\n    Dense(w) -> Dense(w // 2 + 1)\n}",
        "block B(w=none) {\n    input x\n    if w != none { Dense(w) }\n    output x\n}",
        "block B(n) {\n    input x, y\n    z = [x, y] -> Concat\n    repeat n { Dense(n) }\n}",
        "block B {\n    assert 1 == 1\n    C\n}\nblock C {\n    input x: [8]\n    x -> Dense(3)\n}",
    ],
)
def test_what_depends_on_its_use_is_not_judged(block: str) -> None:
    assert messages(block) == []
