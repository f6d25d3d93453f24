"""Padding in PyTorch's terms: numbers for each side, known or left to run time."""

from typing import Any, NamedTuple

from specc.ir.dim import divides
from specc.ir.tensor import TensorType
from specc.layers.transposed import ConvTranspose
from specc.window import same_sides


def per_axis(values: tuple[int, ...]) -> Any:
    """One number where all axes agree, else the tuple."""
    return values[0] if len(set(values)) == 1 else values


def side_pads(kind: TensorType, window: Any) -> tuple[tuple[int, int], ...] | None:
    """(before, after) for each spatial axis; None where only run time knows."""
    if isinstance(window.padding, tuple):
        return window.padding
    sides = [_axis_pads(kind, window, axis) for axis in range(window.spatial)]
    return (
        None
        if any(side is None for side in sides)
        else tuple(side for side in sides if side is not None)
    )


def _axis_pads(kind: TensorType, window: Any, axis: int) -> tuple[int, int] | None:
    size, stride = kind.sizes[axis], window.stride[axis]
    kernel = window.kernel[axis] if hasattr(window, "kernel") else window.size[axis]
    dilation = getattr(window, "dilation", (1, 1, 1))[axis]
    if window.padding == "valid":
        return 0, 0
    if window.padding == "causal":
        return dilation * (kernel - 1), 0
    if isinstance(size, int):
        return same_sides(size, kernel, stride, dilation)
    if stride == 1 or divides(stride, size):
        return same_sides(stride * 1024 * kernel * dilation, kernel, stride, dilation)
    return None


class Trim(NamedTuple):
    """How one axis of a transposed convolution gets its size: PyTorch's settings, then a slice."""

    padding: int
    extra: int
    cut: tuple[int, int] | None = None


def trim(layer: ConvTranspose, axis: int) -> Trim:
    """The plan of one axis; cutting `before` and `after` is `padding` where PyTorch can say it."""
    kernel, stride = layer.kernel[axis], layer.stride[axis]
    extra = layer.output_padding[axis]
    if layer.padding == "valid":
        return _long(0, 0, extra, stride)
    if layer.padding == "same":
        total = kernel - stride
        if total < 0:
            return Trim(0, -total) if -total < stride else Trim(0, 0)
        return _long(total // 2, total - total // 2, 0, stride)
    assert isinstance(layer.padding, tuple)
    return _long(*layer.padding[axis], extra, stride)


def _long(before: int, after: int, extra: int, stride: int) -> Trim:
    if before == after:
        return Trim(before, extra)
    if after < before and extra + before - after < stride:
        return Trim(before, extra + before - after)
    return (
        Trim(0, extra, (before, after))
        if extra == 0 or extra < stride
        else Trim(0, 0, (before, after - extra))
    )
