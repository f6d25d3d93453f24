"""docs/matrix.md names every layer and leaves no check of any case open."""

from pathlib import Path

import pytest

import specc.layers  # noqa: F401
from specc.layer import Layer

PAGE = Path(__file__).parents[2] / "docs" / "matrix.md"
ROWS = {
    cells[0]: cells[1:]
    for line in PAGE.read_text(encoding="utf-8").splitlines()
    if line.startswith("| ")
    for cells in [[cell.strip() for cell in line.strip("|").split("|")]]
}


@pytest.mark.parametrize("cls", Layer.known.values(), ids=lambda cls: cls.word)
def test_every_case_holds_in_every_column(cls: type[Layer]) -> None:
    family, *counts = ROWS[cls.word]
    assert family == cls.family
    count = str(len(cls.cases))
    rest = [count, "-", count, "-", "-"] if cls.opaque else [count] * 5
    assert counts == [count, *rest], "run `make matrix`"
