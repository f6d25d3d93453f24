"""Small Python expressions, as values: made by a backend's spellings, compared, and printed.

A literal is a place where two uses of a block may differ; everything else is structure.
"""

from collections.abc import Callable
from typing import Any, TypeAlias, Union

from specc.emit.column import Column
from specc.namedtuple import NamedTuple


class Lit(NamedTuple):
    """A number, text, truth value, None, or a tuple of such.

    `hint` names a parameter that takes its place, where no argument's name does.
    """

    value: Any
    hint: str = ""


class Varied(NamedTuple):
    """A literal that may differ between the uses of a body: its value in each of them."""

    column: Column
    hint: str = ""


class Code(NamedTuple):
    """A name or an expression written out: `nn.Conv2d`, `x`, `4 * width`."""

    text: str


class Given(NamedTuple):
    """Input number `index` of the step."""

    index: int  # type: ignore[assignment]


class AllGiven(NamedTuple):
    """All inputs of the step, as a list."""


class Own(NamedTuple):
    """The module or layer that the step's `make` builds."""


class Argument(NamedTuple):
    """A named argument; it is left out where its value equals `default`."""

    name: str
    value: "Expr"
    default: Any = ...


class Call(NamedTuple):
    """`function(arguments)`."""

    function: "Expr"
    positional: tuple["Expr", ...] = ()
    named: tuple[Argument, ...] = ()


class Member(NamedTuple):
    """`value.name`."""

    value: "Expr"
    name: str


class Infix(NamedTuple):
    """`left sign right`, in parentheses where it stands inside another expression."""

    sign: str
    left: "Expr"
    right: "Expr"


class Not(NamedTuple):
    """`not value`."""

    value: "Expr"


class Either(NamedTuple):
    """`then if test else otherwise`."""

    test: "Expr"
    then: "Expr"
    otherwise: "Expr"


class Sequence(NamedTuple):
    """`[a, b]` or, with `round` brackets, `(a, b)`."""

    items: tuple["Expr", ...]
    round: bool = False


class Subscript(NamedTuple):
    """`value[index]`, the index written out."""

    value: "Expr"
    index: str  # type: ignore[assignment]


class Comprehension(NamedTuple):
    """`function(item for variables in values)`; `function(*(item for ...))` where `spread`."""

    function: "Expr"
    item: "Expr"
    variables: str
    values: "Expr"
    spread: bool = False


Expr: TypeAlias = Union[
    Lit,
    Varied,
    Code,
    Given,
    AllGiven,
    Own,
    Call,
    Member,
    Infix,
    Not,
    Either,
    Sequence,
    Subscript,
    Comprehension,
]

OWN = Own()


def call(function: "str | Expr", *positional: Any, **named: Any) -> Call:
    """`call("nn.Linear", 3, 4, bias=False)`; values that are no expressions become literals.

    A named value may be a pair (value, default): it is left out where the two are equal.
    """
    target = Code(function) if isinstance(function, str) else function
    arguments = tuple(_argument(name, value) for name, value in named.items())
    return Call(target, tuple(lift(value) for value in positional), arguments)


def _argument(name: str, value: Any) -> Argument:
    name = name.rstrip("_")
    if type(value) is tuple and len(value) == 2 and type(value[1]) is Default:
        return Argument(name, lift(value[0]), value[1].value)
    return Argument(name, lift(value))


class Default(NamedTuple):
    """The framework's default of an argument."""

    value: Any


def unless(value: Any, default: Any) -> Any:
    """An argument that is written only where it differs from the framework's default."""
    return (value, Default(default))


def method(value: "Expr", name: str, *positional: Any, **named: Any) -> Call:
    """`value.name(positional, named)`."""
    return call(Member(value, name), *positional, **named)


def lift(value: Any) -> "Expr":
    """An expression as it is; anything else as a literal."""
    return value if isinstance(value, _KINDS) else Lit(value)


_KINDS = (
    Lit,
    Varied,
    Code,
    Given,
    AllGiven,
    Own,
    Call,
    Member,
    Infix,
    Not,
    Either,
    Sequence,
    Subscript,
    Comprehension,
)


def codes(expr: "Expr") -> list[str]:
    """The texts of all `Code` parts of an expression, each once, in order."""
    found: dict[str, None] = {}

    def note(part: Expr) -> None:
        if isinstance(part, Code):
            found[part.text] = None

    walk(expr, note)
    return list(found)


def walk(expr: "Expr", change: "Callable[[Expr], Expr | None]") -> "Expr":
    """The expression with every part for which `change` gives something replaced by that."""
    changed = change(expr)
    if changed is not None:
        return changed
    if isinstance(expr, Call):
        function = walk(expr.function, change)
        positional = tuple(walk(part, change) for part in expr.positional)
        named = tuple(a._replace(value=walk(a.value, change)) for a in expr.named)
        return Call(function, positional, named)
    if isinstance(expr, Member):
        return Member(walk(expr.value, change), expr.name)
    if isinstance(expr, Infix):
        return Infix(expr.sign, walk(expr.left, change), walk(expr.right, change))
    if isinstance(expr, Not):
        return Not(walk(expr.value, change))
    if isinstance(expr, Either):
        return Either(*(walk(part, change) for part in expr))
    if isinstance(expr, Sequence):
        return Sequence(tuple(walk(item, change) for item in expr.items), expr.round)
    if isinstance(expr, Subscript):
        return Subscript(walk(expr.value, change), expr.index)
    if isinstance(expr, Comprehension):
        values = walk(expr.values, change)
        return Comprehension(
            walk(expr.function, change),
            walk(expr.item, change),
            expr.variables,
            values,
            expr.spread,
        )
    return expr
