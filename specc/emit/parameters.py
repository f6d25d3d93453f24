"""Names the parameters of a class: each column of differing literals after what it follows."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from specc.emit.column import ABSENT, Column, covers, differs, present, same
from specc.emit.expression import Argument, Lit, Varied
from specc.emit.names import safe
from specc.emit.render import literal
from specc.namedtuple import NamedTuple


class Named(NamedTuple):
    """A parameter and its value in each use; `inherent` where the first input tells it.

    `default` is what most uses have, where the parameter is a setting of the block.
    """

    name: str
    column: Column
    inherent: bool = False
    default: Any = ABSENT

    @property
    def declared(self) -> str:
        """`stride: int = 1`, as a signature has it."""
        text = f"{self.name}: {self.annotation}"
        return text if self.default is ABSENT else f"{text} = {literal(self.default)}"

    @property
    def annotation(self) -> str:
        """Its type in Python."""
        return _annotation(present(self.column))

    def value(self, use: int) -> Any:
        """Its value in one use, that of another where the use does not come by it."""
        found = self.column[use]
        return present(self.column)[0] if found is ABSENT else found


CHANNELS = "in_channels"
COUNT = "depth"
PADDING = "padding"
MOST_BY_POSITION = 3


def name_columns(
    table: Sequence[Varied], settings: Mapping[str, Column], channels: Column
) -> tuple[tuple[Named, ...], list[str | None]]:
    """The parameters needed, and how each literal is written (None: as it is).

    A column is written as a setting of the block, as the number of input channels, as a multiple
    or part of one of these, or else under the name of the argument in which it stands.
    """
    naming = _Naming({**settings, CHANNELS: channels})
    texts = [naming.text(one.column, one.hint) for one in table]
    used = naming.used
    order = [name for name in (CHANNELS, *settings) if name in used]
    order += [name for name in used if name not in order]
    inherent = CHANNELS not in settings
    named = [
        Named(safe(n), used[n], inherent and n == CHANNELS, _usual(used[n], n in settings))
        for n in order
    ]
    named.sort(key=lambda one: one.default is not ABSENT)
    return tuple(named), texts


def arguments(named: Sequence[Named], use: int) -> tuple[tuple[Lit, ...], tuple[Argument, ...]]:
    """What a use gives for the parameters: by position where they are few, else by name."""
    given = [(one, Lit(one.value(use), one.name)) for one in named]
    free = [one for one in named if one.default is ABSENT]
    few = len(free) if len(named) <= MOST_BY_POSITION else 0
    by_name = (
        Argument(one.name, value, ... if one.default is ABSENT else one.default)
        for one, value in given[few:]
    )
    return tuple(value for _, value in given[:few]), tuple(by_name)


def _usual(column: Column, setting: bool) -> Any:
    """What most uses have, where that changes nothing: none, or once; no value otherwise."""
    if not setting:
        return ABSENT
    for value in (True, False, 0, 1, 0.0, 1.0):
        if 2 * sum(same(value, other) for other in column) > len(column) > 2:
            return value
    return ABSENT


class _Naming:
    def __init__(self, known: Mapping[str, Column]) -> None:
        self.sources = {n: c for n, c in known.items() if differs(c) and all(map(_plain, c))}
        self.used: dict[str, Column] = {}
        self.written: list[tuple[str, Column, str]] = []

    def text(self, column: Column, hint: str) -> str | None:
        """How a column is written."""
        if not differs(column):
            return self._followed(column, hint) if ABSENT in column else None
        found = self._same(column, hint) or self._made_of(column, hint)
        found = found or self._made_of(_whole(column), hint) or self._own(column, hint)
        self.written.append((hint, column, found))
        return found

    def _followed(self, column: Column, hint: str) -> str | None:
        """A setting's name for a literal that is the same wherever it stands.

        That is so where only some uses come by, and the argument is called as the setting.
        """
        for name, source in self.sources.items():
            if name.rstrip("s") == hint.rstrip("s") and covers(source, column):
                return self._use(name)
        like = (text for h, known, text in self.written if h == hint and covers(known, column))
        return next(like, None)

    def _use(self, name: str) -> str:
        self.used.setdefault(name, self.sources[name])
        return safe(name)

    def _same(self, column: Column, hint: str) -> str:
        """A setting, or a parameter that there is, with just these values."""
        order = sorted(self.sources, key=lambda name: (name != hint, name == CHANNELS))
        for name in order:
            if covers(self.sources[name], column) and (name != CHANNELS or name == hint):
                return self._use(name)
        return next((safe(n) for n, source in self.used.items() if covers(source, column)), "")

    def _made_of(self, column: Column, hint: str) -> str:
        """A multiple or a part of a setting or of the input's channels; a count one less."""
        channels = self.sources.get(CHANNELS, ())
        straight = bool(channels) and covers(channels, column)
        for name in (name for name in self.sources if name != CHANNELS):
            text = _product(column, self.sources[name], safe(name), parts=not straight)
            text = text or _near(column, self.sources[name], safe(name), hint)
            if text:
                self._use(name)
                return text
        if channels:
            text = CHANNELS if straight else _product(column, channels, CHANNELS, parts=True)
            if text:
                self._use(CHANNELS)
                return text
        return self._of_two(column) or self._square(column, hint) or self._items(column, hint)

    def _of_two(self, column: Column) -> str:
        """A setting times the input's channels, or times another setting."""
        for (one, first), (other, second) in combinations(self.sources.items(), 2):
            if not _countable(column, first) or not _countable(column, second):
                continue
            name = f"{safe(one)} * {safe(other)}"
            product = tuple(a * b for a, b in zip(first, second, strict=True))
            text = name if covers(product, column) else _product(column, product, name, parts=False)
            if text:
                self._use(one)
                self._use(other)
                return text
        return ""

    def _square(self, column: Column, hint: str) -> str:
        """`(size, size)`, where that is one number in all uses."""
        known = present(column)
        square = all(isinstance(v, tuple) and v and len(set(v)) == 1 for v in known)
        if not square or len({len(v) for v in known}) > 1:
            return ""
        inner = self.text(tuple(v if v is ABSENT else v[0] for v in column), hint)
        return f"({', '.join([str(inner)] * len(known[0]))})" if len(known[0]) > 1 else ""

    def _items(self, column: Column, hint: str) -> str:
        """`(dilation, 0)`: a pair of which each number is the same everywhere or a setting."""
        known = present(column)
        pairs = all(isinstance(v, tuple) and len(v) == 2 for v in known)
        if not pairs or not all(type(number) is int for v in known for number in v):
            return ""
        before, texts = dict(self.used), []
        for at in range(2):
            one = tuple(v if v is ABSENT else v[at] for v in column)
            fixed = literal(present(one)[0])
            texts.append(self._same(one, hint) if differs(one) else fixed)
        if all(texts):
            return f"({', '.join(texts)})"
        self.used = before
        return ""

    def _own(self, column: Column, hint: str) -> str:
        """A parameter of its own."""
        name, number = hint, 2
        while name in self.used or name in self.sources:
            name, number = f"{hint}{number}", number + 1
        self.used[name] = column
        return safe(name)


def _plain(value: Any) -> bool:
    if isinstance(value, tuple):
        return all(map(_plain, value))
    return isinstance(value, (bool, int, float, str))


def _pairs(column: Column, source: Column) -> Iterator[tuple[Any, Any]]:
    for value, base in zip(column, source, strict=True):
        if value is not ABSENT:
            yield value, base


def _whole(column: Column) -> Column:
    """Floats without a fraction as integers, which do as well in their place."""
    values = present(column)
    if not all(type(value) is float and value.is_integer() for value in values):
        return column
    return tuple(value if value is ABSENT else int(value) for value in column)


def _countable(column: Column, source: Column) -> bool:
    return all(type(v) is int and type(b) is int and v and b for v, b in _pairs(column, source))


def _product(column: Column, source: Column, name: str, *, parts: bool) -> str:
    """`4 * width`, or with `parts` also `width // 2`; nothing where no whole factor fits."""
    if not _countable(column, source):
        return ""
    factors = {v // b if v % b == 0 else 0 for v, b in _pairs(column, source)}
    if len(factors) == 1 and 0 not in factors:
        return f"{factors.pop()} * {name}"
    divisors = {b // v if b % v == 0 else 0 for v, b in _pairs(column, source)}
    return (
        f"{name} // {divisors.pop()}" if parts and len(divisors) == 1 and 0 not in divisors else ""
    )


def _near(column: Column, source: Column, name: str, hint: str) -> str:
    """A count that is one less than a setting; half a window, rounded down, on each side of it."""
    if hint == COUNT:
        return _offset(column, source, name)
    if hint != PADDING or not all(type(b) is int for _, b in _pairs(column, source)):
        return ""
    half = all(type(v) is int and v == b // 2 for v, b in _pairs(column, source))
    return f"{name} // 2" if half else ""


def _offset(column: Column, source: Column, name: str) -> str:
    """`depth - 1`."""
    if not all(type(v) is int and type(b) is int for v, b in _pairs(column, source)):
        return ""
    steps = {v - b for v, b in _pairs(column, source)}
    if len(steps) != 1:
        return ""
    step = steps.pop()
    return f"{name} - {-step}" if step < 0 else f"{name} + {step}"


def _annotation(values: Sequence[Any]) -> str:
    if any(isinstance(value, tuple) for value in values):
        return _tuple_annotation([item for value in values for item in value], values)
    if all(type(value) is type(values[0]) for value in values):
        return type(values[0]).__name__
    return "float"


def _tuple_annotation(items: Sequence[Any], values: Sequence[Any]) -> str:
    lengths = {len(value) for value in values}
    fixed = len(lengths) == 1 and next(iter(lengths)) < 4 and not isinstance(items[0], tuple)
    if not items:
        return "tuple[()]"
    inner = _annotation(items)
    if fixed:
        return f"tuple[{', '.join([inner] * len(values[0]))}]"
    return f"tuple[{inner}, ...]"
