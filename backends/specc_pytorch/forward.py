"""What `forward` reads of a class: modules, placeholders, parameters and conditions."""

import re
from collections.abc import Iterable, Iterator, Mapping

from specc.emit.expression import Code, Expr, Infix, codes
from specc.emit.names import unique
from specc.emit.step import Body, Branch, Case, Item, Loop, Step, inside, rewritten_body, steps
from specc.emit.variable import marks
from specc_pytorch.reserved import MODULE_NAMES

_NAME = re.compile(r"(?<![\w.@])[A-Za-z_]\w*")


def module_names(items: tuple[Item, ...]) -> list[str]:
    """The attributes of the modules that some items build, those of loops and branches included."""
    return [step.name for step in steps(items) if step.make is not None]


def forward_marks(items: Iterable[Item]) -> set[str]:
    """The placeholders that `forward` reads, besides those that modules are built with."""
    found: set[str] = set()
    for item in items:
        if isinstance(item, Step):
            found |= marks([item.apply])
            continue
        for body in inside(item):
            found |= forward_marks(body)
        if isinstance(item, Loop):
            over = [one.values for one in item.variables if one.mark in found]
            found |= marks(over if over or module_names(item.body) else [item.count])
    return found


def _forward_exprs(items: Iterable[Item]) -> Iterator[Expr]:
    """What `forward` evaluates, conditions apart."""
    for item in items:
        if isinstance(item, Step):
            yield item.apply
            continue
        for body in inside(item):
            yield from _forward_exprs(body)
        if isinstance(item, Loop):
            read = forward_marks(item.body)
            used = [one.values for one in item.variables if one.mark in read]
            yield from used
            if not used and not module_names(item.body):
                yield item.count


def _branches(items: Iterable[Item]) -> Iterator[Branch]:
    for item in items:
        if isinstance(item, Branch):
            yield item
        for body in inside(item):
            yield from _branches(body)


def _words(exprs: Iterable[Expr]) -> set[str]:
    """The names in some expressions."""
    return {word for expr in exprs for text in codes(expr) for word in _NAME.findall(text)}


def named_conditions(body: Body, parameters: Iterable[str]) -> dict[Expr, str]:
    """Conditions that `forward` decides by and that more than one parameter is in, with names."""
    known = set(parameters)
    taken = {step.name for step in steps(body.items)} | known | set(MODULE_NAMES)
    found: dict[Expr, str] = {}
    for branch in _branches(body.items):
        for case in branch.cases:
            if case.test is None or case.test in found or len(_words([case.test]) & known) < 2:
                continue
            found[case.test] = unique(_flag(case), taken)
    return found


def _flag(case: Case) -> str:
    first = next((step.name for step in steps(case.items) if step.make is not None), "")
    if first:
        return f"has_{first}"
    adds = any(isinstance(s.apply, Infix) and s.apply.sign == "+" for s in steps(case.items))
    return "residual" if adds else "branch"


def stored_parameters(
    items: tuple[Item, ...], flags: Mapping[Expr, str], parameters: Iterable[str]
) -> list[str]:
    """Parameters that `forward` reads, which therefore live on the module."""
    tests = [case.test for branch in _branches(items) for case in branch.cases]
    read = [test for test in tests if test is not None and test not in flags]
    words = _words([*_forward_exprs(items), *read])
    return [name for name in parameters if name in words]


def on_self(body: Body, stored: Iterable[str], flags: Mapping[Expr, str]) -> Body:
    """The body as `forward` says it: parameters are attributes there."""
    names = set(stored)

    def own(match: re.Match[str]) -> str:
        return f"self.{match[0]}" if match[0] in names else match[0]

    def change(part: Expr) -> Expr | None:
        flag = next((name for test, name in flags.items() if test == part), "")
        if flag:
            return Code(f"self.{flag}")
        return Code(_NAME.sub(own, part.text)) if isinstance(part, Code) else None

    return rewritten_body(body, change)
