"""Columns of text."""

from collections.abc import Sequence

from specc.report.visible import width

GAP = "  "


def table(
    header: Sequence[str], lines: Sequence[Sequence[str]], right: Sequence[bool]
) -> list[str]:
    """The header, a rule and the lines, each column as wide as its widest cell."""
    widths = [max(width(line[at]) for line in (header, *lines)) for at in range(len(header))]
    rule = "─" * (sum(widths) + len(GAP) * (len(widths) - 1))
    shown = [_line(line, widths, right) for line in (header, *lines)]
    return [shown[0], rule, *shown[1:], rule]


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    padded = []
    for cell, wide, rightwards in zip(cells, widths, right, strict=True):
        space = " " * (wide - width(cell))
        padded.append(space + cell if rightwards else cell + space)
    return GAP.join(padded).rstrip()
