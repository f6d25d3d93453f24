"""`data` sections: from lines to a `DataPlan`."""

from collections.abc import Mapping
from typing import Any

from specc.ir.graph import Place
from specc.kind import show
from specc.resolve.bound import POISON
from specc.resolve.module import ModuleScope
from specc.resolve.section_settings import checked, head, named, overridden, read_lines, report
from specc.resolve.sizes import read_size, read_type
from specc.setting import Fault
from specc.suggest import nearest
from specc.syntax import ast
from specc.training.contract import hold
from specc.training.plan import DataInput, DataPlan, DataTarget
from specc.training.section import DataSettings
from specc.training.target import Target


def read_data(
    scope: ModuleScope, section: ast.Section, overrides: Mapping[str, Any]
) -> DataPlan | None:
    """The plan of a `data` section; None after a reported fault."""
    before = len(scope.project.report.found)
    lines = read_lines(scope, section, DataSettings)
    lines = overridden(scope, section, lines, DataSettings, overrides)
    settings = checked(scope, section, lines, DataSettings)
    inputs = [i for s in section.body if isinstance(s, ast.Input) for i in _inputs(scope, s)]
    targets = [_target(scope, s) for s in section.body if isinstance(s, ast.Target)]
    _distinct(scope, section)
    if settings is None or len(scope.project.report.found) > before:
        return None
    contract, faults = hold(settings, tuple(inputs), tuple(t for t in targets if t))
    report(scope, section, faults, lines.spans)
    if faults:
        return None
    return DataPlan(
        named(section), settings.source, *contract, settings.split, settings.order,
        settings.scale, settings.augment, lines.spans, Place(scope.source, head(section)),
    )  # fmt: skip


def _inputs(scope: ModuleScope, statement: ast.Input) -> list[DataInput]:
    found = []
    for name in statement.names:
        if statement.type is None:
            message = f"the input `{name.text}` of data needs its type"
            help = f"`input {name.text}: [28, 28, 1]`"
            scope.project.report.error("missing-type", message, scope.source, name.span, help=help)
            continue
        kind = read_type(statement.type, scope.constants)
        low, high = _range(scope, statement.type.values)
        if kind is not None:
            found.append(DataInput(name.text, kind, low, high, span=statement.span))
    return found


def _range(scope: ModuleScope, written: ast.Range | None) -> tuple[float | None, float | None]:
    """The two ends; two None where none was written, or after a reported fault."""
    if written is None:
        return None, None
    low, high = (scope.constants.value(end) for end in (written.low, written.high))
    if low is POISON or high is POISON:
        return None, None
    if type(low) not in (int, float) or type(high) not in (int, float):
        bad, help = high if type(low) in (int, float) else low, ""
        message = f"a range goes from a number to a number, got {show(bad)}"
    elif low < high:
        return low, high
    else:
        message = f"the range {show(low)}..{show(high)} is empty"
        help = f"from the lower to the higher: `{show(high)}..{show(low)}`" if high < low else ""
    scope.project.report.error("invalid-range", message, scope.source, written.span, help=help)
    return None, None


def _target(scope: ModuleScope, statement: ast.Target) -> DataTarget | None:
    written = statement.kind
    word = written.word
    cls = Target.known.get(word.text) if word else None
    if cls is None:
        _unknown_kind(scope, written)
        return None
    given = scope.constants.given(written.arguments)
    if any(item.value is POISON for item in given):
        return None
    made, faults = cls.bind(given)
    faults += _extras(cls, written)
    for fault in faults:
        where = fault.span or written.span
        scope.project.report.error(fault.rule, fault.message, scope.source, where, help=fault.help)
    sizes = [read_size(size, scope.constants) for size in written.sizes or ()]
    low, high = _range(scope, written.values)
    if made is None or faults or POISON in sizes:
        return None
    settings = {name: getattr(made, name) for name in cls.settings}
    kind = cls(**settings, sizes=tuple(sizes), low=low, high=high)
    return DataTarget(statement.name.text, kind, statement.span)


def _unknown_kind(scope: ModuleScope, written: ast.TypeExpr) -> None:
    word = written.word
    if word is None:
        message, help = "a target needs a kind, not only sizes", "`real[3]`, for one"
    else:
        message = f"unknown kind of target `{word.text}`"
        near = Target.foreign_words.get(word.text.lower()) or nearest(word.text, Target.known)
        listed = "it is one of " + ", ".join(f"`{name}`" for name in Target.known)
        help = f"did you mean `{near}`?" if near else listed
    span = word.span if word else written.span
    scope.project.report.error("unknown-target-kind", message, scope.source, span, help=help)


def _extras(cls: type[Target], written: ast.TypeExpr) -> list[Fault]:
    """Sizes or a range behind a kind that takes none."""
    found = []
    if written.sizes is not None and not cls.takes_sizes:
        message = f"`{cls.word}` takes no sizes in brackets"
        found.append(Fault(message, f"it is written `{cls.signature()}`", rule="invalid-setting"))
    if written.values is not None and not cls.takes_range:
        message = f"`{cls.word}` takes no range"
        found.append(Fault(message, rule="invalid-setting", span=written.values.span))
    return found


def _distinct(scope: ModuleScope, section: ast.Section) -> None:
    """Every input and every target has a name of its own."""
    seen: set[str] = set()
    for name in _names(section):
        if name.text in seen:
            message = f"`{name.text}` is declared twice in this data"
            scope.project.report.error("name-taken", message, scope.source, name.span)
        seen.add(name.text)


def _names(section: ast.Section) -> list[ast.Name]:
    inputs = [name for s in section.body if isinstance(s, ast.Input) for name in s.names]
    return [*inputs, *(s.name for s in section.body if isinstance(s, ast.Target))]
