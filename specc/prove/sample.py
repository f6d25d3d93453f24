"""Rows with a class each, as far as they are known: those of literal tables, or of files.

A check opens nothing that a spec names; where the user asks for it, `Options.rows` does.
"""

from math import isfinite
from typing import TYPE_CHECKING, Any, TypeAlias

from specc.namedtuple import NamedTuple

if TYPE_CHECKING:
    from specc.subject import Subject
    from specc.training.plan import DataPlan
    from specc.training.source import Table

MAX_ROWS = 5_000
MAX_FEATURES = 64

Row: TypeAlias = tuple[float, ...]


class Sample(NamedTuple):
    """Rows, and the class of each as a number: its place in `names`.

    `literal` is true where the rows stand in the spec.
    """

    rows: tuple[Row, ...]
    labels: tuple[int, ...]
    names: tuple[str, ...]
    literal: bool = False

    @property
    def consistent(self) -> list[int]:
        """The rows whose equals all have the same class: the others are beyond any model."""
        found: dict[Row, set[int]] = {}
        for row, label in zip(self.rows, self.labels, strict=True):
            found.setdefault(row, set()).add(label)
        return [index for index, row in enumerate(self.rows) if len(found[row]) == 1]


def known(subject: "Subject", data: "DataPlan") -> Sample | str | None:
    """The rows of a data section, or why they cannot be had; None where nobody asks for them."""
    from specc.training.source import Table  # loaded already where there is data

    if isinstance(data.source, Table):
        return _written(data.source)
    options = subject.options
    return options.rows(data) if options.data and options.rows is not None else None


def numbered(rows: list[Row], classes: list[Any], *, literal: bool = False) -> Sample | None:
    """A sample of these rows, its classes in order; None where a proof would find no use for it."""
    if not rows or len(rows) > MAX_ROWS or not 0 < len(rows[0]) <= MAX_FEATURES:
        return None
    found = sorted(set(classes))
    if len(found) < 2 or not all(isfinite(value) for row in rows for value in row):
        return None
    place = {name: index for index, name in enumerate(found)}
    labels = tuple(place[name] for name in classes)
    return Sample(tuple(rows), labels, tuple(map(str, found)), literal)


def _written(source: "Table") -> Sample | None:
    """A table whose targets are whole numbers, or vectors with one 1."""
    from specc.training.table import numbers

    targets = [tuple(numbers((row,))) for row in source.targets or ()]
    if not all(isfinite(value) and value == int(value) for row in targets for value in row):
        return None
    rows = [tuple(numbers((row,))) for row in source.inputs]
    if all(len(row) == 1 for row in targets):
        return numbered(rows, [int(row[0]) for row in targets], literal=True)
    if all(sorted(row) == [0] * (len(row) - 1) + [1] for row in targets):
        return numbered(rows, [row.index(1) for row in targets], literal=True)
    return None
