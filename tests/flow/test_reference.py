"""Values that a reference predictor and PyTorch agreed on."""

import pytest

from .predicted import first, stack

SIGMOID = "Dense(128, activation=sigmoid, init=glorot_normal)"
RELU_HE = "Dense(128, activation=relu, init=he_normal)"
GLOROT, HE, LECUN = ", init=glorot_normal", ", init=he_normal", ", init=lecun_normal"
VGG = """
model Vgg {
    input image: [28, 28, 3]
    for width in [32, 64, 128] {
        Conv2D(width, kernel=3, padding=same, activation=relu)
        Conv2D(width, kernel=3, padding=same, activation=relu) -> MaxPool2D(2)
    }
    Flatten -> Dense(10, init=he_normal)
}
"""
LENET = """
model LeNet {
    input image: [28, 28, 1]
    Conv2D(6, kernel=5, padding=same, activation=tanh) -> AvgPool2D(2)
    Conv2D(16, kernel=5, activation=tanh) -> AvgPool2D(2)
    Flatten -> Dense(120, activation=tanh) -> Dense(84, activation=tanh) -> Dense(10)
}
"""


@pytest.mark.parametrize(
    ("text", "gradient", "weights", "within"),
    [
        pytest.param(stack(5, SIGMOID, head=GLOROT), 2.63e-4, 5.05e-4, 0.02, id="sigmoid-5"),
        pytest.param(stack(20, SIGMOID, head=GLOROT), 1.02e-13, 1.98e-13, 0.02, id="sigmoid-20"),
        pytest.param(
            stack(20, "Dense(128, activation=tanh, init=lecun_normal)", head=LECUN),
            0.0529, 0.329, 0.02, id="tanh-20",
        ),
        pytest.param(stack(20, RELU_HE, head=HE), 0.280, 0.299, 0.1, id="relu-he-20"),
        pytest.param(
            stack(10, "Dense(128, activation=relu, init=glorot_normal)", head=GLOROT),
            0.0125, 0.513, 0.1, id="relu-glorot-10",
        ),
        pytest.param(
            stack(20, "Dense(128, init=he_normal) -> BatchNorm -> ReLU", head=HE),
            8.65, 12.0, 0.05, id="batch-norm-20",
        ),
        pytest.param(VGG, 0.0279, 0.412, 0.03, id="vgg"),
        pytest.param(LENET, 0.0129, 3.54, 0.1, id="lenet"),
    ],
)  # fmt: skip
def test_first_layer_over_last(text: str, gradient: float, weights: float, within: float) -> None:
    found = first(text, batch=64)
    assert found.gradient == pytest.approx(gradient, rel=within)
    assert found.weight_gradient == pytest.approx(weights, rel=within)


def test_dl_dz_of_relu_under_glorot_vanishes_and_its_weights_do_not() -> None:
    found = first(stack(20, "Dense(128, activation=relu, init=glorot_normal)", head=GLOROT))
    assert found.gradient == pytest.approx(3.7e-4, rel=0.05)
    assert found.weight_gradient == pytest.approx(0.49, rel=0.1)


@pytest.mark.parametrize(
    ("layer", "steps", "share"),
    [
        ("LSTM(64)", 1, 0.115),
        ("LSTM(64)", 20, 1.18e-3),
        ("LSTM(64)", 50, 2.25e-6),
        ("GRU(64)", 5, 0.0588),
        ("GRU(64)", 20, 3.65e-5),
        ("RNN(64)", 20, 4.18e-4),
    ],
)
def test_what_is_left_of_a_gradient_after_many_steps(layer: str, steps: int, share: float) -> None:
    """Measured with PyTorch: dL/dh in front of the first step over that behind the last."""
    found = first(f"model Net {{\n    input x: [{steps}, 32]\n    {layer}\n}}")
    assert found.recurrent == pytest.approx(share, rel=0.35)
