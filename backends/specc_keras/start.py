"""Initialisers, penalties and constraints as Keras arguments."""

from math import prod
from typing import Any

from specc.emit.expression import call, lift, unless
from specc.initialiser import (
    Constant,
    IdentityMatrix,
    Initialiser,
    Normal,
    Ones,
    Orthogonal,
    TruncatedNormal,
    Uniform,
    VarianceScaling,
    Zeros,
)
from specc.layer import Weight, Weighted
from specc.layers.recurrent import Recurrent

INIT = "keras.initializers"


def initializer(weight: Weight) -> Any:
    """The `..._initializer` value: a word where Keras' own fans agree with the weight's."""
    init = weight.init
    if isinstance(init, (Zeros, Ones)):
        return init.word
    if isinstance(init, VarianceScaling):
        return _scaled(init, weight)
    if isinstance(init, Constant):
        return call(f"{INIT}.Constant", init.value)
    if isinstance(init, (Normal, TruncatedNormal)):
        name = "RandomNormal" if isinstance(init, Normal) else "TruncatedNormal"
        return call(f"{INIT}.{name}", stddev=init.std)
    if isinstance(init, Uniform):
        return call(f"{INIT}.RandomUniform", -init.limit, init.limit)
    if isinstance(init, Orthogonal):
        return "orthogonal" if init.gain == 1.0 else call(f"{INIT}.Orthogonal", gain=init.gain)
    if isinstance(init, IdentityMatrix):
        return call(f"{INIT}.IdentityInitializer")
    raise TypeError(type(init).__name__)


def _scaled(init: VarianceScaling, weight: Weight) -> Any:
    if keras_fans(weight.shape) == (weight.fan_in, weight.fan_out):
        return init.word
    own = keras_fans(weight.shape)
    fan, keras_fan = _fan(init, (weight.fan_in, weight.fan_out)), _fan(init, own)
    scale = init.scale * keras_fan / fan
    distribution = "uniform" if init.uniform else "truncated_normal"
    return call(f"{INIT}.VarianceScaling", scale=scale, mode=init.fan, distribution=distribution)


def _fan(init: Initialiser, fans: tuple[int, int]) -> float:
    return fans[0] if getattr(init, "fan", "") == "fan_in" else sum(fans) / 2


def keras_fans(shape: tuple[int, ...]) -> tuple[int, int]:
    """What Keras takes for fan_in and fan_out: https://keras.io/api/layers/initializers."""
    if len(shape) == 1:
        return shape[0], shape[0]
    taps = prod(shape[:-2])
    return taps * shape[-2], taps * shape[-1]


def kernel_arguments(
    layer: Weighted | Recurrent, weights: tuple[Weight, ...], prefix: str = "kernel"
) -> dict[str, Any]:
    """`kernel_initializer` and all that hangs on the kernel, only where it differs from Keras."""
    found: dict[str, Any] = {}
    kernel = next((w for w in weights if w.name in ("kernel", "depthwise")), None)
    if kernel is not None:
        found[f"{prefix}_initializer"] = unless(initializer(kernel), "glorot_uniform")
    if layer.trainable:
        axes = list(range(getattr(layer, "spatial", 0) + 1))
        found.update(penalties(layer, prefix, axes))
    return found


def penalties(layer: Any, prefix: str, axes: list[int]) -> dict[str, Any]:
    """`..._regularizer` and `..._constraint`; a norm is taken over the axes given."""
    found: dict[str, Any] = {}
    if layer.l1 and layer.l2:
        found[f"{prefix}_regularizer"] = call("keras.regularizers.L1L2", layer.l1, layer.l2)
    elif layer.l1 or layer.l2:
        name, value = ("L1", layer.l1) if layer.l1 else ("L2", layer.l2)
        found[f"{prefix}_regularizer"] = call(f"keras.regularizers.{name}", value)
    if layer.max_norm is not None:
        axis: Any = axes[0] if len(axes) == 1 else lift(axes)
        found[f"{prefix}_constraint"] = call(
            "keras.constraints.MaxNorm", layer.max_norm, axis=unless(axis, 0)
        )
    return found


def shared_arguments(layer: Weighted | Recurrent, weights: tuple[Weight, ...]) -> dict[str, Any]:
    """`use_bias`, `bias_initializer` and `trainable`."""
    bias = next((w for w in weights if w.name == "bias"), None)
    found: dict[str, Any] = {"use_bias": unless(layer.bias, True)}
    if bias is not None:
        found["bias_initializer"] = unless(initializer(bias), "zeros")
    found["trainable"] = unless(layer.trainable, True)
    return found
