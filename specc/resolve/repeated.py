"""What an application comes to, worked out once where models repeat it."""

from typing import Any

from specc.ir.tensor import TensorType
from specc.kind import Word
from specc.layer import Layer, Weight
from specc.setting import Given

PLAIN = frozenset({int, float, bool, str, Word, type(None)})
"""Values that are equal only where they mean the same, once their types are."""

Result = tuple[tuple[TensorType, ...], tuple[Weight, ...]]
"""An application's outputs and weights."""


MOST = 20_000
"""So many layers, and as many results, are kept; then all are forgotten."""


class Known:
    """Layers by their settings, and results by layer and inputs.

    Only what has no fault is kept: a fault is reported at each place that has it.
    """

    __slots__ = ("_layers", "_results")

    def __init__(self) -> None:
        self._layers: dict[Any, Layer] = {}
        self._results: dict[tuple[int, tuple[TensorType, ...]], tuple[Layer, Result]] = {}

    def layer(self, cls: type[Layer], given: list[Given]) -> Layer | None:
        """The layer that was made with the same settings before; layers are frozen."""
        return self._layers.get(_key(cls, given))

    def add_layer(self, made: Layer, given: list[Given]) -> None:
        """Keep a layer whose settings are right."""
        key = _key(type(made), given)
        if key is not None:
            if len(self._layers) >= MOST:
                self._layers.clear()
            self._layers[key] = made

    def result(self, made: Layer, kinds: tuple[TensorType, ...]) -> Result | None:
        """What the very same layer made of such inputs before."""
        found = self._results.get((id(made), kinds))
        return None if found is None else found[1]

    def add_result(self, made: Layer, kinds: tuple[TensorType, ...], result: Result) -> None:
        """Keep what a layer makes of inputs; with the layer, so that its id stays its own."""
        if len(self._results) >= MOST:
            self._results.clear()
        self._results[id(made), kinds] = made, result


def _key(cls: type[Layer], given: list[Given]) -> Any:
    """Settings as they were written; None where a value cannot be compared at a glance."""
    if not all(type(item.value) in PLAIN for item in given):
        return None
    return (cls, *((item.name, type(item.value), item.value) for item in given))


KNOWN = Known()
"""What this process knows, whichever model asks: many files use the same layers."""
