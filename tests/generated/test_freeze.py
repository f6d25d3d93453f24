"""`freeze`: the layers that it names are built so that training leaves them alone."""

from pathlib import Path

import pytest

from tests.generated import built
from tests.layers.test_frameworks import counts_of_keras, counts_of_torch
from tests.program import load

SPEC = """\
data digits { source = sklearn(digits)
    scale = standard
}
block Stage(width) {
    Conv2D(width, kernel=3, bias=false) -> BatchNorm -> ReLU
}
extern layer Mine {
    input x: [N]
    output [N]
    params = 5
    pytorch = "mine:Mine"
    keras = "mine:Mine"
}
model Net {
    input image: [8, 8, 1]
    start = image -> Stage(2) -> ReLU -> Dropout(0.1)
    features = Conv2D(3, kernel=3) -> ReLU
    GlobalAvgPool
    output logits = Dense(10)
}
train {
    loss = cross_entropy
    epochs = 1
    batch = 64
    freeze = [NAMES]
}
"""

STAGE, CONV, DENSE = 18 + 4, 54 + 3, 30 + 10


@pytest.mark.parametrize("backend", ["pytorch", "keras"])
@pytest.mark.parametrize(
    ("names", "trainable"),
    [
        ("logits", STAGE + CONV),
        ("Stage", CONV + DENSE),
        ("features", STAGE + DENSE),
        ("start", CONV + DENSE),
        ("batch_norm, logits", 18 + CONV),
    ],
)
def test_frozen_layers(names: str, trainable: int, backend: str, tmp_path: Path) -> None:
    files = built.emitted(SPEC.replace("NAMES", names), backend).files
    model = load(files["model.py"], tmp_path, f"frozen_{backend}").Net()
    counts = counts_of_torch(model) if backend == "pytorch" else counts_of_keras(model)
    assert counts == (trainable, STAGE + CONV + DENSE + 4 - trainable)


@pytest.mark.parametrize("backend", ["pytorch", "keras"])
@pytest.mark.parametrize(
    ("old", "new", "names", "message"),
    [
        ("", "", "global_avg_pool", "`freeze` names `global_avg_pool`, which holds no weights"),
        ("", "", "start, features, logits", "`freeze` leaves nothing of `Net` to train"),
        (
            "    output logits", "    Mine\n    output logits", "mine",
            "`freeze` names `mine`, and only the Python of `Mine` can freeze it",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_frozen(old: str, new: str, names: str, message: str, backend: str) -> None:
    found = built.emitted(SPEC.replace(old, new).replace("NAMES", names), backend)
    assert [d.message for d in found.diagnostics] == [message]
