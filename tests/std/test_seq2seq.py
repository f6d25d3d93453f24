"""The pieces of `std.seq2seq`, put together, in both frameworks."""

from pathlib import Path

import numpy as np
import torch

from tests.carry import built, carry, randomize
from tests.layers.test_frameworks import run_keras

SEQ2SEQ = """
import RecurrentEncoder, RecurrentDecoder from std.seq2seq

dim S, T

model M {
    input source: [S, 5]
    input target: [T, 6]
    memory, state = source -> RecurrentEncoder(4, depth=2)
    output y = [target, memory, state] -> RecurrentDecoder(8 // 2, depth=2) -> Dense(3)
}
"""


def test_the_library_translates_in_both_frameworks(tmp_path: Path) -> None:
    ours, theirs = (built(SEQ2SEQ, backend, tmp_path) for backend in ("pytorch", "keras"))
    torch_model, keras_model = ours.model.M(), theirs.model.M()
    randomize(torch_model)
    carry(ours, torch_model, theirs, keras_model, tmp_path)
    random = np.random.default_rng(2)
    data = [random.normal(size=(2, *sizes)).astype("float32") for sizes in ((7, 5), (3, 6))]
    with torch.no_grad():
        found = torch_model.eval()(*map(torch.as_tensor, data))
    (wanted,) = run_keras(keras_model, data)
    np.testing.assert_allclose(found.numpy(), wanted, rtol=1e-4, atol=1e-5)
