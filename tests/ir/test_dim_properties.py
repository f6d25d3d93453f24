"""Sizes against Python's own integers, on random expressions and values."""

from hypothesis import given, settings
from hypothesis import strategies as st

from specc.ir.dim import Dim, Size, Symbol, agreement, at_least, bounds, evaluate, size_of

FACTS = [Symbol("H"), Symbol("W", upper=50), Symbol("C", 4), Symbol("K", 6, 7, 90)]
SIZES: dict[str, Size] = {fact.name: size_of(fact) for fact in FACTS}


def allowed(fact: Symbol) -> st.SearchStrategy[int]:
    """The values that a symbol may have, up to 90."""
    return st.integers(1, 90).map(lambda n: n * fact.divisor).filter(fact.admits)


VALUES = st.fixed_dictionaries({fact.name: allowed(fact) for fact in FACTS})


def expressions(leaves: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Texts of sizes; what divides is a name or a number from 1."""
    divisors = st.one_of(st.integers(1, 16).map(str), leaves)
    return st.recursive(
        st.one_of(leaves, st.integers(-9, 9).map(str)),
        lambda inner: st.one_of(
            st.builds("({} {} {})".format, inner, st.sampled_from("+-*"), inner),
            st.builds("({} {} {})".format, inner, st.sampled_from(["//", "%"]), divisors),
            st.builds("(-{})".format, inner),
        ),
        max_leaves=8,
    )


ANY = expressions(st.sampled_from(sorted(SIZES)))
OF_ONE = expressions(st.sampled_from(["H", "C"])).map(lambda text: text.replace("C", "H"))


def number(text: str, values: dict[str, int]) -> int:
    """What Python makes of the text."""
    return int(eval(text, dict(values)))


def size(text: str) -> Size:
    """What the algebra makes of the text."""
    value = eval(text, dict(SIZES))
    assert isinstance(value, int | Dim)
    return value


@given(ANY, VALUES)
def test_value_is_python_s(text: str, values: dict[str, int]) -> None:
    assert evaluate(size(text), values) == number(text, values)


@given(ANY, VALUES)
def test_text_means_the_size(text: str, values: dict[str, int]) -> None:
    assert number(str(size(text)), values) == number(text, values)


@given(ANY)
def test_text_read_back_agrees(text: str) -> None:
    read = size(str(size(text)))
    assert read == size(text) or not agreement(read, size(text)).never


@given(ANY, VALUES)
def test_bounds_hold(text: str, values: dict[str, int]) -> None:
    low, high = bounds(size(text))
    value = number(text, values)
    assert low is None or low <= value
    assert high is None or value <= high


@given(ANY, ANY, VALUES)
def test_agreement_is_sound(left: str, right: str, values: dict[str, int]) -> None:
    found = agreement(size(left), size(right))
    same = number(left, values) == number(right, values)
    assert same or not found.always
    assert not (same and found.never)
    assert same or not found.condition or not eval(found.condition, dict(values))


@settings(max_examples=200)
@given(OF_ONE, st.sampled_from(["H", "H // 2", "(H + 1) // 2", "3"]))
def test_agreement_is_exact_in_one_symbol(left: str, right: str) -> None:
    found = agreement(size(left), size(right))
    same = {h: number(left, {"H": h}) == number(right, {"H": h}) for h in range(1, 200)}
    assert not found.never or not any(same.values())
    assert not found.condition or not all(same.values())
    assert all(same[h] for h in same if found.condition and eval(found.condition, {"H": h}))


@given(OF_ONE, st.integers(-9, 40))
def test_at_least_is_exact_in_one_symbol(text: str, least: int) -> None:
    found = at_least(size(text), least)
    holds = {h: number(text, {"H": h}) >= least for h in range(1, 200)}
    assert not found.always or all(holds.values())
    assert not found.never or not any(holds.values())
    wanted = {h: bool(eval(found.condition or "False", {"H": h})) for h in holds}
    assert not found.condition or wanted == holds
