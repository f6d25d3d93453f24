"""Writes a body's statements: names for its tensors, short chains on one line, loops as loops."""

import math
from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from typing import NamedTuple

from specc.emit.expression import AllGiven, Code, Expr, Given, Infix, Own, Sequence, walk
from specc.emit.names import safe
from specc.emit.render import flat, statement
from specc.emit.step import Body, Item, Loop, Shape, Step, reads

LONGEST_CHAIN = 60
LONGEST_SUM = 24
DEEPEST_CHAIN = 3
UNNAMED = ("x", "out", "h")


class Head(NamedTuple):
    """A loop's first line, `for variables in over`.

    `inside` says how modules and the placeholders of varying literals are written in the loop.
    """

    variables: str
    over: Expr
    inside: Mapping[str, str]


class Style(NamedTuple):
    """What differs between backends when statements are written.

    `own(name)` is how a module is reached, `head(loop, modules)` how a loop begins. With `inline`
    a module is built where it is used; with `chain_last` the last result stands in the `return`.
    """

    own: Callable[[str], str]
    head: Callable[[Loop, Mapping[str, str]], Head]
    inline: bool
    chain_last: bool = True
    batch: str = "N"


def comment(shape: Shape, batch: str) -> str:
    """`(N, 64, 8, 8)`."""
    return f"({', '.join([batch, *map(str, shape.sizes)])})" if shape.sizes else f"({batch},)"


class Writer:
    """Writes one function; tensors get names, and a name is free again after its last use."""

    def __init__(self, body: Body, style: Style, reserved: Iterable[str] = ()) -> None:
        self.body = body
        self.style = style
        self.reserved = frozenset(reserved)
        self.lines: list[str] = []
        self.text: dict[int, Expr] = {}
        self.names: dict[int, str] = {}
        """The variable that a value lives in, or the first one in its expression."""
        self.holder: dict[str, int] = {}
        self.until, self.counts = _lifetimes(body)
        self.wishes: dict[int, str] = {}
        """Names that the values handed on by a loop should take."""
        self.now = 0
        self.readers = {v: item for item in body.items if isinstance(item, Step) for v in item.ins}
        """The last step outside loops that reads a value."""
        self.shown = ""
        self.returned = ""
        """The shape of a single result, for a comment."""

    def inputs(self, *, kept: bool = False) -> list[str]:
        """Names for the inputs; `kept` ones are read again behind the last statement."""
        if kept:
            self.until.update(dict.fromkeys(self.body.inputs, math.inf))
        return [
            self._assign(value, word)
            for value, word in zip(self.body.inputs, self.body.input_names, strict=True)
        ]

    def write(self, depth: int) -> list[str]:
        """All statements but the return."""
        self._items(self.body.items, depth, {})
        return self.lines

    def results(self) -> list[Expr]:
        """The outputs as expressions."""
        return [self.text[value] for value in self.body.outputs]

    def _items(self, items: tuple[Item, ...], depth: int, modules: Mapping[str, str]) -> None:
        for at, item in enumerate(items):
            self.now += 1
            if isinstance(item, Loop):
                self._loop(item, depth, modules)
            else:
                self._step(item, items[at + 1] if at + 1 < len(items) else None, depth, modules)

    def _step(
        self, step: Step, following: Item | None, depth: int, modules: Mapping[str, str]
    ) -> None:
        expr = self._filled(step, modules)
        if len(step.shapes) == 1 and step.outs[0] in self.body.outputs:
            self.returned = comment(step.shapes[0], self.style.batch)
        if self._chains(step, following, expr):
            self.text[step.outs[0]] = expr
            self.names[step.outs[0]] = self.names.get(step.ins[0], "x") if step.ins else "x"
            return
        words = step.words or ("",) * len(step.outs)
        names = [
            self._assign(v, word, step.ins) if word or at == 0 or self.counts.get(v) else "_"
            for at, (v, word) in enumerate(zip(step.outs, words, strict=True))
        ]
        shape = comment(step.shapes[0], self.style.batch) if len(step.shapes) == 1 else self.shown
        if flat(expr) != names[0] or len(names) > 1:
            self.lines += statement(
                f"{', '.join(names)} = ", expr, depth, shape if shape != self.shown else ""
            )
            self.shown = shape

    def _filled(self, step: Step, modules: Mapping[str, str]) -> Expr:
        def change(part: Expr) -> Expr | None:
            if isinstance(part, Given):
                return self.text[step.ins[part.index]]
            if isinstance(part, AllGiven):
                return Sequence(tuple(self.text[v] for v in step.ins))
            if isinstance(part, Own) and step.make is not None and self.style.inline:
                return walk(step.make, change)
            if isinstance(part, Own):
                return Code(modules.get(step.name) or self.style.own(step.name))
            if isinstance(part, Code) and part.text in modules:
                return Code(modules[part.text])
            return None

        return walk(step.apply, change)

    def _chains(self, step: Step, following: Item | None, expr: Expr) -> bool:
        """Whether the result stands inside the next statement instead of getting a name."""
        out = step.outs[0]
        if len(step.outs) != 1 or self.counts.get(out) != 1 or out in self.wishes:
            return False
        if following is None and out in self.body.outputs and len(self.body.outputs) == 1:
            return self.style.chain_last
        if self.style.inline:
            return False
        text = flat(expr)
        if any(step.words) or len(text) > LONGEST_CHAIN or text.count("(") > DEEPEST_CHAIN:
            return False
        plain = isinstance(following, Step) and following.make is None and len(text) <= LONGEST_SUM
        if step.make is None and not step.glue and not (plain and isinstance(expr, Infix)):
            return False
        same = isinstance(following, Step) and (step.glue or following.shapes == step.shapes)
        return same and following.ins == step.outs  # type: ignore[union-attr]

    def _assign(self, value: int, word: str, ins: tuple[int, ...] = ()) -> str:
        wanted = self.wishes.get(value) or (safe(word, self.reserved) if word else "")
        freed = [self.names[v] for v in ins[:1] if self.names.get(v) in UNNAMED]
        options = [wanted] if wanted else [*freed, "x", *self._following(value), *UNNAMED]
        base = wanted or "x"
        numbered = (
            f"{base}_{n}" if base[-1:].isdigit() else f"{base}{n}" for n in range(2, 1_000_000)
        )
        name = next(name for name in chain(options, numbered) if self._free(name))
        self.holder[name] = value
        self.names[value] = name
        self.text[value] = Code(name)
        return name

    def _following(self, value: int) -> list[str]:
        """The name that the chain which starts here ends in."""
        for _ in range(20):
            reader = self.readers.get(value)
            if reader is None or self.counts.get(value) != 1 or len(reader.outs) != 1:
                return []
            if any(reader.words):
                return [safe(reader.words[0], self.reserved)]
            value = reader.outs[0]
        return []

    def _free(self, name: str) -> bool:
        holder = self.holder.get(name)
        return name not in self.reserved and (
            holder is None or self.until.get(holder, -1) <= self.now
        )

    def _loop(self, loop: Loop, depth: int, modules: Mapping[str, str]) -> None:
        end = self.now + _length(loop.body)
        kept = [first for first, _ in loop.carried if self.until.get(first, -1) > end]
        before = [(v, self.text[v], self.names.get(v, "x"), self.until[v]) for v in kept]
        for first, handed in loop.carried:
            self._enter(first, handed, end, depth)
        for first, _, name, until in before:
            self._set_aside(first, name, until, _last_read(loop.body, first, self.now))
        head = self.style.head(loop, modules)
        self.lines += statement(f"for {head.variables} in ", head.over, depth, suffix=":")
        self._items(loop.body, depth + 1, {**modules, **head.inside})
        for _, handed in loop.carried:
            wish = self.wishes.pop(handed)
            if flat(self.text[handed]) != wish:
                self.lines += statement(f"{wish} = ", self.text[handed], depth + 1)
                self.text[handed] = Code(wish)
                self.holder[wish], self.names[handed] = handed, wish
        for inner, outer in loop.results:
            self.text[outer], self.names[outer] = self.text[inner], self.names[inner]
            self.holder[self.names[inner]] = outer
        for first, text, name, until in before:
            self.text[first], self.names[first], self.until[first] = text, name, until
            self.holder[name] = first

    def _set_aside(self, first: int, name: str, until: float, last: float) -> None:
        """Keep the variable of a value that is read behind a loop which starts from it.

        The value lives in a variable of the loop until its last read there; a stand-in holds its
        own variable meanwhile.
        """
        self.holder[name] = ~first
        self.until[~first] = until
        self.until[first] = last

    def _enter(self, first: int, handed: int, end: int, depth: int) -> None:
        """Give a value that a loop changes a variable of its own."""
        name = self.names.get(first, "x")
        if self.text[first] != Code(name) or self.until.get(first, -1) > end:
            text = self.text[first]
            name = self._assign(first, "")
            self.lines += statement(f"{name} = ", text, depth)
        self.wishes[handed] = name


def _length(items: tuple[Item, ...]) -> int:
    return sum(1 + (_length(item.body) if isinstance(item, Loop) else 0) for item in items)


def _last_read(items: tuple[Item, ...], value: int, now: int) -> float:
    """The statement among `items`, which come after number `now`, that reads a value last."""
    until: dict[int, float] = {}
    _scan(items, now, until, {})
    return until.get(value, now)


def _lifetimes(body: Body) -> tuple[dict[int, float], dict[int, int]]:
    """For each value the statement that reads it last, and how often it is read."""
    until: dict[int, float] = {}
    counts: dict[int, int] = {}
    _scan(body.items, 0, until, counts)
    for value in body.outputs:
        until[value] = math.inf
        counts[value] = counts.get(value, 0) + 1
    return until, counts


def _scan(
    items: tuple[Item, ...], now: int, until: dict[int, float], counts: dict[int, int]
) -> int:
    for item in items:
        now += 1
        if isinstance(item, Step):
            for value in item.ins:
                until[value] = max(until.get(value, 0), now)
                counts[value] = counts.get(value, 0) + 1
            continue
        end = _scan(item.body, now, until, counts)
        carried = {first for first, _ in item.carried}
        for value in reads(item):
            counts[value] = counts.get(value, 0) + 1
            until[value] = (
                max(until.get(value, 0), end) if value not in carried else until.get(value, now)
            )
        for _, handed in item.carried:
            until[handed] = max(until.get(handed, 0), end)
            counts[handed] = counts.get(handed, 0) + 2
        for inner, _ in item.results:
            counts[inner] = counts.get(inner, 0) + 2
            until[inner] = max(until.get(inner, 0), end)
        now = end
    return now
