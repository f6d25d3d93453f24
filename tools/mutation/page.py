"""Writes the table to its page."""

from tools.mutation.table import Row, text
from tools.mutation.zoo import ROOT

PAGE = ROOT / "docs" / "mutation.md"
FENCE = "```"


def write(table: list[Row]) -> None:
    """Put the table in the place of the one that stands on the page."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(f"{FENCE}text\n")
    after = rest.partition(FENCE)[2]
    lines = (line.rstrip() for line in text(table))
    PAGE.write_text(f"{before}{FENCE}text\n" + "\n".join([*lines, FENCE]) + after, "utf-8")
