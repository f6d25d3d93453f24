"""How weights start in generated programs: the stated distribution, in both frameworks."""

from math import sqrt
from typing import Any, NamedTuple

import numpy as np
import pytest
from safetensors.numpy import load_file

from specc.driver import check
from specc.files.workspace import Workspace
from specc.source import Source
from tests.carry import built

CUT = 0.8796
"""The deviation of a standard normal number that is drawn again beyond two."""


Weights = dict[str, "np.ndarray[Any, Any]"]


class Start(NamedTuple):
    """A use of a layer, one of its weights, and the mean and deviation that this is to have."""

    use: str
    weight: str
    mean: float
    deviation: float


def scaled(use: str, fan_in: int, fan_out: int, weight: str = "kernel") -> list[Start]:
    """Every initialiser that looks at fans (Glorot 2010, He 2015, LeCun 1998)."""
    return [
        Start(use.format(f"{name}_{kind}"), weight, 0.0, sqrt(variance))
        for name, variance in (
            ("glorot", 2 / (fan_in + fan_out)), ("he", 2 / fan_in), ("lecun", 1 / fan_in),
        )
        for kind in ("uniform", "normal")
    ]  # fmt: skip


def plain(use: str, weight: str) -> list[Start]:
    """Every initialiser that looks at no fans."""
    return [
        Start(use.format("normal(0.3)"), weight, 0.0, 0.3),
        Start(use.format("truncated_normal(0.3)"), weight, 0.0, 0.3 * CUT),
        Start(use.format("uniform(0.6)"), weight, 0.0, 0.6 / sqrt(3)),
        Start(use.format("constant(-0.7)"), weight, -0.7, 0.0),
        Start(use.format("zeros"), weight, 0.0, 0.0),
        Start(use.format("ones"), weight, 1.0, 0.0),
    ]


STARTS = [
    *scaled("Dense(300, init={})", 200, 300),
    *scaled("Conv1D(300, kernel=3, padding=same, init={})", 600, 900),
    *scaled("Conv1D(300, kernel=3, padding=same, groups=10, init={})", 60, 90),
    *scaled("ConvTranspose1D(300, kernel=3, init={})", 900, 600),
    *scaled("RNN(300, init={})", 200, 300),
    *scaled("LSTM(100, init={})", 200, 400),
    *scaled("GRU(100, recurrent_init={})", 100, 300, "recurrent_kernel"),
    *scaled("MultiHeadAttention(4, init={})", 200, 200, "query_kernel"),
    *scaled("DepthwiseConv1D(3, multiplier=100, init={})", 3, 300),
    *scaled("SeparableConv1D(300, kernel=3, multiplier=4, init={})", 800, 300, "pointwise"),
    *scaled("AdditiveAttention(100, init={})", 200, 100, "query_kernel"),
    *plain("Dense(300, init={})", "kernel"),
    *plain("Dense(5000, bias_init={})", "bias"),
    *plain("Conv1D(5000, kernel=1, bias_init={})", "bias"),
    *plain("Conv1D(300, kernel=3, init={})", "kernel"),
    *plain("MultiHeadAttention(4, key_dim=1000, bias_init={})", "value_bias"),
    *plain("Dense(5000) -> Bias(init={})", "bias"),
    *plain("Dense(5000) -> Scale(init={})", "scale"),
    *plain("Dense(5000) -> PReLU(init={})", "slope"),
    *plain("Learned([40, 200], init={})", "value"),
    Start("Dense(300, init=orthogonal)", "kernel", 0.0, 1 / sqrt(300)),
    Start("Dense(300, init=orthogonal(2))", "kernel", 0.0, 2 / sqrt(300)),
    Start("Conv1D(300, kernel=3, init=orthogonal)", "kernel", 0.0, 1 / sqrt(600)),
    Start("Conv1D(300, kernel=3, groups=2, init=orthogonal)", "kernel", 0.0, 1 / sqrt(300)),
    Start("ConvTranspose1D(300, kernel=3, init=orthogonal)", "kernel", 0.0, 1 / sqrt(900)),
    Start("DepthwiseConv1D(3, multiplier=50, init=orthogonal)", "kernel", 0.0, 1 / sqrt(600)),
    Start("SeparableConv1D(9, kernel=3, init=orthogonal)", "depthwise", 0.0, 1 / sqrt(600)),
    Start("LSTM(100, init=orthogonal)", "kernel", 0.0, 1 / sqrt(400)),
    Start("LSTM(100)", "recurrent_kernel", 0.0, 1 / sqrt(400)),
    Start("GRU(100)", "recurrent_kernel", 0.0, 1 / sqrt(300)),
    Start("LSTM(100, bias_init=constant(0.5))", "bias", 0.625, sqrt(3 / 64)),
    Start("RNN(50, bias_init=ones)", "bias", 1.0, 0.0),
    Start("Dense(5000, activation=relu)", "kernel", 0.0, sqrt(2 / 200)),
    Start("Dense(5000, activation=tanh)", "kernel", 0.0, sqrt(2 / 5200)),
    Start("Dense(5000) -> PReLU", "slope", 0.25, 0.0),
]


def text() -> str:
    """A model with all of them: the last layer of the start number 7 is called `start7`."""
    lines = ["model Net {", "    input x: [40, 200]"]
    for at, start in enumerate(STARTS):
        first, _, last = start.use.rpartition(" -> ")
        if start.weight == "value":
            lines += [f"    start{at} = {last}", f"    output y{at} = [x, start{at}] -> Add"]
        else:
            lines.append(f"    wide{at} = x -> {first}" if first else f"    wide{at} = x")
            given = f"wide{at}" if "Additive" not in last else f"[wide{at}, x]"
            lines += [f"    start{at} = {given} -> {last}", f"    output y{at} = start{at}"]
    return "\n".join([*lines, "}", ""])


@pytest.fixture(scope="module", params=["pytorch", "keras"])
def weights(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Weights:
    """What a new model starts with, by specc's names."""
    folder = tmp_path_factory.mktemp("starts")
    program = built(text(), request.param, folder)
    assert program.weights is not None
    path = folder / "weights.safetensors"
    program.weights.save_weights(program.model.Net(), path)
    return load_file(path)


@pytest.mark.parametrize("at", range(len(STARTS)), ids=[start.use for start in STARTS])
def test_a_weight_starts_as_the_spec_says(weights: Weights, at: int) -> None:
    start = STARTS[at]
    values = weights[f"start{at}.{start.weight}"]
    near = max(0.02, 5 / sqrt(values.size))
    assert abs(values.mean() - start.mean) <= near * start.deviation + 1e-6
    assert abs(values.std() - start.deviation) <= near * start.deviation + 1e-6


@pytest.mark.parametrize(
    ("use", "message"),
    [
        (
            "Dense(3, bias_init=he_normal)",
            "`bias_init` of `Dense` must be an initialiser that needs no fan-in such as `zeros` or "
            "`normal(0.02)`, got `he_normal`",
        ),
        (
            "PReLU(init=orthogonal)",
            "`init` of `PReLU` must be an initialiser that needs no fan-in such as `zeros` or "
            "`normal(0.02)`, got `orthogonal`",
        ),
        (
            "Conv1D(3, kernel=3, init=identity)",
            "`identity` starts matrices, and a kernel of `Conv1D` has 3 axes",
        ),
        (
            "ConvTranspose1D(3, kernel=3, init=identity)",
            "`identity` starts matrices, and a kernel of `ConvTranspose1D` has 3 axes",
        ),
    ],
)
def test_a_start_that_a_weight_cannot_have(use: str, message: str) -> None:
    text = f"model Net {{\n    input x: [9, 4]\n    {use}\n}}\n"
    found = check(Source("m.spec", text), Workspace().load).diagnostics
    assert [(one.rule, one.message) for one in found] == [("invalid-setting", message)]
