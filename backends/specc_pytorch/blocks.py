"""`model.py`: classes for blocks and models, from planned bodies."""

from collections.abc import Mapping
from typing import NamedTuple

from specc.emit.attributes import loop_variables
from specc.emit.expression import (
    OWN,
    Argument,
    Call,
    Code,
    Comprehension,
    Expr,
    Given,
    Lit,
    call,
    codes,
    walk,
)
from specc.emit.lower import Use
from specc.emit.names import safe
from specc.emit.parameters import Named
from specc.emit.plan import Planned
from specc.emit.render import INDENT, flat, statement
from specc.emit.rows import run_over
from specc.emit.step import Body, Item, Loop, Shape, Step
from specc.emit.variable import applied, loops, spoken, variable_names
from specc.emit.write import Head, Style, Writer, comment
from specc.ir.graph import Region

RESERVED = frozenset({"self", "nn", "torch", "F", "Tensor"})
MODULE_NAMES = frozenset(
    {
        "forward",
        "training",
        "train",
        "eval",
        "type",
        "half",
        "float",
        "double",
        "bfloat16",
        "to",
        "cpu",
        "cuda",
        "apply",
        "children",
        "modules",
        "parameters",
        "buffers",
        "compile",
        "extra_repr",
        "share_memory",
        "state_dict",
        "load_state_dict",
        "zero_grad",
        "requires_grad_",
        "add_module",
        "register_buffer",
        "register_parameter",
        "register_module",
        "get_parameter",
        "get_buffer",
        "get_submodule",
        "named_modules",
        "named_parameters",
        "named_buffers",
        "named_children",
        "call_super_init",
        "dump_patches",
        "xpu",
        "ipu",
        "mtia",
        "to_empty",
        "get_extra_state",
        "set_extra_state",
        "set_submodule",
        "register_forward_hook",
        "register_forward_pre_hook",
        "register_full_backward_hook",
        "T_destination",
    }
)


def write_use(name: str, parameters: tuple[Named, ...], index: int, region: Region) -> Use:
    """How a use of a class is written: its values for the parameters by name."""
    arguments = tuple(Argument(p.name, Lit(p.column[index])) for p in parameters)
    make = Call(Code(name), (), arguments)
    return Use(make, call(OWN, *(Given(i) for i in range(len(region.inputs)))))


class Ending(NamedTuple):
    """The activation that ends an output, applied to what `logits` gives."""

    apply: Expr
    shape: Shape
    rank: int


class ModuleClass:
    """One `nn.Module` as text, from a body whose modules are named (`distinct`).

    With `endings` it has a method `logits` besides `forward`.
    """

    def __init__(
        self, planned: Planned, docstring: str, endings: Mapping[int, Ending] | None = None
    ) -> None:
        self.planned = planned
        self.docstring = docstring
        self.endings = endings or {}
        self.body = planned.body
        self.spoken = spoken(self.body) | {p.name for p in planned.parameters}

    def own(self, name: str) -> str:
        """How a module is reached from `forward`."""
        return f"self.{name}"

    def lines(self) -> list[str]:
        """The class."""
        body = [*self._init(), "", *self._forward()] if self._has_init() else self._forward()
        return [f"class {self.planned.name}(nn.Module):", *self._doc(), "", *body]

    def _doc(self) -> list[str]:
        lines = self.docstring.split("\n")
        if len(lines) == 1:
            return [f'{INDENT}"""{lines[0]}"""']
        return [
            f'{INDENT}"""{lines[0]}',
            *(f"{INDENT}{line}".rstrip() for line in lines[1:]),
            f'{INDENT}"""',
        ]

    def _has_init(self) -> bool:
        return bool(
            self.body.shared
            or self.planned.parameters
            or any(True for _ in _module_names(self.body.items))
        )

    def _init(self) -> list[str]:
        parameters = [f"{p.name}: {type(p.column[0]).__name__}" for p in self.planned.parameters]
        lines = _signature("__init__", ["self", *parameters], "None")
        lines.append(f"{INDENT * 2}super().__init__()")
        for parameter in _forward_parameters(self.body, self.planned.parameters):
            lines.append(f"{INDENT * 2}self.{parameter} = {parameter}")
        for shared in self.body.shared:
            lines += statement(f"{self.own(shared.name)} = ", shared.make, 2)
        for item in self.body.items:
            lines += self._made(item)
        return lines

    def _made(self, item: Item) -> list[str]:
        if isinstance(item, Step):
            return [] if item.make is None else statement(f"{self.own(item.name)} = ", item.make, 2)
        return [
            line
            for name, make in _lists(item, self.spoken)
            for line in statement(f"{self.own(name)} = ", make, 2)
        ]

    def _forward(self) -> list[str]:
        style = Style(self.own, self._head, False)
        variables = {n for loop in loops(self.body.items) for n in self._applied(loop).values()}
        body = _on_self(self.body, self.planned.parameters)
        writer = Writer(body, style, RESERVED | variables)
        names = writer.inputs()
        method = "logits" if self.endings else "forward"
        typed = ["self", *(f"{name}: Tensor" for name in names)]
        lines = _signature(method, typed, _result_type(self.body))
        if self.endings:
            lines.append(f'{INDENT * 2}"""What enters the last activation: losses work on this."""')
        lines += writer.write(2)
        lines += _return(writer.results(), writer.returned)
        return [*lines, "", *self._ended(names, typed)] if self.endings else lines

    def _ended(self, names: list[str], typed: list[str]) -> list[str]:
        """`forward` in terms of `logits`."""
        lines = _signature("forward", typed, _result_type(self.body))
        logits: Expr = call("self.logits", *(Code(name) for name in names))
        if len(self.body.outputs) == 1:
            ending = self.endings[0]
            return [*lines, *_return([_filled(ending.apply, logits)], comment(ending.shape, "N"))]
        results = [Code(safe(name, RESERVED)) for name in self.body.output_names]
        lines += statement(f"{', '.join(r.text for r in results)} = ", logits, 2)
        ended = [
            _filled(self.endings[i].apply, r) if i in self.endings else r
            for i, r in enumerate(results)
        ]
        return [*lines, *_return(ended, "")]

    def _head(self, loop: Loop, modules: Mapping[str, str]) -> Head:
        names = list(dict.fromkeys(_module_names(loop.body)))
        outer = [modules.get(name) or self.own(name) for name in names]
        inside = loop_variables(names)
        over: list[Expr] = [Code(one) for one in outer]
        variables = list(inside.values())
        values = self._applied(loop)
        if values:
            columns = [loop.variables.index(text) for text in values]
            over.append(run_over([tuple(row[at] for at in columns) for row in loop.rows]))
            written = ", ".join(values.values())
            variables.append(f"({written})" if len(values) > 1 and names else written)
        if not over:
            return Head("_", call("range", loop.count), {})
        zipped = call("zip", *over, strict=True) if len(over) > 1 else over[0]
        return Head(", ".join(variables), zipped, {**inside, **values})

    def _applied(self, loop: Loop) -> dict[str, str]:
        """Names for the varying literals that `forward` reads."""
        found = applied(loop.body)
        used = [text for text in loop.variables if text in found]
        return variable_names(loop, used, self.spoken)


def _return(results: list[Expr], shape: str) -> list[str]:
    if len(results) == 1:
        return statement("return ", results[0], 2, shape)
    return statement("return ", Code(", ".join(flat(r) for r in results)), 2)


def _filled(apply: Expr, value: Expr) -> Expr:
    return walk(apply, lambda part: value if isinstance(part, Given) else None)


def _module_names(items: tuple[Item, ...]) -> "list[str]":
    found: list[str] = []
    for item in items:
        if isinstance(item, Loop):
            found.extend(_module_names(item.body))
        elif item.make is not None:
            found.append(item.name)
    return found


def _lists(loop: Loop, taken: frozenset[str]) -> list[tuple[str, Expr]]:
    """The `nn.ModuleList` of each module in a loop, nested as the loops are."""
    found: list[tuple[str, Expr]] = []
    for item in loop.body:
        inner = (
            _lists(item, taken)
            if isinstance(item, Loop)
            else [(item.name, item.make)]
            if item.make is not None
            else []
        )
        for name, make in inner:
            variables, values, changed = _rows(loop, make, taken)
            found.append((name, Comprehension(Code("nn.ModuleList"), changed, variables, values)))
    return found


def _rows(loop: Loop, make: Expr, taken: frozenset[str]) -> tuple[str, Expr, Expr]:
    """The comprehension's variables, what they run over, and the item with them in place."""
    used = [text for text in codes(make) if text in loop.variables]
    if not used:
        return "_", call("range", loop.count), make
    names = variable_names(loop, used, taken)
    changed = walk(
        make,
        lambda part: (
            Code(names[part.text]) if isinstance(part, Code) and part.text in names else None
        ),
    )
    columns = [[row[loop.variables.index(text)] for row in loop.rows] for text in used]
    return ", ".join(names.values()), run_over(list(zip(*columns, strict=True))), changed


def _forward_parameters(body: Body, parameters: tuple[Named, ...]) -> list[str]:
    """Parameters that `forward` reads, which therefore live on the module."""
    written = [text for step in _steps(body.items) for text in codes(step.apply)]
    words = {word for text in written for word in text.split()}
    return [p.name for p in parameters if p.name in words]


def _steps(items: tuple[Item, ...]) -> list[Step]:
    found: list[Step] = []
    for item in items:
        found.extend([item] if isinstance(item, Step) else _steps(item.body))
    return found


def _on_self(body: Body, parameters: tuple[Named, ...]) -> Body:
    names = {p.name for p in parameters}

    def change(part: Expr) -> Expr | None:
        if isinstance(part, Code) and names & set(part.text.split()):
            return Code(" ".join(f"self.{w}" if w in names else w for w in part.text.split()))
        return None

    def changed(item: Item) -> Item:
        if isinstance(item, Step):
            return item._replace(apply=walk(item.apply, change))
        return item._replace(body=tuple(changed(inner) for inner in item.body))

    return body._replace(items=tuple(changed(item) for item in body.items))


def _signature(name: str, parameters: list[str], result: str) -> list[str]:
    line = f"{INDENT}def {name}({', '.join(parameters)}) -> {result}:"
    if len(line) <= 88:
        return [line]
    together = f"{INDENT * 2}{', '.join(parameters)}"
    inside = [together] if len(together) <= 88 else [f"{INDENT * 2}{p}," for p in parameters]
    return [f"{INDENT}def {name}(", *inside, f"{INDENT}) -> {result}:"]


def _result_type(body: Body) -> str:
    if len(body.outputs) == 1:
        return "Tensor"
    return f"tuple[{', '.join(['Tensor'] * len(body.outputs))}]"
