"""With the same weights, carried either way, both frameworks give the same outputs."""

from pathlib import Path
from typing import Any

import keras
import pytest
from safetensors.numpy import load_file

from tests.carry import Built, built, carry, randomize
from tests.weights.small import (
    KNOWN,
    STRUCTURE,
    Small,
    arrays,
    hold,
    outputs_of_keras,
    outputs_of_torch,
    randomize_keras,
    small,
)

CASES = [*KNOWN, *((path, "M") for path in STRUCTURE)]
cases = pytest.mark.parametrize(
    ("path", "model"), CASES, ids=[f"{path.stem}-{model}" for path, model in CASES]
)


class Pair:
    """One model in both frameworks."""

    def __init__(self, given: Small, folder: Path) -> None:
        self.folder = folder
        self.graph = given.graph
        self.data = arrays(given.graph)
        self.torch: Built = built(given.text, "pytorch", folder)
        self.keras: Built = built(given.text, "keras", folder)
        self.in_torch: Any = getattr(self.torch.model, given.graph.name)()
        self.in_keras: Any = getattr(self.keras.model, given.graph.name)()

    def hold(self) -> None:
        """The outputs agree."""
        ours = outputs_of_torch(self.in_torch, self.graph, self.data)
        hold(ours, outputs_of_keras(self.in_keras, self.data))

    def elements(self) -> int:
        """How many numbers the carried file holds."""
        return sum(one.size for one in load_file(self.folder / "carried.safetensors").values())


@cases
def test_there_and_back(path: Path, model: str, tmp_path: Path) -> None:
    pair = Pair(small(path, model), tmp_path)
    randomize(pair.in_torch)
    carry(pair.torch, pair.in_torch, pair.keras, pair.in_keras, tmp_path)
    pair.hold()
    randomize_keras(pair.in_keras)
    carry(pair.keras, pair.in_keras, pair.torch, pair.in_torch, tmp_path)
    pair.hold()
    if pair.torch.weights is not None:
        assert pair.elements() == pair.graph.trainable + pair.graph.fixed


def test_saved_keras_model_and_a_second_one(tmp_path: Path) -> None:
    pair = Pair(small(*KNOWN[3]), tmp_path)
    second = pair.keras.model.Siamese()
    randomize_keras(second)
    second.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    carry(pair.keras, loaded, pair.torch, pair.in_torch, tmp_path)
    ours = outputs_of_torch(pair.in_torch, pair.graph, pair.data)
    hold(ours, outputs_of_keras(second, pair.data))
