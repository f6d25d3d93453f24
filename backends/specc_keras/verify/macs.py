"""Counts the multiply-adds of the operations that TensorFlow executes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import prod
from typing import Any

import keras
import tensorflow as tf
from tensorflow.python.framework import op_callbacks

Sizes = tuple[int, ...]
Formula = Callable[[list[Sizes], list[Sizes], dict[str, Any]], int]


class CannotCount(Exception):
    """TensorFlow executes more than the model says."""


class Counter:
    """Adds up the products of each operation."""

    def __init__(self) -> None:
        self.macs = 0

    def __call__(
        self, op_type: Any, inputs: Any, attrs: Any, outputs: Any, op_name: Any = None,
        graph: Any = None,
    ) -> None:  # fmt: skip
        """What `op_callbacks` calls for each operation."""
        kind = op_type.decode() if isinstance(op_type, bytes) else op_type
        if kind in PADDED:
            raise CannotCount(kind)
        if kind in FORMULAS:
            named = dict(zip(attrs[::2], attrs[1::2], strict=True))
            shapes = [tuple(one.shape) for one in inputs], [tuple(one.shape) for one in outputs]
            self.macs += FORMULAS[kind](*shapes, named)


def executed_macs(model: keras.Model, inputs: list[Any]) -> int | None:
    """Multiply-adds of one call; None where it does more than it must.

    Keras runs one step of a recurrent layer twice to learn its shapes, and TensorFlow pads dilated
    sequences to a multiple of the dilation.
    """
    if any(isinstance(layer, keras.layers.RNN) for layer in model._flatten_layers()):
        return None
    counter = Counter()
    try:
        with _watched_by(counter):
            model(inputs[0] if len(inputs) == 1 else inputs, training=False)
    except CannotCount:
        return None
    return counter.macs


@contextmanager
def _watched_by(counter: Counter) -> Iterator[None]:
    op_callbacks.add_op_callback(counter)
    tf.config.run_functions_eagerly(True)
    try:
        yield
    finally:
        tf.config.run_functions_eagerly(False)
        op_callbacks.remove_op_callback(counter)


def _convolution(inputs: list[Sizes], outputs: list[Sizes], attrs: dict[str, Any]) -> int:
    return prod(outputs[0]) * prod(inputs[1][:-1])


def _depthwise(inputs: list[Sizes], outputs: list[Sizes], attrs: dict[str, Any]) -> int:
    return prod(outputs[0]) * prod(inputs[1][:-2])


def _transposed(inputs: list[Sizes], outputs: list[Sizes], attrs: dict[str, Any]) -> int:
    return prod(inputs[2]) * prod(inputs[1][:-1])


def _product(inputs: list[Sizes], outputs: list[Sizes], attrs: dict[str, Any]) -> int:
    turned = attrs.get("transpose_a") or attrs.get("adj_x")
    return prod(outputs[0]) * inputs[0][-2 if turned else -1]


def _einsum(inputs: list[Sizes], outputs: list[Sizes], attrs: dict[str, Any]) -> int:
    equation = attrs["equation"]
    text = equation.decode() if isinstance(equation, bytes) else equation
    known: dict[str, int] = {}
    for labels, sizes in zip(text.split("->")[0].split(","), inputs, strict=True):
        known.update(zip(labels, sizes, strict=True))
    return prod(known.values()) if len(inputs) > 1 else 0


PADDED = {"SpaceToBatchND"}
FORMULAS: dict[str, Formula] = {
    "Conv2D": _convolution,
    "Conv3D": _convolution,
    "DepthwiseConv2dNative": _depthwise,
    "Conv2DBackpropInput": _transposed,
    "Conv3DBackpropInputV2": _transposed,
    "MatMul": _product,
    "BatchMatMulV2": _product,
    "BatchMatMulV3": _product,
    "Einsum": _einsum,
}
"""By the operation's name: shapes in, shapes out, attributes; kernels end in (in, out)."""
