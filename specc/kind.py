"""Kinds of setting values: what is accepted, and how that is said to the user.

A kind reads an evaluated value (int, float, bool, None, text, `Word`, tuple, dict, `Dim`,
`specc.setting.Applied`) and returns what the layer works with, or `Refused`.
"""

from collections.abc import Sequence
from typing import Any, Protocol

from specc.ir.dim import Dim
from specc.namedtuple import NamedTuple
from specc.suggest import did_you_mean


class Word(str):
    """A bare word of a spec such as `same`; text in quotes is a plain `str`."""

    __slots__ = ()


class Refused(NamedTuple):
    """Why a value is not of a kind: what was found, as the user would write it.

    `inner` holds the faults (`specc.setting.Fault`) found inside a call, which say it better.
    """

    got: str
    help: str = ""
    rule: str = "invalid-setting"
    inner: tuple[Any, ...] = ()


class Kind(Protocol):
    """What a setting accepts."""

    description: str

    def read(self, value: Any) -> Any:
        """The value as the layer uses it, or `Refused`."""


def show(value: Any) -> str:
    """A value as it would be written in a spec, cut where long."""
    if value is None:
        text = "none"
    elif isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, Word):
        text = f"`{value}`"
    elif isinstance(value, str):
        text = '"' + value.replace('"', '\\"') + '"'
    elif isinstance(value, (list, tuple)) and not hasattr(value, "_fields"):
        text = (
            "["
            + ", ".join(show(item) for item in value[:20])
            + (", ..." if len(value) > 20 else "")
            + "]"
        )
    elif isinstance(value, dict):
        text = "{" + ", ".join(f"{k}: {show(v)}" for k, v in value.items()) + "}"
    else:
        text = str(value)
    return text if len(text) <= 80 else text[:77] + "..."


class Int:
    """An integer within bounds, both included."""

    def __init__(self, low: int | None = None, high: int | None = None) -> None:
        self.low, self.high = low, high
        self.description = _bounds("an integer", low, high)

    def read(self, value: Any) -> Any:
        """The integer; whole floats are refused, as in Python."""
        if type(value) is not int:
            return Refused(show(value))
        if (self.low is not None and value < self.low) or (
            self.high is not None and value > self.high
        ):
            return Refused(show(value))
        return value


class Size:
    """A tensor size: an integer of at least 1, or an expression over `dim`s."""

    description = "a size: an integer of at least 1, or an expression over dims"

    def read(self, value: Any) -> Any:
        """The size."""
        if isinstance(value, Dim) or (type(value) is int and value >= 1):
            return value
        return Refused(show(value))


class Real:
    """A number within bounds; `above` and `below` leave the bound itself out."""

    def __init__(
        self,
        low: float | None = None,
        high: float | None = None,
        *,
        above: bool = False,
        below: bool = False,
    ) -> None:
        self.low, self.high, self.above, self.below = low, high, above, below
        words = []
        if low is not None:
            words.append(f"{'above' if above else 'at least'} {low:g}")
        if high is not None:
            words.append(f"{'below' if below else 'at most'} {high:g}")
        self.description = "a number" + (" " + " and ".join(words) if words else "")

    def read(self, value: Any) -> Any:
        """The number as a float."""
        if type(value) not in (int, float):
            return Refused(show(value))
        low, high = self.low, self.high
        if low is not None and (value < low or (self.above and value == low)):
            return Refused(show(value))
        if high is not None and (value > high or (self.below and value == high)):
            return Refused(show(value))
        return float(value)


class Bool:
    """`true` or `false`."""

    description = "`true` or `false`"

    def read(self, value: Any) -> Any:
        """The truth value."""
        return value if isinstance(value, bool) else Refused(show(value))


class Text:
    """Text in quotes."""

    description = 'text in quotes ("...")'

    def read(self, value: Any) -> Any:
        """The text."""
        if isinstance(value, str) and not isinstance(value, Word):
            return value
        return Refused(show(value), f'write `"{value}"`' if isinstance(value, Word) else "")


class Choice:
    """One of a few words."""

    def __init__(self, *words: str) -> None:
        self.words = words
        self.description = _either([f"`{word}`" for word in words])

    def read(self, value: Any) -> Any:
        """The word."""
        if isinstance(value, Word) and value in self.words:
            return value
        help = did_you_mean(value, self.words) if isinstance(value, str) else ""
        return Refused(show(value), help)


class Name:
    """A bare word that names something of the user's: a column, a model, a tensor."""

    description = "a name"

    def read(self, value: Any) -> Any:
        """The name."""
        return value if isinstance(value, Word) else Refused(show(value))


class Optional:
    """Another kind, or `none`."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.description = f"{kind.description}, or `none`"

    def read(self, value: Any) -> Any:
        """None for `none`."""
        return None if value is None else self.kind.read(value)

    def on(self, spatial: int) -> "Optional":
        """The same kind for a layer with so many spatial axes."""
        on = getattr(self.kind, "on", None)
        return self if on is None else Optional(on(spatial))


class Either:
    """The first of several kinds that accepts the value."""

    def __init__(self, *kinds: Kind) -> None:
        self.kinds = kinds
        self.description = _either([kind.description for kind in kinds])

    def read(self, value: Any) -> Any:
        """What the first kind that accepts it makes of the value."""
        refused: Any = Refused(show(value))
        for kind in self.kinds:
            found = kind.read(value)
            if not isinstance(found, Refused):
                return found
            refused = found if found.help else refused
        return refused


class ListOf:
    """A list of one kind; `length` may fix how many."""

    def __init__(self, kind: Kind, length: int | None = None) -> None:
        self.kind, self.length = kind, length
        count = "" if length is None else f"{length} "
        self.description = f"a list of {count}({kind.description})"

    def read(self, value: Any) -> Any:
        """A tuple of what the inner kind makes of each item."""
        if not isinstance(value, tuple) or (self.length is not None and len(value) != self.length):
            return Refused(show(value))
        items = tuple(self.kind.read(item) for item in value)
        bad = [item for item in items if isinstance(item, Refused)]
        return bad[0]._replace(got=show(value)) if bad else items


class PerAxis:
    """One integer for all spatial axes, or a list with one for each: always a tuple of `axes`.

    With `axes=0` the number comes from the layer class that declares the setting (`spatial`).
    """

    def __init__(self, axes: int = 0, low: int = 1) -> None:
        self.axes, self.low = axes, low
        whole = f"an integer of at least {low}"
        self.description = whole if axes == 1 else f"{whole}, or a list of {axes} of them"

    def on(self, spatial: int) -> "PerAxis":
        """The same kind for a layer with so many spatial axes."""
        return self if self.axes else PerAxis(spatial, self.low)

    def read(self, value: Any) -> Any:
        """A tuple with one integer for each axis."""
        items = (value,) * self.axes if type(value) is int else value
        if not isinstance(items, tuple) or len(items) != self.axes:
            return Refused(show(value))
        if any(type(item) is not int or item < self.low for item in items):
            return Refused(show(value))
        return items


def _bounds(what: str, low: int | None, high: int | None) -> str:
    if low is not None and high is not None:
        return f"{what} from {low} to {high}"
    if low is not None:
        return f"{what} of at least {low}"
    return what if high is None else f"{what} of at most {high}"


def _either(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " or " + words[-1]
