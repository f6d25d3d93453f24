"""Keras, on TensorFlow, as `specc verify` uses it."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from types import ModuleType
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from specc.verify.worker.framework import SHARES, STEPS, Array, Counts
from specc_keras.verify.macs import executed_macs

SEED = "seed_generator_state"


class KerasFramework:
    """See `specc.verify.worker.framework.Framework`."""

    def build(self, module: ModuleType, name: str, precise: bool = False) -> keras.Model:
        """What the function called `name` builds, started from a fixed seed."""
        keras.utils.set_random_seed(0)
        with _double() if precise else nullcontext():
            return getattr(module, name)()

    def count(self, model: keras.Model) -> Counts:
        """The variables, without the states of random generators."""
        trainable = sum(_size(one) for one in model.trainable_variables)
        return Counts(trainable, sum(_size(one) for one in _statistics(model)))

    def run(self, model: keras.Model, inputs: list[Array]) -> list[Array]:
        """The outputs in evaluation mode."""
        return [keras.ops.convert_to_numpy(one) for one in _outputs(model, inputs, False)]

    def macs(self, model: keras.Model, inputs: list[Array]) -> int | None:
        """The products that TensorFlow executes."""
        return executed_macs(model, [tf.constant(one) for one in inputs])

    def gradients(self, model: keras.Model, inputs: list[Array], factors: list[Array]) -> None:
        """Put its gradient in place of each weight."""
        weights = model.trainable_variables
        with _double(), tf.GradientTape() as tape:
            total = tf.zeros((), tf.float64)
            for one, factor in zip(_outputs(model, inputs, False), factors, strict=True):
                if one.dtype.is_floating:
                    total += tf.reduce_sum(one * factor)
        found = _gradients(tape, total, weights)
        for weight, gradient in zip(weights, found, strict=True):
            weight.assign(tf.zeros_like(weight.value) if gradient is None else gradient)
        for statistic in _statistics(model):
            statistic.assign(np.zeros(statistic.shape))

    def losses(
        self, model: keras.Model, inputs: list[Array], noise: list[Array]
    ) -> tuple[float, ...]:
        """The loss before and after some steps against the gradient."""
        if not model.trainable_variables:
            return ()
        start = [keras.ops.convert_to_numpy(one) for one in model.variables]
        made = _outputs(model, inputs, True)
        targets = [_target(one, add) for one, add in zip(made, noise, strict=True)]
        found: list[float] = []
        for share in SHARES:
            _restore(model.variables, start)
            found = _descend(model, inputs, targets, share)
            if not found or found[-1] < found[0]:
                break
        return (found[0], found[-1]) if found else ()


@contextmanager
def _double() -> Iterator[None]:
    """What is made of floating-point numbers meanwhile is in double precision."""
    _set_precision("float64")
    try:
        yield
    finally:
        _set_precision("float32")


def _set_precision(dtype: str) -> None:
    keras.config.set_floatx(dtype)
    keras.config.set_dtype_policy(dtype)


def _descend(
    model: keras.Model, inputs: list[Array], targets: list[Any], share: float
) -> list[float]:
    """The losses of each step; none where no weight has a gradient."""
    weights, others = model.trainable_variables, model.non_trainable_variables
    drawn = [keras.ops.convert_to_numpy(one) for one in others]
    found: list[float] = []
    for _ in range(STEPS + 1):
        _restore(others, drawn)  # the states of random generators: the same dropout in each step
        with tf.GradientTape() as tape:
            loss = tf.zeros(())
            for one, target in zip(_outputs(model, inputs, True), targets, strict=True):
                if target is not None:
                    loss += tf.reduce_mean((one - target) ** 2) / tf.reduce_mean(target**2)
        slopes = zip(weights, _gradients(tape, loss, weights), strict=True)
        known = [(weight, slope) for weight, slope in slopes if slope is not None]
        steepness = sum(float(tf.reduce_sum(slope**2)) for _, slope in known)
        if not steepness:
            return []
        found.append(float(loss))
        for weight, slope in known:
            weight.assign_sub(share * found[-1] / steepness * slope)
    return found


def _target(output: Any, noise: Array) -> Any:
    """The output moved by its own magnitude; none for one that is no float."""
    if not output.dtype.is_floating:
        return None
    magnitude = float(tf.sqrt(tf.reduce_mean(output**2)))
    return tf.stop_gradient(output + noise * (magnitude or 1.0))


def _gradients(tape: Any, total: Any, weights: list[Any]) -> list[Any]:
    found = tape.gradient(total, [weight.value for weight in weights])
    return [None if one is None else tf.convert_to_tensor(one) for one in found]


def _restore(variables: list[Any], values: list[Array]) -> None:
    for variable, value in zip(variables, values, strict=True):
        variable.assign(value)


def _outputs(model: keras.Model, inputs: list[Array], training: bool) -> list[Any]:
    given = [tf.constant(one) for one in inputs]
    found = model(given[0] if len(given) == 1 else given, training=training)
    return list(found) if isinstance(found, (tuple, list)) else [found]


def _statistics(model: keras.Model) -> Iterator[Any]:
    """What training does not change, without the states of random generators."""
    return (one for one in model.non_trainable_variables if not one.path.endswith(SEED))


def _size(variable: Any) -> int:
    return int(np.prod(variable.shape))
