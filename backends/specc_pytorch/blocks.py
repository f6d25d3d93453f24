"""`model.py`: classes for blocks and models, from planned bodies."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from specc.emit.attributes import loop_variables
from specc.emit.condition import in_order
from specc.emit.expression import (
    OWN,
    Call,
    Code,
    Comprehension,
    Either,
    Expr,
    Given,
    call,
    walk,
)
from specc.emit.lower import Use
from specc.emit.names import safe
from specc.emit.parameters import Named, arguments
from specc.emit.plan import Planned
from specc.emit.render import INDENT, flat, statement
from specc.emit.rows import run_over
from specc.emit.step import Body, Branch, Case, Item, Loop, Shape, Step, inside, steps
from specc.emit.variable import loops, marks, named, spoken, variable_names
from specc.emit.write import Head, Style, Writer, comment
from specc.ir.graph import Region
from specc_pytorch.forward import (
    forward_marks,
    module_names,
    named_conditions,
    on_self,
    stored_parameters,
)
from specc_pytorch.reserved import RESERVED
from specc_pytorch.sequence import repeated, with_repeated


def write_use(name: str, parameters: tuple[Named, ...], index: int, region: Region) -> Use:
    """How a use of a class is written: with its values for the parameters."""
    make = Call(Code(name), *arguments(parameters, index))
    return Use(make, call(OWN, *(Given(i) for i in range(len(region.inputs)))))


class Ending(NamedTuple):
    """The activation that ends an output, applied to what `logits` gives."""

    apply: Expr
    shape: Shape


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
        parameters = [p.name for p in planned.parameters]
        self.run = with_repeated(self.body.items)
        """What `forward` does, where modules that run one after the other are one."""
        self.flags = named_conditions(self.body, parameters)
        self.stored = stored_parameters(self.run, self.flags, parameters)
        self.sequences = {
            name
            for loop in loops(self.body.items)
            if repeated(loop)
            for name in module_names(loop.body)
        }
        self.spoken = spoken(self.body)
        taken = self.spoken | set(parameters) | RESERVED
        self.variables = variable_names(self.body.items, taken)

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
        return bool(self.body.shared or self.planned.parameters or module_names(self.body.items))

    def _init(self) -> list[str]:
        parameters = [p.declared for p in self.planned.parameters]
        lines = _signature("__init__", ["self", *parameters], "None")
        lines.append(f"{INDENT * 2}super().__init__()")
        for parameter in self.stored:
            lines.append(f"{INDENT * 2}self.{parameter} = {parameter}")
        for shared in self.body.shared:
            lines += statement(f"{self.own(shared.name)} = ", shared.make, 2)
        return lines + self._made(self.body.items, 2)

    def _made(self, items: tuple[Item, ...], depth: int) -> list[str]:
        lines: list[str] = []
        for item in items:
            if isinstance(item, Step):
                lines += [] if item.make is None else self._module(item.name, item.make, depth)
            elif isinstance(item, Loop):
                for name, make in _lists(item, self.variables):
                    lines += statement(f"{self.own(name)} = ", make, depth)
            else:
                lines += self._made_branch(item, depth)
        return lines

    def _module(self, name: str, make: Expr, depth: int) -> list[str]:
        """The statement that builds a module, with a condition around it where one decides."""
        start = f"{self.own(name)} = "
        if not isinstance(make, Either):
            return statement(start, make, depth)
        return [
            *statement("if ", make.test, depth, suffix=":"),
            *statement(start, make.then, depth + 1),
            f"{INDENT * depth}else:",
            *statement(start, make.otherwise, depth + 1),
        ]

    def _made_branch(self, branch: Branch, depth: int) -> list[str]:
        lines = []
        for case in branch.cases:
            if case.test in self.flags:
                lines += statement(f"self.{self.flags[case.test]} = ", case.test, depth)
        if not module_names((branch,)):
            return lines
        flagged = branch._replace(cases=tuple(self._flagged(case) for case in branch.cases))
        word = "if "
        for case in in_order(flagged):
            inside = self._made(case.items, depth + 1)
            if case.test is not None:
                head = statement(word, case.test, depth, suffix=":")
                lines += [*head, *(inside or [f"{INDENT * (depth + 1)}pass"])]
            elif inside:
                lines += [f"{INDENT * depth}else:", *inside]
            word = "elif "
        return lines

    def _flagged(self, case: Case) -> Case:
        """The modules of a case, with an attribute for a condition that has one."""
        items = tuple(item for item in case.items if module_names((item,)))
        flag = self.flags.get(case.test) if case.test is not None else None
        test = case.test if flag is None else Code(f"self.{flag}")
        return case._replace(test=test, items=items)

    def _forward(self) -> list[str]:
        style = Style(self.own, self._head, False)
        steps_only = self.body._replace(items=self.run)
        body = on_self(steps_only, self.stored, self.flags)
        words = self._all_words(self.run, {})
        writer = Writer(body, style, RESERVED | self._spoken_variables() | words)
        names = writer.inputs()
        method = "logits" if self.endings else "forward"
        typed = ["self", *(f"{name}: Tensor" for name in names)]
        lines = _signature(method, typed, _result_type(self.body))
        if self.endings:
            lines.append(f'{INDENT * 2}"""What enters the last activation: losses work on this."""')
        lines += writer.write(2)
        lines += _return(writer.results(), writer.returned)
        return [*lines, "", *self._ended(names, typed)] if self.endings else lines

    def _spoken_variables(self) -> set[str]:
        """The names of loop variables that `forward` has."""
        read = forward_marks(self.run)
        return {name for mark, name in self.variables.items() if mark in read}

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
        words_inside = self._words(loop, modules)
        names = list(words_inside)
        outer = [modules.get(name) or self.own(name) for name in names]
        over: list[Expr] = [Code(one) for one in outer]
        words = list(words_inside.values())
        read = forward_marks(loop.body)
        used = [variable for variable in loop.variables if variable.mark in read]
        values = {variable.mark: self.variables[variable.mark] for variable in used}
        if used:
            over.append(named(run_over(used), modules))
            written = ", ".join(values.values())
            words.append(f"({written})" if len(used) > 1 and names else written)
        if not over:
            return Head("_", named(loop.count, modules), {})
        zipped = call("zip", *over, strict=True) if len(over) > 1 else over[0]
        return Head(", ".join(words), zipped, {**words_inside, **values})

    def _words(self, loop: Loop, around: Mapping[str, str]) -> dict[str, str]:
        """What the modules of a loop are called inside it; those of inner loops are lists there.

        `around` are the names that the loops around it give.
        """
        inner = {name for one in loops(loop.body) for name in module_names(one.body)}
        names = list(dict.fromkeys(module_names(loop.body)))
        taken = self.spoken | set(around.values())
        found = loop_variables(names, inner | self.sequences)
        return {name: f"{word}_" if word in taken else word for name, word in found.items()}

    def _all_words(self, items: Iterable[Item], around: Mapping[str, str]) -> set[str]:
        """The names of modules in all loops."""
        found: set[str] = set()
        for item in items:
            words = self._words(item, around) if isinstance(item, Loop) else {}
            found.update(words.values())
            for body in inside(item):
                found |= self._all_words(body, {**around, **words})
        return found


def _return(results: list[Expr], shape: str) -> list[str]:
    if len(results) == 1:
        return statement("return ", results[0], 2, shape)
    return statement("return ", Code(", ".join(flat(r) for r in results)), 2)


def _filled(apply: Expr, value: Expr) -> Expr:
    return walk(apply, lambda part: value if isinstance(part, Given) else None)


def _lists(loop: Loop, names: Mapping[str, str]) -> list[tuple[str, Expr]]:
    """The `nn.ModuleList` of each module in a loop, nested as the loops are."""
    found: list[tuple[str, Expr]] = []
    for item in loop.body:
        if isinstance(item, Loop):
            inner = _lists(item, names)
        else:
            inner = [(step.name, step.make) for step in steps([item]) if step.make is not None]
        for name, make in inner:
            used = [variable for variable in loop.variables if variable.mark in marks([make])]
            over = run_over(used) if used else loop.count
            words = ", ".join(names[variable.mark] for variable in used) or "_"
            made = named(make, {variable.mark: names[variable.mark] for variable in used})
            kind = "nn.ModuleList" if repeated(loop) is None else "nn.Sequential"
            spread = kind == "nn.Sequential"
            found.append((name, Comprehension(Code(kind), made, words, over, spread)))
    return found


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
