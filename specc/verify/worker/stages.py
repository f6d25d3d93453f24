"""One task from beginning to end; a stage that fails says why and leaves the others to go on."""

import os
import re
import time
import traceback
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import numpy as np

from specc.verify.message import Failure, Outcome, Sizes, Task, Tensor
from specc.verify.worker.arrays import (
    apart,
    disturbed,
    drawn,
    farthest,
    gradients_apart,
    noise,
    nudged,
    precise,
    restored,
    sampled,
    turned,
)
from specc.verify.worker.framework import Array, Framework
from specc.verify.worker.program import imported

BATCH = 2
"""Examples in a run: batch norm needs two."""

WEIGHTS = "weights.safetensors"
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
LONGEST = 400
"""Characters of an exception that a report shows."""


def perform(framework: Framework, task: Task) -> Outcome:
    """Everything that is measured of one model."""
    return _Measuring(framework, task).outcome()


class _Measuring:
    def __init__(self, framework: Framework, task: Task) -> None:
        self.framework = framework
        self.task = task
        self.failures: list[Failure] = []
        self.found: dict[str, Any] = {}
        self.shapes: list[Sizes] = []
        """Of the first run's outputs, as the program lays them out."""

    def outcome(self) -> Outcome:
        started = time.perf_counter()
        self._try("program", self._program)
        return Outcome(
            **self.found,
            failures=tuple(self.failures),
            seconds=time.perf_counter() - started,
        )

    def _try(self, stage: str, measure: Callable[[], None]) -> None:
        try:
            measure()
        except Exception as fault:
            if os.environ.get("SPECC_DEBUG"):
                traceback.print_exc()
            failure = Failure(stage=stage, message=explained(fault))
            self.failures += [] if failure in self.failures else [failure]

    def _program(self) -> None:
        module = imported(self.task.program, "model")
        self._measure(module)
        if self.shapes:
            self._try("training", lambda: self._training(module))

    def _measure(self, module: ModuleType) -> None:
        """All but training."""
        model = self.framework.build(module, self.task.model)
        counts = self.framework.count(model)
        self.found.update(trainable=counts.trainable, fixed=counts.fixed)
        if self.task.values:
            self._try("weights", lambda: self._carry(self.task.program, model))
        self._try("outputs", lambda: self._outputs(model))
        self._try("tensors", self._tensors)
        self._try("multiply-adds", lambda: self._macs(model))
        if self.task.values and self.shapes and has_weights(self.task.program):
            self._try("gradients", lambda: self._gradients(module))

    def _file(self, name: str) -> str:
        return os.path.join(self.task.folder, name)

    def _carry(self, program: str, model: Any) -> None:
        """Give a model the weights that all frameworks share; who comes first makes them."""
        if not has_weights(program):
            return
        weights = imported(program, "weights")
        shared = self._file(WEIGHTS)
        if not os.path.exists(shared):
            weights.save_weights(model, shared)
            changed(shared, shared, disturbed)
        weights.load_weights(model, shared)

    def _inputs(self, run: int, batch: int = BATCH) -> list[Array]:
        return [
            turned(drawn(item, which, run, batch), item.first)
            for which, item in enumerate(self.task.inputs)
        ]

    def _outputs(self, model: Any) -> None:
        shapes: list[tuple[Sizes, ...]] = []
        values: dict[str, Array] = {}
        for run in range(self.task.runs):
            made = self.framework.run(model, self._inputs(run))
            self.shapes = self.shapes or [array.shape for array in made]
            arrays = _restored(made, self.task.outputs)
            shapes.append(tuple(array.shape[1:] for array in arrays))
            values |= {f"{run}.{at}": sampled(array) for at, array in enumerate(arrays)}
        self.found["outputs"] = tuple(shapes)
        others = self._compared("outputs", values)
        if others is not None:
            self.found["output_difference"] = farthest(values, others)
        elif self.task.leads and self.task.values and has_weights(self.task.program):
            self._try("weights", lambda: self._nudge(model, values))

    def _nudge(self, model: Any, values: Mapping[str, Array]) -> None:
        """Find out by how much the first run's outputs change when the weights change a little."""
        nearby = self._file("nearby.safetensors")
        changed(self._file(WEIGHTS), nearby, nudged)
        imported(self.task.program, "weights").load_weights(model, nearby)
        arrays = _restored(self.framework.run(model, self._inputs(0)), self.task.outputs)
        moved = {f"0.{at}": sampled(array) for at, array in enumerate(arrays)}
        self.found["output_sensitivity"] = farthest(moved, values)
        self._carry(self.task.program, model)

    def _tensors(self) -> None:
        probe = self.framework.build(imported(self.task.probe, "model"), self.task.model)
        if self.task.values:
            self._try("weights", lambda: self._carry(self.task.probe, probe))
        shapes: list[tuple[Sizes, ...]] = []
        values: dict[str, Array] = {}
        for run in range(self.task.runs):
            arrays = _restored(self.framework.run(probe, self._inputs(run)), self.task.tensors)
            shapes.append(tuple(array.shape[1:] for array in arrays))
            if run == 0:
                values = {str(at): sampled(array) for at, array in enumerate(arrays)}
        self.found["tensors"] = tuple(shapes)
        others = self._compared("tensors", values)
        if others is not None:
            self.found["tensor_differences"] = tuple(
                apart(values[str(at)], others[str(at)]) for at in range(len(values))
            )

    def _macs(self, model: Any) -> None:
        self.found["macs"] = self.framework.macs(model, self._inputs(0, 1))

    def _gradients(self, module: ModuleType) -> None:
        """In double precision: in single, rounding decides on which side of its kink a ReLU is."""
        model = self.framework.build(module, self.task.model, precise=True)
        self._carry(self.task.program, model)
        values = self._gradient(model)
        others = self._compared("gradients", values)
        if others is not None:
            self.found["gradient_differences"] = gradients_apart(values, others)

    def _gradient(self, model: Any) -> dict[str, Array]:
        """The gradient of every weight by its name, of which a large one is sampled."""
        from safetensors.numpy import load_file

        factors = [
            turned(precise(array), tensor.first)
            for array, tensor in zip(self._noise(), self.task.outputs, strict=True)
        ]
        self.framework.gradients(model, [precise(one) for one in self._inputs(0)], factors)
        path = self._file("gradients.safetensors")
        imported(self.task.program, "weights").save_weights(model, path)
        return {name: sampled(array) for name, array in load_file(path).items()}

    def _noise(self) -> list[Array]:
        """Random numbers for each output, the same in every framework, channels last."""
        shapes = [(BATCH, *sizes) for sizes in self.found["outputs"][0]]
        return list(noise(shapes))

    def _training(self, module: ModuleType) -> None:
        model = self.framework.build(module, self.task.model)
        targets = [
            turned(array, tensor.first)
            for array, tensor in zip(self._noise(), self.task.outputs, strict=True)
        ]
        losses = self.framework.losses(model, self._inputs(0), targets)
        self.found["losses"] = losses or None

    def _compared(self, kind: str, values: Mapping[str, Array]) -> Mapping[str, Array] | None:
        """The same values of the worker that leads, which leaves its own for the others."""
        path = self._file(f"{kind}.npz")
        if not self.task.values:
            return None
        if self.task.leads:
            np.savez(path, **values)  # type: ignore[arg-type]
            return None
        if not os.path.exists(path):
            return None
        with np.load(path) as stored:
            return dict(stored)


def _restored(arrays: list[Array], tensors: tuple[Tensor, ...]) -> list[Array]:
    if len(arrays) != len(tensors):
        raise ValueError(f"there are {len(arrays)} outputs where {len(tensors)} are expected")
    return [restored(array, tensor.first) for array, tensor in zip(arrays, tensors, strict=True)]


def has_weights(program: str) -> bool:
    """Whether a program's models have any weights to carry."""
    return os.path.exists(os.path.join(program, "weights.py"))


def changed(
    source: str, target: str, change: Callable[[Mapping[str, Array]], dict[str, Array]]
) -> None:
    """Write a file of weights with others in it; source and target may be one file."""
    from safetensors import safe_open
    from safetensors.numpy import save_file

    with safe_open(source, "numpy") as file:
        arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        metadata = dict(file.metadata() or {})
    save_file(change(arrays), target, metadata)


def explained(fault: BaseException) -> str:
    """An exception on one line, without colours and what Keras repeats of the arguments."""
    text = COLOUR.sub("", str(fault)).partition("Arguments received by")[0]
    return f"{type(fault).__name__}: {' '.join(text.split())}"[:LONGEST]
