"""Edits: how fixes are made of them, and what a text becomes when fixes are applied to it."""

from specc.edit.apply import apply
from specc.edit.line import remove_line, set_line
from specc.edit.step import Step, after, before, remove, steps
from specc.edit.use import (
    Use,
    argument,
    name_of,
    remove_setting,
    set_setting,
    swap_activation,
    uses,
    word_of,
)

__all__ = [
    "Step",
    "Use",
    "after",
    "apply",
    "argument",
    "before",
    "name_of",
    "remove",
    "remove_line",
    "remove_setting",
    "set_line",
    "set_setting",
    "steps",
    "swap_activation",
    "uses",
    "word_of",
]
