"""Writes a body's statements: names for its tensors, short chains on one line, loops as loops."""

import math
from collections.abc import Callable, Iterable, Mapping
from itertools import chain

from specc.emit.condition import in_order
from specc.emit.expression import AllGiven, Code, Expr, Given, Infix, Own, Sequence, walk
from specc.emit.lifetime import LATER, last_read, length, lifetimes
from specc.emit.names import safe
from specc.emit.render import INDENT, flat, statement
from specc.emit.step import Body, Branch, Carried, Case, Item, Loop, Shape, Step, steps
from specc.namedtuple import NamedTuple

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
        known = lifetimes(body)
        self.until, self.counts = known.until, known.counts
        self.words = {
            value: word
            for step in steps(body.items)
            for value, word in zip(step.outs, step.words, strict=False)
        }
        self.wishes: dict[int, str] = {}
        """Names that the values handed on by a loop should take."""
        self.changing: dict[str, float] = {}
        """Variables that the loops around change behind their last statement, with that."""
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
            elif isinstance(item, Branch):
                self._branch(item, depth, modules)
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

    def _assign(
        self, value: int, word: str, ins: tuple[int, ...] = (), lasting: int | None = None
    ) -> str:
        """A variable for a value; it may have to last as long as another value that follows it."""
        lasting = value if lasting is None else lasting
        wanted = self.wishes.get(value) or (safe(word, self.reserved) if word else "")
        freed = [self.names[v] for v in ins[:1] if self.names.get(v) in UNNAMED]
        options = [wanted] if wanted else [*freed, "x", *self._following(value), *UNNAMED]
        base = wanted or "x"
        numbered = (
            f"{base}_{n}" if base[-1:].isdigit() else f"{base}{n}" for n in range(2, 1_000_000)
        )
        name = next(one for one in chain(options, numbered) if self._free(one, value, lasting))
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

    def _changes(self, name: str, value: int) -> bool:
        """Whether a loop around puts another value into a variable before the last use of one."""
        late = self.until.get(value, -1) > self.changing.get(name, math.inf)
        return late and self.wishes.get(value) != name

    def _free(self, name: str, value: int, lasting: int) -> bool:
        holder = self.holder.get(name)
        if self._changes(name, lasting):
            return False
        return name not in self.reserved and (
            holder is None or self.until.get(holder, -1) <= self.now
        )

    def _loop(self, loop: Loop, depth: int, modules: Mapping[str, str]) -> None:
        end = self.now + length(loop)
        left = dict(loop.results)
        names = [self._enter(c, left.get(c.handed, c.handed), depth) for c in loop.carried]
        around = self.changing
        self.changing = {**around, **dict.fromkeys(names, end)}
        head = self.style.head(loop, modules)
        self.lines += statement(f"for {head.variables} in ", head.over, depth, suffix=":")
        self.shown = ""
        self._items(loop.body, depth + 1, {**modules, **head.inside})
        self.changing = around
        wanted = [(carried.handed, name) for carried, name in zip(loop.carried, names, strict=True)]
        for value, _ in wanted:
            self.wishes.pop(value, None)
        for value, name in self._settle(wanted, depth + 1):
            self._hold(name, value)
        for inner, outer in loop.results:
            self.text[outer], self.names[outer] = self.text[inner], self.names[inner]
            self.holder[self.names[inner]] = outer

    def _enter(self, carried: Carried, left: int, depth: int) -> str:
        """Give a value that a loop changes a variable: that of its first value, if it is free."""
        first = carried.initial
        name, text = self.names.get(first, ""), self.text[first]
        free = self.holder.get(name) == first and self.until.get(first, -1) <= self.now + LATER
        if not free or text != Code(name) or self._changes(name, left):
            word = self.words.get(carried.handed, "")
            name = self._assign(carried.entry, word, lasting=left)
            self.lines += statement(f"{name} = ", text, depth)
        self._hold(name, carried.entry)
        self.wishes.setdefault(carried.handed, name)
        return name

    def _hold(self, name: str, value: int) -> None:
        """From here on a variable holds a value."""
        self.holder[name], self.names[value], self.text[value] = value, name, Code(name)

    def _settle(self, wanted: list[tuple[int, str]], depth: int) -> list[tuple[int, str]]:
        """Put values into the variables they should be in, all at once; those that were not."""
        wrong = [(value, name) for value, name in wanted if flat(self.text[value]) != name]
        if not wrong:
            return []
        texts = [self.text[value] for value, _ in wrong]
        right = texts[0] if len(wrong) == 1 else Code(", ".join(map(flat, texts)))
        self.lines += statement(f"{', '.join(name for _, name in wrong)} = ", right, depth)
        return wrong

    def _branch(self, branch: Branch, depth: int, modules: Mapping[str, str]) -> None:
        end = self.now + length(branch) + LATER
        until = [self.until.get(value, -1) for value in branch.results]
        kept: list[_Kept] = []
        for at in range(len(branch.results)):
            kept.append(self._kept(branch, at, depth, end, {one.name for one in kept}))
        word = "if "
        for case in in_order(branch):
            body = self._case(case, kept, end, depth + 1, modules)
            if case.test is not None:
                self.lines += statement(word, case.test, depth, suffix=":")
                self.lines += body or [f"{INDENT * (depth + 1)}pass"]
            elif body:
                self.lines += [f"{INDENT * depth}else:", *body]
            word = "elif "
        for value, one, last in zip(branch.results, kept, until, strict=True):
            self.until[value] = last
            self._hold(one.name, value)
        self.shown = ""

    def _kept(self, branch: Branch, at: int, depth: int, end: float, taken: set[str]) -> "_Kept":
        """The variable for a result of a branch, and what is in it in front of that."""
        value, word = branch.results[at], branch.words[at]
        given = [case.values[at] for case in branch.cases if case.values[at] in self.text]
        if not given:
            name = safe(word, self.reserved)
            holder = self.holder.get(name, -1)
            free = name not in taken and self.until.get(holder, math.inf) <= end
            if word and free and not self._changes(name, value):
                return _Kept(name, holder, None)
            return _Kept(self._assign(value, word), value, None)
        first = given[0]
        name = self.names.get(first, "")
        free = self.holder.get(name) == first and self.until.get(first, -1) <= end
        if name in taken or self.text[first] != Code(name) or self._changes(name, value):
            free = False
        if free and safe(word, self.reserved) in ("", name):
            return _Kept(name, first, first)
        text = self.text[first]
        name = self._assign(value, word)
        self.lines += statement(f"{name} = ", text, depth)
        return _Kept(name, value, first)

    def _case(
        self, case: Case, kept: "list[_Kept]", end: float, depth: int, modules: Mapping[str, str]
    ) -> list[str]:
        """The statements of one way through a branch."""
        before, self.lines, self.shown = self.lines, [], ""
        wanted: list[tuple[int, str]] = []
        for value, one in zip(case.values, kept, strict=True):
            self.holder[one.name] = one.holder
            if one.value is not None and self.until.get(one.value, -1) <= end:
                read = last_read(case.items, one.value, self.now)
                self.until[one.value] = end if one.value in case.values else read
            if value == one.value:
                self.until[one.holder] = math.inf
                continue
            wanted.append((value, one.name))
            read = last_read(case.items, one.holder, self.now)
            self.until[one.holder] = math.inf if one.holder in case.values else read
            if value not in self.text:
                self.wishes.setdefault(value, one.name)
        self._items(case.items, depth, modules)
        for value, _ in wanted:
            self.wishes.pop(value, None)
        self._settle(wanted, depth)
        made, self.lines = self.lines, before
        return made


class _Kept(NamedTuple):
    """A variable that a branch puts a result in: what holds it meanwhile, and its value before."""

    name: str
    holder: int
    value: int | None
