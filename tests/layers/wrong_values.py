"""Values that a kind of setting must refuse, found from what the kind accepts."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from specc.kind import Bool, Choice, Either, Int, ListOf, Name, Optional, PerAxis, Real, Size, Text
from specc.setting import REQUIRED, Declared, Member, Setting
from specc.window import PaddingKind


class Wrong(NamedTuple):
    """A value as a spec writes it, and the part of it that a finding has to point at."""

    text: str
    part: str


def wrong_values(kind: Any) -> list[Wrong]:
    """What a kind must refuse, each value once."""
    own = _WRONG.get(type(kind))
    found = own(kind) if own else (_of_family(kind) if isinstance(kind, Member) else _other(kind))
    return list(dict.fromkeys(Wrong(one, one) if isinstance(one, str) else one for one in found))


def written(value: Any) -> str:
    """A default as a spec writes it."""
    if value is None or isinstance(value, bool):
        return {None: "none", True: "true", False: "false"}[value]
    if isinstance(value, tuple):
        return f"[{', '.join(map(written, value))}]"
    settings = value.given().items() if isinstance(value, Declared) else ()
    inner = ", ".join(f"{name}={written(one)}" for name, one in settings)
    words = getattr(value, "activation_words", ())
    word = words[0] if words else getattr(value, "word", value)
    return f"{word}({inner})" if inner else str(word)


def _of_int(kind: Int) -> Iterator[str]:
    yield from ("1.5", '"text"', "none", "true", "sam", "[1, 2]")
    yield from () if kind.low is None else (str(kind.low - 1),)
    yield from () if kind.high is None else (str(kind.high + 1),)


def _of_size(kind: Size) -> Iterator[str]:
    yield from ("0", "1.5", '"text"', "none", "true")


def _of_real(kind: Real) -> Iterator[str]:
    yield from ('"text"', "none", "true", "sam", "[0.5]")
    if kind.low is not None:
        yield f"{kind.low if kind.above else kind.low - 1:g}"
    if kind.high is not None:
        yield f"{kind.high if kind.below else kind.high + 1:g}"


def _of_bool(kind: Bool) -> Iterator[str]:
    yield from ("1", "0", '"true"', "none", "yes")


def _of_text(kind: Text) -> Iterator[str]:
    yield from ("1", "none", "word")


def _of_choice(kind: Choice) -> Iterator[str]:
    yield from ("1", "none", "wrong_word", f"{kind.words[0]}x", f'"{kind.words[0]}"')


def _of_name(kind: Name) -> Iterator[str]:
    yield from ("1", '"text"', "true")


def _of_optional(kind: Optional) -> Iterator[Any]:
    return (wrong for wrong in wrong_values(kind.kind) if wrong.text != "none")


def _of_either(kind: Either) -> Iterator[Any]:
    """What every one of the kinds refuses, as their own lists have it."""
    lists = [wrong_values(inner) for inner in kind.kinds]
    first, *others = lists
    return (wrong for wrong in first if all(wrong in other for other in others))


def _of_list(kind: ListOf) -> Iterator[str]:
    yield from ("1", '"text"', "none")
    count = 2 if kind.length is None else kind.length
    bad = wrong_values(kind.kind)[0].text
    yield f"[{', '.join([bad] * count)}]"
    yield from () if kind.length is None else (f"[{', '.join(['1'] * (kind.length + 1))}]",)


def _of_axes(kind: PerAxis) -> Iterator[str]:
    low = kind.low - 1
    yield from (str(low), "1.5", '"text"', "none", "sam", written((kind.low,) * (kind.axes + 1)))
    yield written((*(kind.low,) * (kind.axes - 1), low))


def _of_padding(kind: PaddingKind) -> Iterator[str]:
    yield from ("sam", '"same"', "-1", "1.5", "none", written((1,) * (kind.axes + 1)))
    yield written(((0, -1),) * kind.axes)
    yield written(((0, 1, 2),) * kind.axes)


def _of_family(kind: Member) -> Iterator[Any]:
    """No member at all, then what each member's own settings refuse, at the part that is wrong."""
    yield from ("1", '"text"', "wrong_word", "[1]", "wrong_word(1)")
    for word, member in kind.known.items():
        yield Wrong(f"{word}(wrong_name=1)", "wrong_name")
        needed = [n for n, s in member.settings.items() if s.default is REQUIRED]
        if needed:
            yield f"{word}()"
        for declared in member.settings.values():
            yield from _inside(word, declared)


def _inside(word: str, declared: Setting) -> Iterator[Wrong]:
    for wrong in wrong_values(declared.kind):
        yield Wrong(f"{word}({declared.name}={wrong.text})", wrong.part)


def _other(kind: Any) -> Iterator[str]:
    """A kind of a layer's own: no layer takes all of these."""
    pool = {"none": None, '"text"': "text", "1.5": 1.5, "-1": -1, "true": True, "[]": ()}
    refused = [text for text, value in pool.items() if type(kind.read(value)).__name__ == "Refused"]
    assert refused, f"{type(kind).__name__} refuses nothing"
    yield from refused


_WRONG: dict[type, Callable[[Any], Iterator[Any]]] = {
    Int: _of_int,
    Size: _of_size,
    Real: _of_real,
    Bool: _of_bool,
    Text: _of_text,
    Choice: _of_choice,
    Name: _of_name,
    Optional: _of_optional,
    Either: _of_either,
    ListOf: _of_list,
    PerAxis: _of_axes,
    PaddingKind: _of_padding,
}
