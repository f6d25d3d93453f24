"""The canonical form of sizes, their text, and their limits."""

import pytest

from specc.ir.dim import (
    Contradiction,
    DimTooComplex,
    Size,
    Symbol,
    bounds,
    divides,
    evaluate,
    is_positive,
    merge_facts,
    render,
    substitute,
    symbol,
    symbols,
)

SIZES: dict[str, Size] = {
    "H": symbol("H"),
    "W": symbol("W"),
    "T": symbol("T", upper=1024),
    "C": symbol("C", divisor=16),
    "K": symbol("K", lower=7),
}


def size(text: str) -> Size:
    """The size that a user would write as `text`."""
    return eval(text, {"__builtins__": {}}, SIZES)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("(H + 1) // 2", "-(-H // 2)"),
        ("(H + 6) // 7", "-(-H // 7)"),
        ("(H + W - 1) // W", "-(-H // W)"),
        ("(2 * H + 1) // 2", "H"),
        ("H // 2 // 2", "H // 4"),
        ("H // 2 // W", "H // (2 * W)"),
        ("(H // 2 + 3) // 4", "(H + 6) // 8"),
        ("2 * (C // 16)", "C // 8"),
        ("16 * (C // 16)", "C"),
        ("C % 16", "0"),
        ("H % W + W * (H // W)", "H"),
        ("H * W // W", "H"),
        ("(H * W + H) // (W + 1)", "H"),
        ("(W + H * W) // (2 * W)", "(H + 1) // 2"),
        ("H // -2", "-H // 2"),
        ("T // 2048", "0"),
        ("T // (T + 1)", "0"),
        ("7 // K // 2", "7 // (2 * K)"),
        ("(H + 1) ** 2", "H * H + 2 * H + 1"),
        ("5 - (H - H)", "5"),
        ("5 % W - 5", "-W * (5 // W)"),
    ],
)
def test_equal_sizes_have_one_form(left: str, right: str) -> None:
    assert size(left) == size(right)
    assert hash(size(left)) == hash(size(right))


@pytest.mark.parametrize(
    "text",
    [
        "H",
        "-H",
        "T + 3",
        "3 - T",
        "2 * H",
        "H * W",
        "H // 2",
        "(H + 1) // 2",
        "(H - 5) // 2",
        "(H + 31) // 32",
        "(3 * H + 2) // 4",
        "2 * (H // 2)",
        "-(H // 2)",
        "4 * (H // 8) + 1",
        "4 * (H // 2) * (W // 2)",
        "H // (2 * W)",
        "(T - 1) // W + 1",
        "(H - W) // 4",
        "H % 8",
        "3 * (H % 8) + 1",
        "C // 4",
        "3 * (C // 2)",
        "C // 32",
        "(C + 16) // 32",
        "C % 32",
        "H * (C // 2)",
        "W * ((H + 1) // 2)",
        "64 * ((H + 1) // 2) * ((W + 1) // 2)",
        "2 * (W + 3) * ((H + 1) // 2) + 1",
        "H * W - H // 2",
        "(H * W + 1) // (W + 3)",
    ],
)
def test_text_is_as_written(text: str) -> None:
    assert str(size(text)) == text


def test_generated_code_has_its_own_names() -> None:
    names = {"H": "height", "C": "x.shape[1]"}
    assert render(size("(H + 1) // 2 * W + C // 4"), names) == (
        "W * ((height + 1) // 2) + x.shape[1] // 4"
    )
    assert render(12, names) == "12"
    assert repr(size("H + 1")) == "Dim(H + 1)"


def chain(text: str, times: int) -> Size:
    """`text` applied again and again, from `H`."""
    value = SIZES["H"]
    for _ in range(times):
        value = eval(text, {"x": value, **SIZES})
    return value


@pytest.mark.parametrize(
    ("step", "times", "text"),
    [
        ("(x + 1) // 2", 5, "(H + 31) // 32"),
        ("-(-x // 2)", 5, "(H + 31) // 32"),
        ("x // 2", 5, "H // 32"),
        ("(x - 7) // 2 + 1", 1, "(H - 5) // 2"),
        ("(x - 7) // 2 + 1", 3, "(H - 35) // 8"),
        ("(x + 2 * 3 - 7) // 2 + 1", 4, "(H + 15) // 16"),
        ("(x - 1) * 2 + 2", 3, "8 * H"),
        ("(x // 2 - 1) * 2 + 2", 2, "2 * (H // 2)"),
    ],
)
def test_chains_of_strides_stay_one_division(step: str, times: int, text: str) -> None:
    assert str(chain(step, times)) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("H", (1, None)),
        ("T", (1, 1024)),
        ("C", (16, None)),
        ("K - 6", (1, None)),
        ("1 - H", (None, 0)),
        ("(H + 1) // 2", (1, None)),
        ("(T + 1) // 2", (1, 512)),
        ("2 * (H // 2) - H", (-1, 0)),
        ("H * W - H", (0, None)),
        ("T * T", (1, 1 << 20)),
        ("T // W", (0, 1024)),
        ("-T // W", (-1024, -1)),
        ("(T - 2000) // W", (-1999, -1)),
        ("T // (K - 7)", (None, None)),
        ("H - W", (None, None)),
        ("H ** 7", (None, None)),
    ],
)
def test_bounds(text: str, expected: tuple[int | None, int | None]) -> None:
    assert bounds(size(text)) == expected


@pytest.mark.parametrize(("text", "known"), [("H", True), ("H - 1", None), ("1 - H", False)])
def test_is_positive(text: str, known: bool | None) -> None:
    assert is_positive(size(text)) is known


@pytest.mark.parametrize(
    ("divisor", "text", "known"),
    [
        (16, "C", True),
        (32, "C", None),
        (2, "H", None),
        (2, "2 * H + 1", False),
        (2, "H * H + H", True),
        (3, "12", True),
        (5, "12", False),
    ],
)
def test_divides(divisor: int, text: str, known: bool | None) -> None:
    assert divides(divisor, size(text)) is known


def test_symbols_and_values() -> None:
    area = size("H * (W // 2) + 7 // K")
    assert symbols(area) == {"H", "W", "K"}
    assert symbols(7) == set()
    assert evaluate(area, {"H": 3, "W": 5, "K": 7}) == 7
    assert str(substitute(area, {"W": 8, "K": 9})) == "4 * H"
    assert substitute(area, {"W": 8, "K": 7, "H": 2}) == 9


def test_a_value_must_fit_the_divisor() -> None:
    with pytest.raises(ValueError, match="`C` is 24, not a multiple of 16"):
        evaluate(size("C"), {"C": 24})


def test_a_symbol_with_one_value_is_that_value() -> None:
    assert symbol("H", divisor=4, lower=5, upper=9) == 8
    with pytest.raises(ValueError, match="no size can be `H`"):
        symbol("H", divisor=16, upper=15)


@pytest.mark.parametrize("text", ["H // 0", "H % 0", "H // (W - W)"])
def test_division_by_zero(text: str) -> None:
    with pytest.raises(ZeroDivisionError):
        size(text)


def test_a_negative_power_is_no_size() -> None:
    with pytest.raises(ValueError, match="power -1"):
        size("H ** -1")


@pytest.mark.parametrize(
    ("step", "times"),
    [
        ("x * (x + W)", 7),
        ("(x // W + 3) // K", 40),
        ("x * x + x // 3", 12),
        ("x + (x * W) // 7 + (x * K) // 5", 12),
        ("(x + W + T + C + K) ** 5", 1),
        ("x ** 33", 1),
    ],
)
def test_what_grows_too_large_is_refused(step: str, times: int) -> None:
    with pytest.raises(DimTooComplex):
        chain(step, times)


@pytest.mark.parametrize(
    ("facts", "merged"),
    [
        ([], Symbol("T")),
        ([Symbol("T", 4), Symbol("T", 6)], Symbol("T", 12, 12)),
        ([Symbol("T", 16), Symbol("T", upper=1030)], Symbol("T", 16, 16, 1024)),
        ([Symbol("T", lower=7), Symbol("T", lower=9, upper=9)], Symbol("T", 1, 9, 9)),
    ],
)
def test_facts_merge(facts: list[Symbol], merged: Symbol) -> None:
    assert merge_facts("T", facts) == merged


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        (
            [Symbol("T", lower=2000), Symbol("T", upper=1024)],
            "`T >= 2000` and `T <= 1024` leave `T` no value",
        ),
        (
            [Symbol("T", 16, lower=17), Symbol("T", upper=30)],
            "`T >= 17` and `T <= 30` hold no multiple of 16, as `T % 16 == 0` wants",
        ),
    ],
)
def test_facts_that_clash_are_told(facts: list[Symbol], text: str) -> None:
    merged = merge_facts("T", facts)
    assert isinstance(merged, Contradiction)
    assert merged.text == text


@pytest.mark.parametrize(("value", "fits"), [(16, True), (24, False), (0, False), (64, False)])
def test_a_symbol_admits_what_its_facts_allow(value: int, fits: bool) -> None:
    assert Symbol("C", 16, 1, 48).admits(value) is fits
