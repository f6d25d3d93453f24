"""Tensor types as they are written: `[28, 28, 1]`, `int[T]`, `float[8] in 0..1`."""

from typing import Any

from specc.ir.dim import Dim
from specc.ir.tensor import TensorType
from specc.kind import Word, show
from specc.resolve.bound import POISON
from specc.resolve.constant import Evaluator
from specc.suggest import did_you_mean
from specc.syntax import ast

DTYPES = ("float", "int", "bool")
MAX_RANK = 16


def read_type(written: ast.TypeExpr, constants: Evaluator) -> TensorType | None:
    """The type; None after a reported fault."""
    dtype = written.word.text if written.word is not None else "float"
    if written.word is not None and dtype not in DTYPES:
        help = did_you_mean(dtype, DTYPES) or "it is `float`, `int` or `bool`"
        constants.report.error(
            "unknown-type",
            f"unknown type `{dtype}`",
            constants.source,
            written.word.span,
            help=help,
        )
        return None
    sizes = written.sizes or ()
    if len(sizes) > MAX_RANK:
        message = f"a tensor has at most {MAX_RANK} axes, got {len(sizes)}"
        constants.report.error("limit-exceeded", message, constants.source, written.span)
        return None
    read = [read_size(size, constants, first=at == 0) for at, size in enumerate(sizes)]
    if any(size is POISON for size in read):
        return None
    return TensorType(tuple(read), dtype)


def read_size(expr: ast.Expr, constants: Evaluator, *, first: bool = False) -> Any:
    """One size, an integer of at least 1 or an expression over dims; POISON after a fault.

    The first size of an input may be meant for the batch axis.
    """
    value = constants.value(expr)
    if value is POISON or isinstance(value, Dim) or (type(value) is int and value >= 1):
        return value
    if isinstance(value, Word):
        message = f"unknown size `{value}`"
        help = (
            did_you_mean(value, constants.names())
            or f"a size known only at run time is declared: `dim {value}`"
        )
        constants.report.error("unknown-name", message, constants.source, expr.span, help=help)
    else:
        message = f"a size is an integer of at least 1, got {show(value)}"
        help = ""
        if value is None or value == -1:
            batch = "the batch axis is never written; " if first else ""
            help = f"{batch}a size known only at run time is declared: `dim N`"
        constants.report.error("invalid-size", message, constants.source, expr.span, help=help)
    return POISON
