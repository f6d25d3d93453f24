"""Extern layers: written by the user in Python, their shapes and counts declared in the spec."""

from typing import TYPE_CHECKING, Any, ClassVar

from specc.initialiser import Auto
from specc.ir.tensor import TensorType
from specc.kind import show
from specc.layer import Layer, Shape, Weight
from specc.resolve.bound import POISON, Constant, Template
from specc.resolve.sizes import read_size
from specc.setting import Fault
from specc.syntax import ast

if TYPE_CHECKING:
    from specc.resolve.body import Body


class Extern(Layer, abstract=True):
    """One use of an extern layer: its declaration, settings, and the names its inputs bind."""

    family = "extern"
    inputs: ClassVar[tuple[int, int | None]] = (1, None)
    dtypes = ("float", "int", "bool")
    name: str
    values: dict[str, Any]
    paths: dict[str, str]
    """Backend → `module:Name` of the Python class."""
    body: "Body"
    declaration: ast.Block

    def shape(self, *inputs: TensorType) -> Shape:
        """The declared output, with the sizes that the inputs bind."""
        fault = self._match(inputs)
        if fault is not None:
            return fault
        outputs = [s for s in self.declaration.body if type(s) is ast.Output]
        types = [self._output(statement) for statement in outputs]
        if not types or any(kind is None for kind in types):
            return Fault(
                f"`{self.name}` does not declare its output",
                "`output [T, 4]`",
                rule="extern-declaration",
            )
        return tuple(kind for kind in types if kind is not None)

    def _match(self, inputs: tuple[TensorType, ...]) -> Fault | None:
        declared = [
            (name, s.type)
            for s in self.declaration.body
            if type(s) is ast.Input
            for name in s.names
        ]
        if len(declared) != len(inputs):
            return Fault(
                f"`{self.name}` takes {len(declared)} inputs, got {len(inputs)}", rule="input-count"
            )
        for index, ((name, written), kind) in enumerate(zip(declared, inputs, strict=True)):
            if written is not None and not self._bind(written, kind):
                pattern = self.body.source.cut(written.span)
                message = f"the input `{name.text}` of `{self.name}` is {pattern}, got {kind}"
                return Fault(message, input=index)
        return None

    def _bind(self, written: ast.TypeExpr, kind: TensorType) -> bool:
        sizes = written.sizes or ()
        if (
            len(sizes) != kind.rank
            or (written.word.text if written.word else "float") != kind.dtype
        ):
            return False
        for expr, size in zip(sizes, kind.sizes, strict=True):
            free = type(expr) is ast.Name and self.body.lookup(expr.text) is None
            if free:
                self.body.local[expr.text] = Constant(size)  # type: ignore[union-attr]
            elif self.body.constants.value(expr) != size:
                return False
        return True

    def _output(self, statement: ast.Output) -> TensorType | None:
        if type(statement.value) is not ast.ListExpr:
            return None
        sizes = [read_size(size, self.body.constants) for size in statement.value.items]
        return None if any(size is POISON for size in sizes) else TensorType(tuple(sizes))

    def weights(self, *inputs: TensorType) -> tuple[Weight, ...]:
        """One flat array of the declared number of parameters."""
        expr = next(
            (
                s.value
                for s in self.declaration.body
                if type(s) is ast.Bind and s.names[0].text == "params"
            ),
            None,
        )
        count = 0 if expr is None else self.body.constants.value(expr)
        return (Weight("extern", (count,), Auto()),) if type(count) is int and count > 0 else ()

    @property
    def key(self) -> tuple[Any, ...]:
        """Equal for equal uses of one declaration."""
        return (self.name, tuple((k, v) for k, v in self.values.items()))


def layer(child: "Body", template: Template, values: dict[str, Any]) -> Extern | None:
    """The layer of one use; None after a reported fault."""
    what = template.block
    paths: dict[str, str] = {}
    for statement in what.body:
        if type(statement) is not ast.Bind:
            continue
        name = statement.names[0].text
        if name == "params":
            continue
        value = child.constants.value(statement.value)
        if name not in ("pytorch", "keras") or not _is_path(value):
            help = '`pytorch = "mylib.layers:Fourier"`, `keras = "..."`, `params = 4 * C`'
            message = f"`{name}` of an extern layer is no `module:Class`, got {show(value)}"
            child.error("extern-declaration", message, statement.span, help)
            return None
        paths[name] = value
    return Extern(name=what.name.text, values=values, paths=paths, body=child, declaration=what)


def _is_path(value: Any) -> bool:
    if not isinstance(value, str) or value.count(":") != 1:
        return False
    module, name = value.split(":")
    return name.isidentifier() and all(part.isidentifier() for part in module.split("."))
