"""Evaluates the lines of a section and checks them against its declaration."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from specc.namedtuple import NamedTuple
from specc.resolve.bound import POISON
from specc.resolve.module import ModuleScope
from specc.setting import Applied, Declared, Fault, Given
from specc.source import Span
from specc.syntax import ast
from specc.training.family import Placed, Several
from specc.training.section import SectionSettings
from specc.training.weighing import LossesKind, Weighed

Settings = TypeVar("Settings", bound=SectionSettings)


class Lines(NamedTuple):
    """The settings of a section, evaluated and not yet checked.

    `spans` says where each setting's value stands; `optimizer.lr` and `loss.digit` are parts of a
    value, an argument of a call or an item of a list or map. `broken` is true after a reported
    fault.
    """

    given: list[Given]
    spans: dict[str, Span]
    broken: bool


def head(section: ast.Section) -> Span:
    """Where a section as a whole is pointed at: its name, or its first word."""
    start = section.span.start
    return section.name.span if section.name else Span(start, start + len(section.kind))


def title(kind: str, name: str) -> str:
    """How a message calls a section."""
    return f"`{kind} {name}`" if name else f"`{kind}`"


def named(section: ast.Section) -> str:
    """The section's name, or nothing."""
    return section.name.text if section.name else ""


def read_lines(scope: ModuleScope, section: ast.Section, cls: type[SectionSettings]) -> Lines:
    """Evaluate the `name = value` lines of a section."""
    lines = Lines([], {}, False)
    for statement in section.body:
        if isinstance(statement, ast.Bind) and len(statement.names) == 1:
            name, expr = statement.names[0], statement.value
            value = _value(scope, cls, name.text, expr)
            if value is POISON:
                lines = lines._replace(broken=True)
                continue
            lines.given.append(Given(name.text, value, expr.span, name.span))
            lines.spans.setdefault(name.text, expr.span)
            for part, span in _parts(cls, name.text, expr):
                lines.spans.setdefault(f"{name.text}.{part}", span)
    return lines


def overridden(
    scope: ModuleScope, section: ast.Section, lines: Lines, cls: type[Declared],
    overrides: Mapping[str, Any],
) -> Lines:  # fmt: skip
    """The lines with what the command line says instead; faults in it point at the section."""
    where = head(section)
    for prefix in (section.kind, named(section)):
        for name in cls.settings:
            key = f"{prefix}.{name}"
            if prefix and key in overrides:
                scope.project.used.add(key)
                kept = [item for item in lines.given if item.name != name]
                new = Given(name, moved(overrides[key], where), where, where)
                lines = lines._replace(given=[*kept, new])
    return lines


def checked(
    scope: ModuleScope, section: ast.Section, lines: Lines, cls: type[Settings]
) -> Settings | None:
    """The settings as an instance; None after a reported fault."""
    made, faults = cls.bind(lines.given)
    if lines.broken:
        faults = [fault for fault in faults if fault.rule != "missing-setting"]
    report(scope, section, faults, lines.spans)
    return None if faults or lines.broken else made


def report(
    scope: ModuleScope, section: ast.Section, faults: list[Fault], spans: Mapping[str, Span]
) -> None:
    """Report faults where they stand, else at the section's head."""
    for fault in faults:
        where = fault.span or spans.get(fault.setting or "") or head(section)
        scope.project.report.error(fault.rule, fault.message, scope.source, where, help=fault.help)


def moved(value: Any, span: Span) -> Any:
    """A value from the command line, with every place in it set to one of the spec."""
    if not isinstance(value, Applied):
        return value
    given = (Given(g.name, moved(g.value, span), span, span) for g in value.arguments)
    return Applied(value.name, tuple(given), span)


def _value(scope: ModuleScope, cls: type[SectionSettings], name: str, expr: ast.Expr) -> Any:
    """The value of a line; items of a list or map keep their places where the kind uses them."""
    declared = cls.settings.get(name)
    kind = declared.kind if declared else None
    if isinstance(kind, LossesKind):
        return _losses(scope, expr)
    if isinstance(kind, Several) and isinstance(expr, ast.ListExpr):
        items = tuple(Placed(scope.constants.value(item), item.span) for item in expr.items)
        return POISON if any(item.value is POISON for item in items) else items
    return scope.constants.value(expr)


def _losses(scope: ModuleScope, expr: ast.Expr) -> Any:
    if not isinstance(expr, ast.MapExpr):
        return _weighed(scope, expr)
    found: dict[str, Any] = {}
    for name, value in expr.entries:
        if name.text in found:
            message = f"`loss` gets `{name.text}` twice"
            scope.project.report.error("duplicate-setting", message, scope.source, name.span)
            return POISON
        found[name.text] = _weighed(scope, value)
    return POISON if any(value is POISON for value in found.values()) else found


def _weighed(scope: ModuleScope, expr: ast.Expr) -> Any:
    """A loss with its place; `2.0 * mse` is a weighed one."""
    if isinstance(expr, ast.Binary) and expr.operator == "*":
        sides = [_placed(scope, side) for side in (expr.left, expr.right)]
        if any(side is POISON for side in sides):
            return POISON
        numbers_last = sorted(sides, key=lambda side: type(side.value) in (int, float))
        return Placed(Weighed(numbers_last[1], numbers_last[0]), expr.span)
    if isinstance(expr, ast.Binary) and expr.operator == "+":
        message = "an output has one loss, and `+` would make it two"
        help = 'a sum of losses is a function of your own: `python("module:loss")`'
        scope.project.report.error("invalid-setting", message, scope.source, expr.span, help=help)
        return POISON
    return _placed(scope, expr)


def _placed(scope: ModuleScope, expr: ast.Expr) -> Any:
    value = scope.constants.value(expr)
    return value if value is POISON else Placed(value, expr.span)


def _parts(cls: type[SectionSettings], setting: str, expr: ast.Expr) -> Iterator[tuple[str, Span]]:
    """The parts of a value that can be pointed at, by name."""
    if isinstance(expr, ast.Call):
        yield from _arguments(cls, setting, expr)
    elif isinstance(expr, ast.ListExpr):
        for item in expr.items:
            word = item.name if isinstance(item, ast.Call) else item
            if isinstance(word, ast.Name):
                yield word.text, item.span
    elif isinstance(expr, ast.MapExpr):
        yield from ((name.text, name.span) for name, _ in expr.entries)


def _arguments(
    cls: type[SectionSettings], setting: str, call: ast.Call
) -> Iterator[tuple[str, Span]]:
    declared = cls.settings.get(setting)
    kind = getattr(declared.kind, "kind", declared.kind) if declared else None
    member = getattr(kind, "known", {}).get(call.name.text)
    waiting = [n for n, s in member.settings.items() if s.positional] if member else []
    for argument in call.arguments:
        if argument.name is None and not waiting:
            continue
        name = argument.name.text if argument.name else waiting.pop(0)
        yield name, argument.value.span
