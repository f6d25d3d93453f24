"""Edits: what a text becomes when fixes are applied to it."""

import pytest

from specc.diagnostics import Edit, Fix, Safety
from specc.edit import (
    Step,
    after,
    apply,
    before,
    remove,
    remove_line,
    set_line,
    set_setting,
    steps,
    uses,
)
from specc.source import Source, Span
from specc.syntax import ast
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
        ([fix((0, 2, "X"), (1, 3, "Y"))], "abcdef"),
        ([fix((2, 2, "X"), (2, 2, "Y"))], "abcdef"),
        ([fix((2, 2, "Y"), (0, 2, "X"))], "XYcdef"),
        ([fix((3, 3, "Y"), (0, 2, "X"))], "XcYdef"),
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


def in_model(body: str, line_end: str = "\n") -> str:
    """A model with these lines."""
    lines = ["model M {", "    input x: [4]", *(f"    {line}" for line in body.split("\n")), "}"]
    return line_end.join([*lines, ""])


def found_step(source: Source, written: str) -> Step:
    """The only step that is written so; the text is without a fault."""
    parsed = parse(source)
    assert not parsed.diagnostics
    (step,) = (s for span, s in steps(parsed.module).items() if source.cut(span) == written)
    return step


def after_edit(edit: Edit | None, text: str) -> str | None:
    """The text after an edit, still without a fault; None for no edit."""
    if edit is None:
        return None
    made = apply([Fix("mend", (edit,), Safety.SAFE)], text)
    assert not parse(Source("a.spec", made)).diagnostics
    return made


REMOVED = [
    # first, middle, last
    ("ReLU -> Dense(3)", "Dense(3)"),
    ("y = ReLU -> Dense(3)", "y = Dense(3)"),
    ("x -> ReLU -> Dense(3)", "x -> Dense(3)"),
    ("x->ReLU->Dense(3)", "x->Dense(3)"),
    ("Dense(3) -> ReLU", "Dense(3)"),
    ("output y = Dense(3) -> ReLU", "output y = Dense(3)"),
    ("(x + x) -> ReLU -> Dense(3)", "(x + x) -> Dense(3)"),
    # with a comment behind
    ("Dense(3) -> ReLU  # why", "Dense(3)  # why"),
    ("ReLU -> Dense(3)  # why", "Dense(3)  # why"),
    # alone
    ("Dense(3)\nReLU\nDense(4)", "Dense(3)\nDense(4)"),
    ("Dense(3)\nReLU  # why\nDense(4)", "Dense(3)\n# why\nDense(4)"),
    ("# why\nReLU\nDense(4)", "# why\nDense(4)"),
    ("y = ReLU", None),
    ("output ReLU", None),
    # over several lines
    ("ReLU\n  -> Dense(3)\n  -> Dense(4)", "Dense(3)\n  -> Dense(4)"),
    ("ReLU  # why\n  -> Dense(3)", None),
    ("Dense(3)\n  -> ReLU\n  -> Dense(4)", "Dense(3)\n  -> Dense(4)"),
    ("Dense(3)\n  -> ReLU", "Dense(3)"),
    ("Dense(3)\n\n  -> ReLU\nDense(4)", "Dense(3)\n\nDense(4)"),
    ("Dense(3)\n  -> ReLU -> Dense(4)", "Dense(3)\n  -> Dense(4)"),
    ("Dense(3)\n  -> Dense(4) -> ReLU  # why", "Dense(3)\n  -> Dense(4)  # why"),
    ("Dense(3)\n  -> ReLU  # why\n  -> Dense(4)", "Dense(3)\n  # why\n  -> Dense(4)"),
    ("Dense(3)  # why\n  -> ReLU\n  -> Dense(4)", "Dense(3)  # why\n  -> Dense(4)"),
    ("Dense(3)\n  # a -> b\n  -> ReLU\n  -> Dense(4)", "Dense(3)\n  # a -> b\n  -> Dense(4)"),
    # in branches, parentheses, bodies
    ("[x -> ReLU, x] -> Add", "[x, x] -> Add"),
    ("x -> [ReLU -> Dense(4), Identity] -> Add", "x -> [Dense(4), Identity] -> Add"),
    ("x -> [Dense(4)\n  -> ReLU, x] -> Add", "x -> [Dense(4), x] -> Add"),
    ("x -> [Dense(4)  # why\n  -> ReLU, x] -> Add", None),
    ("x -> [Dense(4) ->  # a -> b\n  ReLU, x] -> Add", None),
    ("x -> [ReLU, Identity] -> Add", None),
    ("[ReLU, ReLU(note=1)]", None),
    ("y = x + (x -> ReLU -> Dense(4))", "y = x + (x -> Dense(4))"),
    ("x -> (ReLU -> Dense(4)) -> Dense(3)", "x -> (Dense(4)) -> Dense(3)"),
    ("repeat 2 { ReLU -> Dense(4) }", "repeat 2 { Dense(4) }"),
    ("repeat 2 { ReLU }", None),
    ("repeat 2 {\n  ReLU\n  Dense(4)\n}", "repeat 2 {\n  Dense(4)\n}"),
    ("x -> for n in [2, 3] { ReLU -> Dense(n) }", "x -> for n in [2, 3] { Dense(n) }"),
    ("if true {\n  Dense(4)\n} else {\n  ReLU\n}", "if true {\n  Dense(4)\n} else {\n}"),
]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize(("body", "result"), REMOVED)
def test_remove_a_step(body: str, result: str | None, line_end: str) -> None:
    source = Source("a.spec", in_model(body, line_end))
    made = after_edit(remove(source, found_step(source, "ReLU")), source.text)
    assert made == (None if result is None else in_model(result, line_end))


@pytest.mark.parametrize(
    ("body", "result"),
    [
        ("x -> Dropout(\n  0.0,\n) -> Dense(3)", "x -> Dense(3)"),
        ("Dropout(\n  0.0,\n)\nDense(3)", "Dense(3)"),
        ("x\n  -> Dropout(\n    0.0,\n  )\n  -> Dense(3)", "x\n  -> Dense(3)"),
        ("x -> Dropout(  # why\n  0.0,\n) -> Dense(3)", None),
        ("x\n  -> Dropout(\n    0.0,  # why\n  )\n  -> Dense(3)", None),
        ("Dropout(  # why\n  0.0,\n)\nDense(3)", None),
        ("Dropout(  # why\n  0.0,\n) -> Dense(3)", None),
    ],
)
def test_remove_a_step_of_several_lines(body: str, result: str | None) -> None:
    source = Source("a.spec", in_model(body))
    module = parse(source).module
    (step,) = (s for span, s in steps(module).items() if source.cut(span).startswith("Dropout"))
    made = after_edit(remove(source, step), source.text)
    assert made == (None if result is None else in_model(result))


def test_remove_the_last_line_of_a_text() -> None:
    source = Source("a.spec", "model M {\n    input x: [4]\n    Dense(3)\n    ReLU }")
    assert remove(source, found_step(source, "ReLU")) is None


@pytest.mark.parametrize(
    ("body", "with_before", "with_after"),
    [
        ("ReLU", "Flatten -> ReLU", "ReLU -> Flatten"),
        ("y = ReLU  # why", "y = Flatten -> ReLU  # why", "y = ReLU -> Flatten  # why"),
        ("x -> ReLU -> Add", "x -> Flatten -> ReLU -> Add", "x -> ReLU -> Flatten -> Add"),
        ("x\n  -> ReLU", "x\n  -> Flatten -> ReLU", "x\n  -> ReLU -> Flatten"),
        ("x -> [ReLU, x]", "x -> [Flatten -> ReLU, x]", "x -> [ReLU -> Flatten, x]"),
        ("repeat 2 { ReLU }", "repeat 2 { Flatten -> ReLU }", "repeat 2 { ReLU -> Flatten }"),
        ("x + (x -> ReLU)", "x + (x -> Flatten -> ReLU)", "x + (x -> ReLU -> Flatten)"),
    ],
)
def test_add_a_step(body: str, with_before: str, with_after: str) -> None:
    source = Source("a.spec", in_model(body))
    step = found_step(source, "ReLU")
    assert after_edit(before(source, step, "Flatten"), source.text) == in_model(with_before)
    assert after_edit(after(source, step, "Flatten"), source.text) == in_model(with_after)


@pytest.mark.parametrize(
    ("written", "with_after"),
    [("x + x", "(x + x -> ReLU)"), ("repeat 2 { Tanh }", "(repeat 2 { Tanh } -> ReLU)")],
)
def test_add_a_step_behind_what_is_more_than_a_layer(written: str, with_after: str) -> None:
    source = Source("a.spec", in_model(f"y = {written}"))
    made = after_edit(after(source, found_step(source, written), "ReLU"), source.text)
    assert made == in_model(f"y = {with_after[1:-1]}")


def section(source: Source) -> ast.Section:
    parsed = parse(source)
    assert not parsed.diagnostics
    (only,) = parsed.module.declarations
    assert isinstance(only, ast.Section)
    return only


def in_train(*lines: str) -> str:
    """A section with these lines."""
    return "\n".join(["train {", *(f"    {line}" for line in lines), "}", ""])


LISTED = ("metrics = [", "    accuracy,", "]")

SET = [
    # changed
    (in_train("loss  = mse  # why", "batch = 8"), in_train("loss  = mae  # why", "batch = 8")),
    ("train { loss = mse }\n", "train { loss = mae }\n"),
    # added, aligned where the others are
    (
        in_train("batch  = 8", "epochs = 2"),
        in_train("batch  = 8", "epochs = 2", "loss   = mae"),
    ),
    (in_train("batch = 8", "epochs = 2"), in_train("batch = 8", "epochs = 2", "loss = mae")),
    (in_train("lr = 8"), in_train("lr = 8", "loss = mae")),
    (
        in_train("batch = 8  # why", "", "# end"),
        in_train("batch = 8  # why", "loss  = mae", "", "# end"),
    ),
    (in_train(*LISTED), in_train(*LISTED, "loss    = mae")),
    ("train {\n  batch = 8\n}\n", "train {\n  batch = 8\n  loss  = mae\n}\n"),
    # where the section has no line, is one, or ends in its last
    ("train {}\n", in_train("loss = mae")),
    ("train { }\n", in_train("loss = mae")),
    (in_train(), in_train("loss = mae")),
    ("train {  # why\n}\n", "train {  # why\n    loss = mae\n}\n"),
    (in_train("# why"), in_train("loss = mae", "# why")),
    ("train { batch = 8 }\n", in_train("batch = 8", "loss = mae")),
    ("train { batch = 8\n}\n", "train { batch = 8\n    loss  = mae\n}\n"),
    ("train {\n    batch = (8) }\n", in_train("batch = (8)", "loss  = mae")),
]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize(("text", "result"), SET)
def test_set_a_line(text: str, result: str, line_end: str) -> None:
    source = Source("a.spec", text.replace("\n", line_end))
    edit = set_line(source, section(source), "loss", "mae")
    assert after_edit(edit, source.text) == result.replace("\n", line_end)


@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize(
    ("text", "result"),
    [
        (in_train("loss = mse", "batch = 8"), in_train("batch = 8")),
        (in_train("batch = 8", "loss = mse"), in_train("batch = 8")),
        (in_train("loss = mse"), in_train()),
        (in_train("loss = {", "    a: mse,", "}", "batch = 8"), in_train("batch = 8")),
        (in_train("# why", "loss = mse"), in_train("# why")),
        (in_train("loss = mse  # why"), None),
        (in_train("loss = {  # why", "    a: mse,", "}"), None),
        ("train { loss = mse }\n", None),
        ("train { loss = mse\n    batch = 8\n}\n", None),
        ("train {\n    batch = 8\n    loss = mse }\n", None),
        (in_train("batch = 8"), None),
    ],
)
def test_remove_a_line(text: str, result: str | None, line_end: str) -> None:
    source = Source("a.spec", text.replace("\n", line_end))
    made = after_edit(remove_line(source, section(source), "loss"), source.text)
    assert made == (None if result is None else result.replace("\n", line_end))
