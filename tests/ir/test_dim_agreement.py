"""Whether sizes agree, and the condition under which they do."""

import pytest

from specc.ir.dim import Agreement, Size, agreement, at_least, symbol

SIZES: dict[str, Size] = {
    "H": symbol("H"),
    "W": symbol("W"),
    "T": symbol("T", upper=1024),
    "S": symbol("S", upper=15),
    "C": symbol("C", divisor=16),
}


def size(text: str) -> Size:
    """The size that a user would write as `text`."""
    return eval(text, {"__builtins__": {}}, SIZES)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("12", "12"),
        ("16 * (C // 16)", "C"),
        ("H // 3 + (H + 1) // 3 + (H + 2) // 3", "H"),
        ("(H * H + H) % 2", "0"),
        ("(H + 1) // 2 * 2 - H", "H % 2"),
    ],
)
def test_always(left: str, right: str) -> None:
    assert agreement(size(left), size(right)) == Agreement(True, False)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("12", "13"),
        ("H", "H + 1"),
        ("2 * H", "2 * W + 1"),
        ("T", "1025"),
        ("C", "24"),
        ("S // 16", "1"),
        ("H * H", "15"),
        ("H // 2 + H // 3", "H"),
        ("2 * (H // 2)", "2 * ((H + 1) // 2) + 1"),
        ("H * W", "H * W + W"),
        ("S % 3 + S % 7", "0"),
    ],
)
def test_never(left: str, right: str) -> None:
    assert agreement(size(left), size(right)) == Agreement(False, True)


@pytest.mark.parametrize(
    ("left", "right", "condition"),
    [
        ("2 * (H // 2)", "H", "H % 2 == 0"),
        ("16 * (H // 16)", "H", "H % 16 == 0"),
        ("8 * ((H + 7) // 8)", "H", "H % 8 == 0"),
        ("2 * (H // 2 // 2)", "H // 2", "H % 4 == 0"),
        ("(H + 1) // 2", "H // 2", "H % 2 == 0"),
        ("(H + 1) // 4", "H // 4", "H % 2 == 0"),
        ("H // 4", "(H + 2) // 4", "H % 4 == 0"),
        ("C", "64 * (C // 64)", "C % 64 == 0"),
        ("C % 6", "0", "C % 48 == 0"),
        ("4 * (H // 2) * (W // 2)", "H * W", "H % 2 == 0 and W % 2 == 0"),
        ("2 * (H // 2) * W", "H * W", "H % 2 == 0"),
        ("T - 1000 * (T // 1000)", "0", "T == 1000"),
        ("T", "16 * (T // 16)", "T % 16 == 0"),
        ("H", "12", "H == 12"),
        ("C // 4", "12", "C == 48"),
        ("H * W", "12 * H", "W == 12"),
        ("(H // 4) ** 2 + 1", "197", "H >= 56 and H <= 59"),
        ("(C // 16) ** 2 + 1", "197", "C == 224"),
        ("(H - 7) // 2 + 1", "112", "H >= 229 and H <= 230"),
        ("((H - 7) // 2 + 1) * W", "112 * W", "H >= 229 and H <= 230"),
        ("H // 8", "0", "H <= 7"),
        ("S", "16 * (S // 16) + S % 5", "S <= 4"),
        ("H", "W", "H == W"),
        ("2 * C", "2 * H + 6", "H == C - 3"),
        ("T", "H // 2", "T == H // 2"),
    ],
)
def test_condition(left: str, right: str, condition: str) -> None:
    assert agreement(size(left), size(right)) == Agreement(False, False, condition)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("2 * (H // 2) + 1", "H"),
        ("3 * H", "2 * W"),
        ("H * W", "12"),
        ("(H - 3) ** 2", "4"),
        ("(H // 300 + W) * T", "(H // 301 + W) * C"),
    ],
)
def test_no_condition_that_can_be_stated(left: str, right: str) -> None:
    assert agreement(size(left), size(right)) == Agreement(False, False)


@pytest.mark.parametrize(
    ("text", "divisor"),
    [("2 * (H // 2) - H", 2), ("H // 4 - (H + 2) // 4", 4), ("H % 12", 12), ("5 * H % 15", 3)],
)
def test_the_divisor_is_the_least(text: str, divisor: int) -> None:
    assert agreement(size(text), 0).condition == f"H % {divisor} == 0"
    vanishes = {h for h in range(1, 121) if eval(text, {"H": h}) == 0}
    enough = {d for d in range(1, divisor + 1) if all(h in vanishes for h in range(d, 121, d))}
    assert enough == {divisor}


@pytest.mark.parametrize(
    ("text", "least", "found"),
    [
        ("12", 7, Agreement(True, False)),
        ("6", 7, Agreement(False, True)),
        ("C", 16, Agreement(True, False)),
        ("S", 16, Agreement(False, True)),
        ("H", 7, Agreement(False, False, "H >= 7")),
        ("C", 40, Agreement(False, False, "C >= 48")),
        ("100 - H", 1, Agreement(False, False, "H <= 99")),
        ("(H - 7) // 2 + 1", 1, Agreement(False, False, "H >= 7")),
        ("(((H - 7) // 2 + 1) - 3) // 2", 1, Agreement(False, False, "H >= 15")),
        ("-T", -8, Agreement(False, False, "T <= 8")),
        ("H * H - 100", 0, Agreement(False, False, "H >= 10")),
        ("H + W", 3, Agreement(False, False)),
        ("H % 8", 3, Agreement(False, False)),
    ],
)
def test_at_least(text: str, least: int, found: Agreement) -> None:
    assert at_least(size(text), least) == found
