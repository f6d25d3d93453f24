"""`specc layers`: every layer and library block is listed and has a page."""

import json

import pytest

from specc.cli.reference import entries
from specc.layer import Layer
from specc.report.reference import Entry
from tests.cli.conftest import Specc
from tools import reference

ENTRIES = list(entries())


def test_all_layers_are_listed(specc: Specc) -> None:
    ran = specc("layers")
    words = {line.split()[0] for line in ran.out.splitlines() if line.startswith("  ")}
    assert ran.code == 0
    assert words >= {*Layer.known, "Residual", "Bottleneck"}


def test_a_page(specc: Specc) -> None:
    ran = specc("layers", "Split")
    assert ran.out.startswith("Split(parts, axis=-1)\n  shape\n\n  Cuts one axis into `parts`")
    assert "  axis   default -1\n         the axis that is cut" in ran.out
    assert "  Split(2)                  [9, 6] → [9, 3], [9, 3]" in ran.out


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.word)
def test_nothing_is_left_unsaid(entry: Entry) -> None:
    assert entry.summary.endswith((".", ".)"))
    assert all(setting.doc or entry.module for setting in entry.settings)
    assert entry.module or (entry.shapes and entry.examples)


def test_a_block_of_the_library(specc: Specc) -> None:
    ran = specc("layers", "Residual")
    assert ran.out.startswith("Residual(width, stride=1)\n  import Residual from std.convolution\n")
    assert "arXiv 1512.03385" in ran.out


@pytest.mark.parametrize(
    ("name", "near"), [("Linear", "Dense"), ("conv2d", "Conv2D"), ("Residul", "Residual")]
)
def test_a_name_that_is_nearly_right(specc: Specc, name: str, near: str) -> None:
    ran = specc("layers", name)
    assert ran.code == 2
    assert f"there is no layer or block `{name}`; did you mean `{near}`?" in ran.err


def test_json(specc: Specc) -> None:
    (found,) = json.loads(specc("layers", "Dropout", "--json").out)
    assert found["signature"] == "Dropout(rate)"
    assert found["settings"][0]["accepts"] == "a number at least 0 and below 1"
    assert len(json.loads(specc("layers", "--json").out)) == len(ENTRIES)


def test_the_page_of_the_documentation_is_current() -> None:
    assert reference.PAGE.read_text(encoding="utf-8") == reference.page(), "run `make reference`"
