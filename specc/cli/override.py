"""`--set name=value`: the value is a constant expression of the language."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

import click

from specc.ir.tensor import UNKNOWN
from specc.resolve.bound import POISON, Report
from specc.resolve.constant import Evaluator
from specc.source import Source
from specc.suggest import did_you_mean
from specc.syntax import ast
from specc.syntax.parse import parse

Command = TypeVar("Command", bound=Callable[..., Any])


def overriding(*, sections: bool = True) -> Callable[[Command], Command]:
    """The option `--set`, for a command that builds models; `sections` where it reads these too."""
    what = "a constant, a model's or a section's" if sections else "a constant or a model's"
    return click.option(
        "--set", "overrides", multiple=True, metavar="NAME=VALUE", help=f"Change {what} setting."
    )


def evaluate(text: str, what: str) -> Any:
    """The value of a constant expression; a usage error names `what` it was meant for."""
    source = Source(what, f"let value = {text}")
    parsed = parse(source)
    declarations = parsed.module.declarations
    if parsed.diagnostics or len(declarations) != 1 or not isinstance(declarations[0], ast.Let):
        reason = parsed.diagnostics[0].message if parsed.diagnostics else "it is not one expression"
        raise click.UsageError(f"the value of `{what}` cannot be read: {reason}")
    report = Report()
    value = Evaluator(source, lambda _: None, lambda _: UNKNOWN, report, dict).value(
        declarations[0].value
    )
    if value is POISON:
        raise click.UsageError(f"the value of `{what}` cannot be read: {report.found[0].message}")
    return value


def read_overrides(given: Iterable[str]) -> dict[str, Any]:
    """`width=128`, `ResNet18.classes=10`, `train.epochs=3` by name."""
    found: dict[str, Any] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise click.UsageError(f"`--set {text}` is not of the form `name=value`")
        found[name.strip()] = evaluate(value, name.strip())
    return found


def refuse_unused(unused: Iterable[str], known: Iterable[str]) -> None:
    """A usage error for the first name that nothing took."""
    for name in unused:
        help = did_you_mean(name, known)
        raise click.UsageError(f"there is no `{name}` to set{f'; {help}' if help else ''}")


def settable(module: ast.Module) -> list[str]:
    """What a file lets be set: its constants, its models' settings, its sections' settings."""
    names: list[str] = []
    for declaration in module.declarations:
        if isinstance(declaration, ast.Let):
            names.append(declaration.name.text)
        elif isinstance(declaration, ast.Block) and declaration.kind == "model":
            model = declaration.name.text
            names.extend(f"{model}.{parameter.name.text}" for parameter in declaration.parameters)
        elif isinstance(declaration, ast.Section):
            names.extend(_of_section(declaration))
    return names


def _of_section(section: ast.Section) -> Iterator[str]:
    prefix = section.name.text if section.name else section.kind
    for statement in section.body:
        if isinstance(statement, ast.Bind):
            yield f"{prefix}.{statement.names[0].text}"
