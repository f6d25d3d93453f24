"""How names are written: `UpperCamel` for what has a body, `lower_snake` for everything else."""

import re

from specc.diagnostics import Diagnostic, error
from specc.source import Source
from specc.syntax import ast

UPPER_CAMEL = re.compile(r"[A-Z][A-Za-z0-9]*(?:(?<=[0-9])_[0-9]+)*")
LOWER_SNAKE = re.compile(r"[a-z_][a-z0-9_]*")


def camel_fault(source: Source, what: str, name: ast.Name) -> Diagnostic | None:
    """What is wrong with the name of a layer, block or model, if anything.

    Digits may be parted by `_`, as in `SqueezeNet1_1`.
    """
    if UPPER_CAMEL.fullmatch(name.text):
        return None
    return fault(source, f"the {what} `{name.text}` must be UpperCamel", name, camel(name.text))


def snake_fault(source: Source, what: str, name: ast.Name) -> Diagnostic | None:
    """What is wrong with the name of a tensor, constant, setting or section, if anything."""
    if name.text.islower() or LOWER_SNAKE.fullmatch(name.text):
        return None
    return fault(source, f"the {what} `{name.text}` must be lower_snake", name, snake(name.text))


def fault(source: Source, message: str, name: ast.Name, better: str) -> Diagnostic:
    """A badly written name, and how it would be written well."""
    advice = f"call it `{better}`" if better != name.text else ""
    return error("name-style", message, source, name.span, help=advice)


def camel(text: str) -> str:
    """`small_cnn` as `SmallCnn`."""
    return "".join(part[:1].upper() + part[1:] for part in text.split("_"))


def snake(text: str) -> str:
    """`BatchSize` as `batch_size`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", text).lower()
