"""No model of the zoo is without a count from elsewhere, and every header names it."""

from pathlib import Path

import pytest

from tests.spec_file import ROOT, ZOO, checked

from .published import COUNTED, PUBLISHED
from .test_reference import CASES

HELD = {
    *((spec, model) for spec, model, _ in CASES),
    *((one.spec, one.model) for one in PUBLISHED),
    *((one.spec, one.model) for one in COUNTED),
}
ELSEWHERE = {(one.spec, one.model): one.torchvision for one in PUBLISHED}


@pytest.mark.parametrize("path", ZOO, ids=[path.stem for path in ZOO])
def test_every_model_is_held_against_another_count(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    header = " ".join(line for line in text.splitlines() if line.startswith("#"))
    for name, graph in checked(path).models.items():
        assert (path.stem, name) in HELD
        told = ELSEWHERE.get((path.stem, name))
        named = f"torchvision's `{told}`" in header or (told and f"`{told}`" in header)
        assert named or f"{graph.trainable:,}" in header


@pytest.mark.parametrize("path", ZOO, ids=[path.stem for path in ZOO])
def test_page_of_what_was_verified_is_current(path: Path) -> None:
    page = (ROOT / "docs" / "verified.md").read_text(encoding="utf-8")
    for name, graph in checked(path).models.items():
        counts = f"| {name} | {graph.trainable + graph.fixed:,} |"
        assert f"| [{path.stem}](../specs/{path.name}) {counts}" in page


def test_nothing_is_held_twice_or_in_vain() -> None:
    known = {(path.stem, name) for path in ZOO for name in checked(path).models}
    assert known == HELD
    assert len(HELD) == len(CASES) + len(PUBLISHED) + len(COUNTED)
