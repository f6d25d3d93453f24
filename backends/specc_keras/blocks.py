"""`model.py`: a function for each block and model, in the functional style of Keras."""

from collections.abc import Mapping

from specc.emit.expression import Call, Code, Expr, Given, Sequence, call
from specc.emit.lower import Use
from specc.emit.names import safe
from specc.emit.parameters import Named, arguments
from specc.emit.plan import Planned
from specc.emit.render import INDENT, flat, statement
from specc.emit.rows import run_over
from specc.emit.step import Loop
from specc.emit.variable import named, spoken, variable_names
from specc.emit.write import Head, Style, Writer
from specc.ir.graph import Region

RESERVED = frozenset({"keras", "layers", "ops", "shared"})


def write_use(name: str, parameters: tuple[Named, ...], index: int, region: Region) -> Use:
    """How a use of a block is written: a call with its tensors, then its values."""
    tensors = tuple(Given(i) for i in range(len(region.inputs)))
    values, named = arguments([p for p in parameters if not p.inherent], index)
    return Use(None, Call(Code(name), (*tensors, *values), named))


class BlockFunction:
    """One function as text: of tensors for a block, of nothing for a model."""

    def __init__(self, planned: Planned, docstring: str, functions: frozenset[str]) -> None:
        self.planned = planned
        self.docstring = docstring
        self.body = planned.body
        parameters = {p.name for p in planned.parameters}
        taken = spoken(self.body) | parameters | RESERVED | functions
        self.variables = variable_names(self.body.items, taken)
        self.reserved = RESERVED | functions | parameters | set(self.variables.values())
        style = Style(self._own, self._head, True, planned.region.kind == "block")
        self.writer = Writer(self.body, style, self.reserved)

    def _own(self, name: str) -> str:
        return safe(name, self.reserved)

    def block(self) -> list[str]:
        """The function of a block."""
        names = self.writer.inputs()
        parameters = [p.declared for p in self.planned.parameters if not p.inherent]
        tensors = [f"{name}: keras.KerasTensor" for name in names]
        count = len(self.body.outputs)
        result = (
            "keras.KerasTensor"
            if count == 1
            else f"tuple[{', '.join(['keras.KerasTensor'] * count)}]"
        )
        lines = [*signature(self.planned.name, [*tensors, *parameters], result), *self._doc()]
        lines += [
            f"{INDENT}{p.name} = {names[0]}.shape[-1]"
            for p in self.planned.parameters
            if p.inherent
        ]
        lines += self._shared() + self.writer.write(1)
        results = self.writer.results()
        expr = results[0] if count == 1 else Code(", ".join(flat(r) for r in results))
        return [*lines, *statement("return ", expr, 1, self.writer.returned if count == 1 else "")]

    def model(self, input_names: Mapping[str, str]) -> list[str]:
        """The function of a model."""
        names = self.writer.inputs(kept=True)
        lines = [f"def {self.planned.name}() -> keras.Model:", *self._doc()]
        inputs = self.planned.graph.inputs
        for name, word in zip(names, self.body.input_names, strict=True):
            kind = inputs[word].type
            sizes = tuple(size if isinstance(size, int) else None for size in kind.sizes)
            dtype = (
                {}
                if kind.dtype == "float"
                else {"dtype": {"int": "int32", "bool": "bool"}[kind.dtype]}
            )
            make = call("keras.Input", sizes, **dtype, name=input_names[word])
            lines += statement(f"{name} = ", make, 1)
        lines += self._shared() + self.writer.write(1)
        ins, outs = _listed([Code(name) for name in names]), _listed(self.writer.results())
        result = call("keras.Model", ins, outs, name=self.planned.name)
        return [*lines, *statement("return ", result, 1)]

    def _doc(self) -> list[str]:
        lines = self.docstring.split("\n")
        if len(lines) == 1:
            return [f'{INDENT}"""{lines[0]}"""']
        return [
            f'{INDENT}"""{lines[0]}',
            *(f"{INDENT}{line}".rstrip() for line in lines[1:]),
            f'{INDENT}"""',
        ]

    def _shared(self) -> list[str]:
        return [
            line
            for s in self.body.shared
            for line in statement(f"{self._own(s.name)} = ", s.make, 1)
        ]

    def _head(self, loop: Loop, modules: Mapping[str, str]) -> Head:
        if not loop.variables:
            return Head("_", named(loop.count, modules), {})
        names = {one.mark: self.variables[one.mark] for one in loop.variables}
        return Head(", ".join(names.values()), named(run_over(loop.variables), modules), names)


def _listed(results: list[Expr]) -> Expr:
    return results[0] if len(results) == 1 else Sequence(tuple(results))


def signature(name: str, parameters: list[str], result: str) -> list[str]:
    """A function's head as `ruff format` leaves it."""
    line = f"def {name}({', '.join(parameters)}) -> {result}:"
    if len(line) <= 88:
        return [line]
    together = f"{INDENT}{', '.join(parameters)}"
    fits = len(together) <= 88 and len(parameters) > 1
    inside = [together] if fits else [f"{INDENT}{p}," for p in parameters]
    return [f"def {name}(", *inside, f") -> {result}:"]
