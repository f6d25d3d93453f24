"""Edits: what a text becomes when fixes are applied to it."""

import pytest

from specc.diagnostics import Edit, Fix, Safety
from specc.edit import apply, set_setting, uses
from specc.source import Source, Span
from specc.syntax.parse import parse

TEXT = "abcdef"
SOURCE = Source("a.spec", TEXT)
OTHER = Source("b.spec", "other")


def fix(*edits: tuple[int, int, str], source: Source = SOURCE) -> Fix:
    made = tuple(Edit(source, Span(start, end), text) for start, end, text in edits)
    return Fix("mend", made, Safety.SAFE)


@pytest.mark.parametrize(
    ("fixes", "result"),
    [
        ([], "abcdef"),
        ([fix((0, 1, "X")), fix((5, 6, ""))], "Xbcde"),
        ([fix((5, 6, "Y")), fix((1, 1, "X"))], "aXbcdeY"),
        ([fix((1, 3, "X")), fix((2, 4, "Y"))], "aXdef"),
        ([fix((2, 2, "X")), fix((2, 2, "Y"))], "abXcdef"),
        ([fix((2, 3, "X")), fix((0, 1, "Y"), (2, 3, "Z"))], "abXdef"),
        ([fix((0, 1, "X"), source=OTHER)], "abcdef"),
    ],
)
def test_apply(fixes: list[Fix], result: str) -> None:
    assert apply(fixes, TEXT) == result


@pytest.mark.parametrize(
    ("use", "result"),
    [
        ("Flatten", "Flatten(bias=false)"),
        ("Flatten()", "Flatten(bias=false)"),
        ("Dense(8)", "Dense(8, bias=false)"),
        ("Dense(8, bias=true, init=ones)", "Dense(8, bias=false, init=ones)"),
        ("Dense(\n    8,\n)", "Dense(\n    8, bias=false,\n)"),
    ],
)
def test_set_setting(use: str, result: str) -> None:
    before = "model M {\n    "
    source = Source("a.spec", f"{before}{use}\n}}\n")
    place = Span(len(before), len(before) + len(use))
    edit = set_setting(source, uses(parse(source).module)[place], "bias", "false")
    fixed = apply([Fix("mend", (edit,), Safety.SAFE)], source.text)
    assert fixed == f"{before}{result}\n}}\n"


def test_a_shared_layer_is_written_where_it_is_defined() -> None:
    text = "model M {\n    input x: [4]\n    layer fc = Dense(8)\n    x -> fc -> ReLU\n}\n"
    start = text.index("fc -> ReLU")
    written = uses(parse(Source("a.spec", text)).module)[Span(start, start + 2)]
    assert text[slice(*written.span)] == "Dense(8)"
