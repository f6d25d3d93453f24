"""The numbers at the top of `train.py`."""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from specc.emit.expression import Code, Lit
from specc.emit.render import statement


class Knob(NamedTuple):
    """A constant of the program and what it is."""

    name: str
    value: Any
    why: str


def written(knobs: Iterable[Knob], body: str) -> list[str]:
    """A line for each knob that the body reads."""
    used = set(re.findall(r"\b[A-Z][A-Z0-9_]+\b", body))
    lines = []
    for knob in knobs:
        if knob.name in used:
            value = knob.value if isinstance(knob.value, Code) else Lit(knob.value)
            lines += statement(f"{knob.name} = ", value, 0, knob.why)
    return lines
