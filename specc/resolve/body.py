"""Runs the statements of a model's or block's body, unrolling it into the graph."""

from collections.abc import Callable, Mapping
from typing import Any

from specc.axis import clash
from specc.diagnostics import Label
from specc.ir.graph import Place
from specc.ir.tensor import TensorType
from specc.kind import Word, show
from specc.resolve import branch, flow
from specc.resolve.assertion import condition
from specc.resolve.bound import POISON, Bound, Constant, Instance, Report, Template, Tensor
from specc.resolve.builder import Builder
from specc.resolve.constant import Evaluator
from specc.resolve.sizes import read_type
from specc.source import Source, Span
from specc.suggest import did_you_mean
from specc.syntax import ast

Bundle = tuple[int, ...]


class Body:
    """The names, the current tensor and the outputs of one body while it runs."""

    def __init__(
        self,
        module: Any,
        builder: Builder,
        report: Report,
        chain: tuple[ast.Block, ...],
        waiting: list[int] | None,
    ) -> None:
        self.module = module
        self.source: Source = module.source
        self.builder = builder
        self.report = report
        self.chain = chain
        """The blocks that are being unrolled, outermost first."""
        self.waiting = waiting
        """Tensors for the `input` statements; None where the body declares its own types."""
        self.local: dict[str, Bound] = {}
        self.current: Bundle | None = None
        self.outputs: list[tuple[str, int]] = []
        self.constants = Evaluator(self.source, self.lookup, builder.type, report, self.names)

    def lookup(self, name: str) -> Bound | None:
        """What a name stands for here."""
        found = self.local.get(name)
        return found if found is not None else self.module.lookup(name)

    def names(self) -> Mapping[str, Bound]:
        """All names that can be used here."""
        return {**self.module.names(), **self.local}

    def place(self, span: Span) -> Place:
        """A span of this body's source."""
        return Place(self.source, span)

    def error(self, rule: str, message: str, span: Span, help: str = "") -> None:
        """Report an error in this body's source."""
        self.report.error(rule, message, self.source, span, help=help)

    def run(self, statements: tuple[ast.Statement, ...]) -> None:
        """Run statements in order."""
        for statement in statements:
            self.builder.tick(self.place(statement.span))
            _RUN[type(statement)](self, statement)

    def finish(self) -> list[tuple[str, int]]:
        """The outputs; without any `output`, the current tensor."""
        if self.outputs:
            return self.outputs
        current = self.current or ()
        return [
            ("output" if len(current) == 1 else f"output{i}", v) for i, v in enumerate(current, 1)
        ]

    def bind_tensor(self, name: ast.Name, value: int) -> None:
        """Let a name stand for a tensor."""
        if self._may_bind(name):
            self.local[name.text] = Tensor(value)
            self.builder.open[-1].names.append((value, name.text))

    def _may_bind(self, name: ast.Name) -> bool:
        known = self.local.get(name.text)
        if isinstance(known, (Constant, Instance)) and not (
            isinstance(known, Constant) and known.value is POISON
        ):
            what = "a constant" if isinstance(known, Constant) else "a layer"
            self.error(
                "name-taken",
                f"`{name.text}` is {what} already",
                name.span,
                "choose another name for the tensor",
            )
            return False
        return True

    def _input(self, statement: ast.Input) -> None:
        for name in statement.names:
            if self.waiting is None:
                self._declared_input(name, statement)
            elif self.waiting:
                self._given_input(name, statement, self.waiting.pop(0))
            else:
                self.bind_tensor(name, self.builder.unknown())
        self._start(len(statement.names))

    def _start(self, added: int) -> None:
        region = self.builder.open[-1]
        single = len(region.inputs) == 1 and added == 1
        self.current = (region.inputs[0],) if single else None

    def _declared_input(self, name: ast.Name, statement: ast.Input) -> None:
        kind = None
        if statement.type is None:
            message = f"the input `{name.text}` of a model needs its type"
            self.error("missing-type", message, name.span, f"`input {name.text}: [28, 28, 1]`")
        else:
            kind = read_type(statement.type, self.constants)
        self._enter_input(
            name, self.builder.unknown() if kind is None else self.builder.value(kind)
        )

    def _given_input(self, name: ast.Name, statement: ast.Input, value: int) -> None:
        given = self.builder.type(value)
        if statement.type is not None and given.known:
            wanted = read_type(statement.type, self.constants)
            if wanted is not None and self._differs(name, statement, wanted, given):
                value = self.builder.unknown()
        self._enter_input(name, value)

    def _differs(
        self, name: ast.Name, statement: ast.Input, wanted: TensorType, given: TensorType
    ) -> bool:
        """Whether a block's input is not what its declaration says; that is reported."""
        alike = wanted.rank == given.rank and wanted.dtype == given.dtype
        found = clash(zip(wanted.sizes, given.sizes, strict=True)) if alike else None
        if alike and found is None:
            return False
        word = self.chain[-1].name.text
        message = f"the input `{name.text}` of `{word}` is {wanted}, got {given}"
        if found is not None and found.condition:
            message += f": the shapes agree only when `{found.condition}`"
        help, place = "" if found is None else found.help, self.builder.open[-1].place
        wants = Label(self.source, statement.span, f"wants {wanted}")
        self.report.error(
            "shape-mismatch", message, place.source, place.span, help=help, related=(wants,)
        )
        return True

    def _enter_input(self, name: ast.Name, value: int) -> None:
        region = self.builder.open[-1]
        if name.text in region.input_names:
            self.error("name-taken", f"there are two inputs called `{name.text}`", name.span)
            return
        region.inputs.append(value)
        region.input_names.append(name.text)
        self.bind_tensor(name, value)

    def _flow(self, statement: ast.FlowStatement) -> None:
        found = flow.run(self, statement.value, self.current)
        self.current = (self.builder.unknown(),) if found is None else found

    def _bind(self, statement: ast.Bind) -> None:
        since = len(self.builder.open[-1].items)
        found = flow.run(self, statement.value, self.current)
        if found is None:
            found = tuple(self.builder.unknown() for _ in statement.names)
        if len(found) != len(statement.names):
            self._wrong_count(statement, len(found))
            found = tuple(self.builder.unknown() for _ in statement.names)
        for name, value in zip(statement.names, found, strict=True):
            self.bind_tensor(name, value)
        if len(statement.names) == 1:
            self.builder.suggest(statement.names[0].text, since)
        self.current = found

    def _wrong_count(self, statement: ast.Bind, found: int) -> None:
        names = len(statement.names)
        message = f"{names} name{'s' * (names != 1)} for {found} tensor{'s' * (found != 1)}"
        help = "join them first (`Concat`, `Add`), or name each" if found > names else ""
        self.error("output-count", message, statement.span, help)

    def _layer(self, statement: ast.LayerDef) -> None:
        name = statement.name
        if name.text in self.local:
            self.error("name-taken", f"`{name.text}` is bound already", name.span)
        found = flow.instance(self, name, statement.value)
        self.local[name.text] = Constant(POISON) if found is None else found

    def _let(self, statement: ast.Let) -> None:
        name = statement.name
        known = self.local.get(name.text)
        if isinstance(known, (Tensor, Instance)):
            what = "a tensor" if isinstance(known, Tensor) else "a layer"
            self.error(
                "name-taken",
                f"`{name.text}` is {what} already",
                name.span,
                "choose another name for the constant",
            )
            return
        self.local[name.text] = Constant(self.constants.value(statement.value))

    def _if(self, statement: ast.If) -> None:
        for taken, case in enumerate(statement.cases):
            truth = self.constants.truth(case.test)
            if truth is None:
                self._doubt(statement)
                return
            if truth:
                branch.run(self, statement, taken)
                return
        branch.run(self, statement, len(statement.cases))

    def _doubt(self, statement: ast.If) -> None:
        """After a condition without a value nothing is certain that its bodies would bind."""
        bodies = [*(case.body for case in statement.cases), statement.otherwise]
        for inner in (s for body in bodies for s in body if isinstance(s, ast.Bind)):
            for name in inner.names:
                self.local[name.text] = Tensor(self.builder.unknown())
        self.current = (self.builder.unknown(),)

    def _assert(self, statement: ast.Assert) -> None:
        needed = condition(statement.test, self.constants)
        if needed is None and self.constants.truth(statement.test) is not False:
            return
        text = self.constants.value(statement.message) if statement.message is not None else None
        test = " ".join(self.source.cut(statement.test.span).split())
        message = text if isinstance(text, str) else f"`{test}` does not hold"
        if needed is not None:
            message = f"`{test}` holds only when `{' and '.join(needed.facts)}`"
        place, message = self.builder.open[-1].place, message.replace("\n", " ")
        self.report.error("assertion-failed", message, place.source, place.span, help=needed or "")
        self._forget()

    def _forget(self) -> None:
        """After a failed assertion nothing is certain that its body has made."""
        for name, bound in self.local.items():
            if isinstance(bound, Tensor):
                self.local[name] = Tensor(self.builder.unknown())
        self.current = (self.builder.unknown(),)

    def _output(self, statement: ast.Output) -> None:
        since = len(self.builder.open[-1].items)
        found = flow.run(self, statement.value, self.current)
        plain = isinstance(statement.value, ast.Name) and isinstance(
            self.lookup(statement.value.text), Tensor
        )
        word = statement.name or (statement.value if plain else None)
        name = word.text if isinstance(word, ast.Name) else "output"
        if found is None or len(found) != 1:
            if found is not None:
                self.error(
                    "output-count",
                    f"the output `{name}` is {len(found)} tensors",
                    statement.span,
                    "one `output` for each",
                )
            found = (self.builder.unknown(),)
        if name in (known for known, _ in self.outputs):
            self.error(
                "name-taken",
                f"there are two outputs called `{name}`",
                statement.span,
                "name it: `output other = ...`",
            )
            return
        self.outputs.append((name, found[0]))
        if statement.name is not None:
            self.bind_tensor(statement.name, found[0])
            self.builder.suggest(name, since)
        self.current = found

    def unroll(self, step: "ast.RepeatStep | ast.ForStep", given: Bundle | None) -> Bundle | None:
        """Run a loop's body once for each value, from the given current tensor."""
        values = self._loop_values(step)
        if values is None:
            return (self.builder.unknown(),)
        outer, self.current = self.current, given if given is not None else self.current
        repeat = self.builder.enter("repeat", "", self.place(step.span))
        before = branch.tensors(self, step.body)
        for value in values:
            iteration = self.builder.enter("iteration", "", self.place(step.span))
            if isinstance(step, ast.ForStep):
                self.local[step.variable.text] = Constant(value)
                iteration.variable = branch.plain(step.variable.text, value)
            self.run(step.body)
            self.builder.leave()
        self.builder.leave()
        after = branch.tensors(self, step.body)
        repeat.carried = tuple(zip(before, after, strict=False))
        result, self.current = self.current, outer
        return result

    def _loop_values(
        self, step: "ast.RepeatStep | ast.ForStep"
    ) -> "tuple[Any, ...] | range | None":
        expr = step.count if isinstance(step, ast.RepeatStep) else step.values
        found = self.constants.value(expr)
        if found is POISON:
            return None
        if isinstance(step, ast.ForStep):
            if isinstance(found, tuple):
                return found
            self.error(
                "invalid-expression",
                f"`for` wants a list, got {show(found)}",
                expr.span,
                "`range(n)` counts from 0",
            )
            return None
        if type(found) is int and found >= 0:
            return range(found)
        unknown = isinstance(found, Word) and self.lookup(found) is None
        message = (
            f"unknown name `{found}`"
            if unknown
            else f"`repeat` wants a count of at least 0, got {show(found)}"
        )
        help = did_you_mean(str(found), self.names()) if unknown else ""
        self.error("unknown-name" if unknown else "invalid-expression", message, expr.span, help)
        return None

    def child(self, template: Template, given: list[int]) -> "Body":
        """The body of a block that is used here."""
        chain = (*self.chain, template.block)
        return Body(template.module, self.builder, self.report, chain, given)


_RUN: dict[type, Callable[[Body, Any], None]] = {
    ast.Input: Body._input,
    ast.FlowStatement: Body._flow,
    ast.Bind: Body._bind,
    ast.LayerDef: Body._layer,
    ast.Let: Body._let,
    ast.If: Body._if,
    ast.Assert: Body._assert,
    ast.Output: Body._output,
}
