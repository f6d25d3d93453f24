"""The tree of a spec as it was written: every node knows its span, nothing is resolved yet.

Nodes are named tuples: frozen, and the cheapest to define and to make (see docs/decisions).
One expression grammar serves constants and flows alike; which of the two a `Name` or a `Call`
is (a constant, a tensor, a layer) is decided by the resolver, which knows what is bound.
"""

from typing import TypeAlias, Union

from specc.namedtuple import NamedTuple
from specc.source import Source, Span

# Expressions


class Number(NamedTuple):
    """`128`, `30_000`, `0.5`, `1e-3`."""

    span: Span
    value: int | float


class String(NamedTuple):
    """`"..."` with its escapes already read."""

    span: Span
    value: str


class Name(NamedTuple):
    """A bare word: a tensor, a constant, a layer, or a word such as `same`, `relu`, `none`."""

    span: Span
    text: str


class ListExpr(NamedTuple):
    """`[a, b]`: a list of constants, of tensors, or of branches."""

    span: Span
    items: tuple["Expr", ...]


class MapExpr(NamedTuple):
    """`{boxes: huber, kind: cross_entropy}`."""

    span: Span
    entries: tuple[tuple[Name, "Expr"], ...]


class Argument(NamedTuple):
    """One setting in parentheses; `name` is None where it is positional."""

    span: Span
    name: Name | None
    value: "Expr"


class Call(NamedTuple):
    """`Conv2D(32, kernel=3)`, `adam(lr=1e-3)`, `min(a, b)`; `span` covers the whole."""

    span: Span
    name: Name
    arguments: tuple[Argument, ...]


class Attribute(NamedTuple):
    """`x.channels`."""

    span: Span
    value: "Expr"
    name: Name


class Index(NamedTuple):
    """`depths[stage]`."""

    span: Span
    value: "Expr"
    index: "Expr"  # type: ignore[assignment]  # the field hides tuple.index, which nothing calls


class Unary(NamedTuple):
    """`-x`, `+x`, `not x`."""

    span: Span
    operator: str
    operand: "Expr"


class Binary(NamedTuple):
    """Arithmetic, a comparison or a logical operation (`and`, `or`); also tensor arithmetic."""

    span: Span
    operator: str
    left: "Expr"
    right: "Expr"


class Conditional(NamedTuple):
    """`a if test else b`."""

    span: Span
    then: "Expr"
    test: "Expr"
    otherwise: "Expr"


class Range(NamedTuple):
    """`0..255`, only after `in`."""

    span: Span
    low: "Expr"
    high: "Expr"


class Flow(NamedTuple):
    """`x -> A -> B`: at least two steps; a single step is just that expression."""

    span: Span
    steps: tuple["Expr", ...]


class RepeatStep(NamedTuple):
    """`repeat 6 { ... }`, as a statement or as a step of a flow."""

    span: Span
    count: "Expr"  # type: ignore[assignment]  # the field hides tuple.count, which nothing calls
    body: tuple["Statement", ...]


class ForStep(NamedTuple):
    """`for width in [64, 128] { ... }`, as a statement or as a step of a flow."""

    span: Span
    variable: Name
    values: "Expr"
    body: tuple["Statement", ...]


Expr: TypeAlias = Union[
    Number,
    String,
    Name,
    ListExpr,
    MapExpr,
    Call,
    Attribute,
    Index,
    Unary,
    Binary,
    Conditional,
    Flow,
    RepeatStep,
    ForStep,
]

# Statements of a model or block


class TypeExpr(NamedTuple):
    """`[8, 8, 1]`, `int[T]`, `float[28, 28, 1] in 0..255`, or `int` (a scalar).

    Also a target's kind: `class(10)`, `binary`, `real[3] in -1..1`; then `arguments` holds the
    settings in parentheses and `word` the kind. `word` is None where only `[...]` was written.
    `sizes` is None where there are no brackets.
    """

    span: Span
    word: Name | None
    arguments: tuple[Argument, ...]
    sizes: tuple[Expr, ...] | None
    values: Range | None


class Input(NamedTuple):
    """`input image: [224, 224, 3]` or `input x, memory`; `type` is None where left out."""

    span: Span
    names: tuple[Name, ...]
    type: TypeExpr | None


class Bind(NamedTuple):
    """`y = flow` or `a, b = flow`; in `data`, `train`, `sweep`, `extern`: a setting."""

    span: Span
    names: tuple[Name, ...]
    value: Expr


class FlowStatement(NamedTuple):
    """A flow whose result only becomes the current tensor."""

    span: Span
    value: Expr


class LayerDef(NamedTuple):
    """`layer embed = Embedding(32_000, 512)`."""

    span: Span
    name: Name
    value: Expr


class Let(NamedTuple):
    """`let k = x.channels // 4`."""

    span: Span
    name: Name
    value: Expr


class IfCase(NamedTuple):
    """One `if` or `else if` with its body."""

    span: Span
    test: Expr
    body: tuple["Statement", ...]


class If(NamedTuple):
    """`if ... { } else if ... { } else { }`; `otherwise` is empty without an else."""

    span: Span
    cases: tuple[IfCase, ...]
    otherwise: tuple["Statement", ...]


class Assert(NamedTuple):
    """`assert test, "message"`."""

    span: Span
    test: Expr
    message: Expr | None


class Output(NamedTuple):
    """`output logits = flow` (`name` is set) or `output flow`."""

    span: Span
    name: Name | None
    value: Expr


class Target(NamedTuple):
    """`target digit: class(10)`, in `data`."""

    span: Span
    name: Name
    kind: TypeExpr


Statement: TypeAlias = Union[
    Input,
    Bind,
    FlowStatement,
    LayerDef,
    Let,
    If,
    Assert,
    Output,
    Target,
]
"""`repeat` and `for` as statements are `FlowStatement(RepeatStep | ForStep)`."""

# Declarations


class Parameter(NamedTuple):
    """A setting that a block, model or extern layer declares; `default` may be missing."""

    span: Span
    name: Name
    default: Expr | None


class Import(NamedTuple):
    """`import A, B from "blocks.spec"` (`path`) or `import A from std.transformer` (`module`)."""

    span: Span
    names: tuple[Name, ...]
    path: String | None
    module: tuple[Name, ...]


class Dim(NamedTuple):
    """`dim H, W where H % 16 == 0`."""

    span: Span
    names: tuple[Name, ...]
    condition: Expr | None


class Block(NamedTuple):
    """`block`, `model` or `extern layer`, told apart by `kind` ("block", "model", "extern").

    `doc` is the comment directly above, without the `#` signs.
    """

    span: Span
    kind: str
    name: Name
    parameters: tuple[Parameter, ...]
    body: tuple[Statement, ...]
    doc: str


class Section(NamedTuple):
    """`data`, `train` or `sweep` (`kind`); `name` is None where left out."""

    span: Span
    kind: str
    name: Name | None
    body: tuple[Statement, ...]


Declaration: TypeAlias = Union[Import, Let, Dim, Block, Section]


class Comment(NamedTuple):
    """A comment, `text` without the `#`; `own_line` where nothing stands before it."""

    span: Span
    text: str
    own_line: bool


class Module(NamedTuple):
    """One file; `keywords` are those that stand in it: `if`, `let`, `repeat`."""

    source: Source
    declarations: tuple[Declaration, ...]
    comments: tuple[Comment, ...]
    keywords: frozenset[str] = frozenset()
