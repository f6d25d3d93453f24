"""Extern layers: written by the user in Python, their shapes and counts declared in the spec."""

import keyword
from typing import TYPE_CHECKING, Any, ClassVar

from specc.initialiser import Auto
from specc.ir.dim import Dim
from specc.ir.tensor import UNKNOWN, TensorType
from specc.kind import Word, show
from specc.layer import Layer, Shape, Weight, snake
from specc.resolve.bound import POISON, Constant, Template
from specc.resolve.sizes import read_size
from specc.setting import REQUIRED, Fault, Setting
from specc.syntax import ast

if TYPE_CHECKING:
    from specc.resolve.body import Body

RULE = "extern-declaration"
BACKENDS = ("pytorch", "keras")


class Anything:
    """What a setting of an extern layer may be: whatever Python can write down."""

    description = "a number, a word, text, `true`, `false`, `none`, or a list of these"

    def read(self, value: Any) -> Any:
        """The value as it is."""
        return value


class Extern(Layer, abstract=True):
    """One use of an extern layer: what its declaration comes to for the inputs it got.

    `values` are its settings, `paths` says for a backend where the class is (`module:Class`),
    `results` are the outputs' types and `count` is the number of its parameters.
    """

    family = "extern"
    opaque = True
    inputs: ClassVar[tuple[int, int | None]] = (1, None)
    dtypes = ("float", "int", "bool")
    values: dict[str, Any]
    paths: dict[str, str]
    results: tuple[TensorType, ...]
    count: int

    def shape(self, *inputs: TensorType) -> Shape:
        """The declared outputs."""
        return self.results

    def weights(self, *inputs: TensorType) -> tuple[Weight, ...]:
        """One flat array of the declared number of parameters."""
        return (Weight("extern", (self.count,), Auto()),) if self.count else ()

    def given(self) -> dict[str, Any]:
        """All settings, in the order of the declaration."""
        return self.values

    @property
    def key(self) -> tuple[Any, ...]:
        """Equal for equal uses of one declaration."""
        return self.word, tuple(self.values.items()), tuple(self.paths.items()), self.results


def extern_layer(
    name: str,
    values: dict[str, Any],
    paths: dict[str, str],
    results: tuple[TensorType, ...],
    count: int,
) -> Extern:
    """A use of the extern layer of a name."""
    settings = {n: Setting(n, Anything(), REQUIRED, False, "") for n in values}
    known = {"word": name, "stem": snake(name), "settings": settings}
    return Extern(**known, values=values, paths=paths, results=results, count=count)


def declared_layer(
    child: "Body", template: Template, values: dict[str, Any], kinds: tuple[TensorType, ...]
) -> "Extern | Fault | None":
    """The layer of one use with inputs of known types; None after a reported fault.

    A fault concerns the use: inputs that are not as declared.
    """
    what = template.block
    for name, value in values.items():
        if not is_plain(value):
            message = f"`{name}` of the extern layer `{what.name.text}` is {show(value)}"
            return Fault(message, f"it must be {Anything.description}", rule="invalid-setting")
    paths = _paths(child, what)
    fault = _match(child, what, kinds)
    if fault is not None:
        return fault
    results, count = _results(child, what), _count(child, what)
    if paths is None or results is None or count is None:
        return None
    return extern_layer(what.name.text, values, paths, results, count)


def is_plain(value: Any) -> bool:
    """Whether Python can write a setting's value down as it is."""
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        return all(is_plain(item) for item in value)
    return value is None or value is POISON or isinstance(value, (int, float, str))


def _paths(child: "Body", what: ast.Block) -> dict[str, str] | None:
    paths: dict[str, str] = {}
    for statement in (s for s in what.body if type(s) is ast.Bind):
        name = statement.names[0].text
        if name == "params":
            continue
        value = child.constants.value(statement.value)
        if name not in BACKENDS or not is_path(value):
            help = '`pytorch = "mylib.layers:Fourier"`, `keras = "..."`, `params = 4 * C`'
            message = f"`{name}` of an extern layer is no `module:Class`, got {show(value)}"
            child.error(RULE, message, statement.span, help)
            return None
        paths[name] = value
    return paths


def is_path(value: Any) -> bool:
    """Whether a value names a class as `package.module:Class` does."""
    if not isinstance(value, str) or isinstance(value, Word) or value.count(":") != 1:
        return False
    module, name = value.split(":")
    parts = (*module.split("."), name)
    return all(part.isidentifier() and not keyword.iskeyword(part) for part in parts)


def _match(child: "Body", what: ast.Block, kinds: tuple[TensorType, ...]) -> Fault | None:
    """Bind the sizes that the inputs' patterns name; a fault where an input is not as declared."""
    inputs = [(name, s.type) for s in what.body if type(s) is ast.Input for name in s.names]
    word = what.name.text
    if len(inputs) != len(kinds):
        wanted = f"{len(inputs)} input{'s' * (len(inputs) != 1)}"
        return Fault(f"`{word}` takes {wanted}, got {len(kinds)}", rule="input-count")
    for index, ((name, written), kind) in enumerate(zip(inputs, kinds, strict=True)):
        if written is not None and not _bind(child, written, kind):
            pattern = child.source.cut(written.span)
            message = f"the input `{name.text}` of `{word}` is {pattern}, got {kind}"
            return Fault(message, input=index)
    return None


def _bind(child: "Body", written: ast.TypeExpr, kind: TensorType) -> bool:
    sizes = written.sizes or ()
    dtype = written.word.text if written.word else "float"
    if len(sizes) != kind.rank or dtype != kind.dtype:
        return False
    for expr, size in zip(sizes, kind.sizes, strict=True):
        if type(expr) is ast.Name and _is_free(child, expr.text):
            child.local[expr.text] = Constant(size)
        elif child.constants.value(expr) != size:
            return False
    return True


def _is_free(child: "Body", name: str) -> bool:
    """True for a name that stands for whatever arrives: a new one, or a `dim` of the file."""
    bound = child.lookup(name)
    is_dim = isinstance(bound, Constant) and isinstance(bound.value, Dim)
    return bound is None or (is_dim and name not in child.local)


def _results(child: "Body", what: ast.Block) -> tuple[TensorType, ...] | None:
    outputs = [s for s in what.body if type(s) is ast.Output]
    if not outputs or any(type(s.value) is not ast.ListExpr for s in outputs):
        message = f"the extern layer `{what.name.text}` does not declare what it gives"
        child.error(RULE, message, what.name.span, "`output [T, 4]`")
        return None
    found = tuple(_output(child, s.value) for s in outputs)  # type: ignore[arg-type]
    return None if UNKNOWN in found else found


def _output(child: "Body", written: ast.ListExpr) -> TensorType:
    sizes = tuple(read_size(size, child.constants) for size in written.items)
    return UNKNOWN if any(size is POISON for size in sizes) else TensorType(sizes)


def _count(child: "Body", what: ast.Block) -> int | None:
    """The declared number of parameters; none are declared where there is no `params`."""
    statement = next(
        (s for s in what.body if type(s) is ast.Bind and s.names[0].text == "params"), None
    )
    if statement is None:
        return 0
    count = child.constants.value(statement.value)
    if type(count) is int and count >= 0:
        return count
    if count is not POISON:
        message = f"`params` of `{what.name.text}` is a number of at least 0, got {show(count)}"
        child.error(RULE, message, statement.span)
    return None
