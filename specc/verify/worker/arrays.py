"""Random arrays that are the same in every process, and how far two arrays lie apart."""

from collections.abc import Callable, Iterator, Mapping
from math import prod

import numpy as np

from specc.verify.message import Input, Sizes
from specc.verify.worker.framework import Array

MOST = 65_536
"""Elements of one array that are compared: of a larger one a sample is."""

SEEN = 0.01
"""Where no weight of an array is as large, what it multiplies is lost in the outputs."""

FLOOR = 1e-3
"""Gradients are compared relative to their own magnitude, but at least to this part of the largest
one among the model's weights: below it lies what is 0 but for rounding, such as the gradient of a
key's bias in attention."""

PERIOD = 65_537
"""A prime, so that what is repeated after so many elements falls into other rows and columns."""

NUDGE = 1e-6
"""Relative change of weights by which it is found out how far rounding moves outputs."""


def drawn(item: Input, which: int, run: int, batch: int) -> Array:
    """Random data for an input, channels last; `which` of the inputs it is makes them differ.

    Each channel of each example has a mean and a spread of its own: without, averages over many
    positions would be all the same, and what works on their differences would see only rounding.
    """
    random = np.random.default_rng((run, which))
    shape = (batch, *item.sizes[run])
    if item.dtype == "float":
        each = (batch, *(1 for _ in item.sizes[run][:-1]), *item.sizes[run][-1:])
        spread, mean = random.uniform(0.3, 1.0, size=each), random.normal(size=each)
        return (random.normal(size=shape) * spread + mean).astype("float32")
    return random.integers(0, item.bound, size=shape).astype(
        "bool" if item.dtype == "bool" else "int32"
    )


def noise(shapes: list[Sizes]) -> Iterator[Array]:
    """Standard normal numbers, the same for the same shapes."""
    random = np.random.default_rng(7)
    for shape in shapes:
        yield random.normal(size=shape).astype("float32")


def precise(array: Array) -> Array:
    """Floating-point numbers in double precision, others as they are."""
    return array.astype("float64") if array.dtype.kind == "f" else array


def turned(array: Array, first: bool) -> Array:
    """Channels from last to first place behind the batch, where that is asked for."""
    return np.ascontiguousarray(np.moveaxis(array, -1, 1)) if first and array.ndim > 2 else array


def restored(array: Array, first: bool) -> Array:
    """Channels from first to last place."""
    return np.moveaxis(array, 1, -1) if first and array.ndim > 2 else array


def disturbed(arrays: Mapping[str, Array]) -> dict[str, Array]:
    """Weights near those given, of which none is constant, and positive where they all were."""
    random = np.random.default_rng(3)
    return {name: _disturbed(arrays[name], random) for name in sorted(arrays)}


def _disturbed(array: Array, random: np.random.Generator) -> Array:
    scaled: Array = array * (0.6 + 0.8 * _repeated(random.random, array.shape))
    if array.size and array.min() > 0:
        return scaled
    return scaled + 0.02 * _repeated(random.standard_normal, array.shape)


def nudged(arrays: Mapping[str, Array]) -> dict[str, Array]:
    """Weights changed by a random part of themselves."""
    random = np.random.default_rng(5)
    return {
        name: arrays[name] * (1 + NUDGE * _repeated(random.standard_normal, arrays[name].shape))
        for name in sorted(arrays)
    }


def _repeated(draw: Callable[..., Array], shape: Sizes) -> Array:
    """Random numbers in single precision; many are the same ones again, at odd distances."""
    return np.resize(draw(min(prod(shape), PERIOD), dtype="float32"), shape)


def sampled(array: Array) -> Array:
    """All elements, or MOST drawn at random: for arrays of one size the same places each time."""
    flat = array.reshape(-1)
    if flat.size <= MOST:
        return flat.copy()
    random = np.random.default_rng(flat.size)
    return flat[np.sort(random.integers(0, flat.size, size=MOST))]


def apart(ours: Array, theirs: Array) -> float:
    """The largest difference, relative to the largest magnitude; infinite for other shapes."""
    if ours.shape != theirs.shape:
        return float("inf")
    if not ours.size:
        return 0.0
    one, other = ours.astype("float64"), theirs.astype("float64")
    if not (np.isfinite(one).all() and np.isfinite(other).all()):
        return 0.0 if np.array_equal(one, other, equal_nan=True) else float("inf")
    largest = max(np.abs(one).max(), np.abs(other).max())
    return float(np.abs(one - other).max() / largest) if largest else 0.0


def farthest(ours: Mapping[str, Array], theirs: Mapping[str, Array]) -> float:
    """The largest distance between arrays of the same names."""
    return max((apart(array, theirs[name]) for name, array in ours.items()), default=0.0)


def gradients_apart(ours: Mapping[str, Array], theirs: Mapping[str, Array]) -> dict[str, float]:
    """For each weight the root mean square of the difference, relative to that of the gradient.

    Not the largest element's difference: an activation within rounding of a kink (ReLU at 0, two
    equal maxima) may fall to either side, and then a few elements differ much.
    """
    scales = {name: _rms(array) for name, array in theirs.items()}
    least = FLOOR * max(scales.values(), default=0.0)
    found: dict[str, float] = {}
    for name in sorted({*ours, *theirs}):
        if name not in ours or name not in theirs or ours[name].shape != theirs[name].shape:
            found[name] = float("inf")
            continue
        scale = max(scales[name], least)
        distance = _rms(ours[name].astype("float64") - theirs[name])
        found[name] = distance / scale if scale else float("inf" if distance else 0.0)
    return found


def _rms(array: Array) -> float:
    return float(np.sqrt(np.mean(np.square(array.astype("float64"))))) if array.size else 0.0
