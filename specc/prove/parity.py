"""Tables whose target is the parity of the bits in a row."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from specc.training.plan import DataPlan

MOST = 10
"""Bits of the longest table that is looked at, of 1,024 rows."""


def parity_bits(data: "DataPlan | None") -> int:
    """Of how many bits a literal table gives the parity, in a row for each pattern; else 0.

    Bits are 0 and 1, or -1 and 1; the target may be the opposite of the parity.
    """
    from specc.training.source import Table  # loaded already where there is data
    from specc.training.table import numbers

    if data is None or not isinstance(data.source, Table) or data.source.targets is None:
        return 0
    rows = [tuple(numbers((row,))) for row in data.source.inputs[: 2**MOST + 1]]
    targets = list(numbers(data.source.targets[: 2**MOST + 1]))
    bits = len(rows[0])
    values = {value for row in rows for value in row}
    if bits > MOST or len(rows) != 2**bits or len(targets) != len(rows):
        return 0
    if not _two(values) or not _two(set(targets)) or len(set(rows)) != len(rows):
        return 0
    sides = {(row.count(1) % 2 == 1) == (t == 1) for row, t in zip(rows, targets, strict=True)}
    return bits if len(sides) == 1 else 0


def _two(values: set[float]) -> bool:
    return values in ({0, 1}, {-1, 1})
