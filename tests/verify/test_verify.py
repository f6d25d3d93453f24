"""Programs that are as their spec says pass, and each kind of difference is seen."""

import pytest

from specc.verify.sizes import choose_sizes
from tests.program import models_of

from .conftest import NAMES, Verify

SMALL = """\
model Small {
    input image: [8, 8, 3]
    Conv2D(4, kernel=3, padding=same, bias=false)
    BatchNorm
    ReLU
    MaxPool2D(2)
    GlobalAvgPool
    output scores = Dense(5)
}
"""

TOWERS = """\
block Tower(width) {
    input x
    for n in [width, 2 * width] {
        Conv2D(n, kernel=3, padding=same, activation=relu)
    }
    GlobalAvgPool
    Dense(4)
}
dim H, W where H % 2 == 0 and W >= 2
model Towers {
    input left: [H, W, 3]
    input right: [H, W, 3]
    layer tower = Tower(4)
    a = left -> MaxPool2D(2) -> tower
    b = right -> tower
    output scores = [a, b] -> Concat -> Dense(3, activation=softmax)
    output parts = left -> Conv2D(2, kernel=1)
}
"""

STEPS = """\
dim T
model Steps {
    input words: int[T]
    words -> Embedding(11, 6)
    LSTM(5, sequences=true)
    Dropout(0.5)
    output next = Dense(11)
}
"""

STEP = "model Unit {\n    input x: [2]\n    Dense(1, activation=step)\n}\n"
NOTHING = "model Nothing {\n    input x: [2, 3]\n    Flatten\n}\n"
NOISE = (
    "model Noisy {\n    input x: [4]\n    z = Noise([4])\n    output [x, z] -> Add -> Dense(2)\n}\n"
)


@pytest.mark.parametrize("text", [SMALL, TOWERS, STEPS, STEP, NOTHING])
def test_right_programs_pass(verified: Verify, text: str) -> None:
    report = verified(text)
    assert report.differences == ()
    assert report.ok
    assert list(report.backends) == list(NAMES)


def test_values_are_compared(verified: Verify) -> None:
    report = verified(SMALL)
    keras = report.backends["keras"]
    assert keras.output_difference is not None
    assert keras.output_difference < 1e-5
    assert keras.gradient_difference is not None
    assert keras.gradient_difference < 1e-4
    assert keras.losses is not None
    assert keras.losses[1] < keras.losses[0]
    assert report.backends["pytorch"].macs == keras.macs == 8 * 8 * 3 * 9 * 4 + 4 * 5


def test_symbolic_sizes_take_two_values_each() -> None:
    sizes = choose_sizes(models_of(TOWERS)["Towers"])
    assert len(sizes) == 2
    assert all(run["H"] % 2 == 0 and run["H"] != run["W"] for run in sizes)
    assert sizes[0] != sizes[1]


def test_random_model_is_run_but_not_compared(verified: Verify) -> None:
    report = verified(NOISE)
    assert (report.ok, report.random) == (True, True)
    assert report.backends["keras"].output_difference is None
    assert report.backends["keras"].losses is not None


FORWARD = "return self.scores(x)"
UPHILL = "y = self.scores(x)\n        return 2 * y.detach() - y if self.training else y"

TAMPERED = {
    "import": ("pytorch", "functional as F", "nothing as F", "program: ModuleNotFoundError"),
    "death": ("keras", "def Small", "import os; os._exit(3)\ndef Small", "exited with 3"),
    "shape": (
        "pytorch", "nn.MaxPool2d(2)", "nn.MaxPool2d(2, stride=1)",
        "6: shape: `max_pool` is [7, 7, 4], not [4, 4, 4]",
    ),
    "keras shape": ("keras", "Pooling2D(2)", "Pooling2D(2, strides=1)", "6: shape: `max_pool`"),
    "bias": ("pytorch", "bias=False", "bias=True", "there are 145 trainable parameters, not 141"),
    "keras bias": ("keras", "use_bias=False", "use_bias=True", "not 141"),
    "work": (
        "pytorch", FORWARD, f"{FORWARD} + 0 * self.scores(x)",
        "0: multiply-adds: there are 6,952 multiply-adds, not 6,932",
    ),
    "slope": ("keras", "layers.ReLU()", "layers.LeakyReLU(0.1)", ", first at `relu`"),
    "detached": ("pytorch", "self.max_pool(x)", "self.max_pool(x.detach())", "gradient: the"),
    "uphill": ("pytorch", FORWARD, UPHILL, "0: training: steps of training take the loss from"),
    "table": ("keras", '"shape": [4, 5]', '"shape": [5, 4]', "0: weights: ValueError: "),
}  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "told"), TAMPERED.values(), ids=TAMPERED)
def test_each_difference_is_seen(
    verified: Verify, name: str, old: str, new: str, told: str
) -> None:
    report = verified(SMALL, name, old, new)
    assert not report.ok
    assert told in "\n".join(f"{d.line}: {d.kind}: {d.message}" for d in report.differences)
