"""`specc flow`: the table, JSON, the chart, and what the data says."""

import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from tests.cli.conftest import Specc, Write
from tests.cli.conftest import specc as specc
from tests.cli.conftest import write as write

DEEP = """\
dim T

model Deep {
    input x: [64]
    repeat 4 { Dense(64, activation=sigmoid) }
    Dense(10, activation=softmax)
}

model Text {
    input words: int[T]
    Embedding(100, 32) -> LSTM(32)
    Dense(2)
}
"""

TABLE = """\
Deep: x [64]
predicted at initialisation (batch 64, inputs standard normal)
name            layer  output  gradient  1e-3        1         1e3
──────────────────────────────────────────────────────────────────
denses.0.dense  Dense   0.542    0.0028    ██████████│
denses.1.dense  Dense   0.516   0.00716     ▐████████│
denses.2.dense  Dense   0.514     0.029        ██████│
denses.3.dense  Dense   0.514     0.123          ▐███│
dense           Dense   0.122         1              │
──────────────────────────────────────────────────────────────────
output: RMS behind the layer; gradient: RMS of dL/dW over that of the last layer
two examples correlate by 0.99996 in front of the last layer
"""


def test_table(specc: Specc, write: Write) -> None:
    write("deep.spec", DEEP)
    ran = specc("flow", "deep.spec", "--model", "Deep")
    assert ran.code == 0
    assert ran.out == TABLE


def test_recurrent_layer_and_symbolic_size(specc: Specc, write: Write) -> None:
    write("deep.spec", DEEP)
    out = specc("flow", "deep.spec", "--model", "Text").out
    assert "(batch 64, T = 64)" in out
    assert "`lstm`: dL/dh in front of the first step is " in out
    assert "~ rough" in out


def test_json(specc: Specc, write: Write) -> None:
    write("deep.spec", DEEP)
    deep, text = json.loads(specc("flow", "deep.spec", "--json", "--batch", "8").out)
    assert deep["model"] == "Deep"
    assert deep["batch"] == 8
    assert deep["inputs"] == {"x": {"mean": 0.0, "square": 1.0}}
    assert [layer["name"] for layer in deep["layers"]][-2:] == ["denses.3.dense", "dense"]
    assert deep["layers"][-1]["weight_gradient"] == 1.0
    assert text["dims"] == {"T": 64}
    assert 0.0 < text["layers"][1]["recurrent"] < 1e-4
    assert text["layers"][1]["rough"]


def test_chart(specc: Specc, write: Write, tmp_path: Path) -> None:
    write("deep.spec", DEEP)
    assert specc("flow", "deep.spec", "-o", "out/flow.svg").code == 0
    for name in ("Deep", "Text"):
        root = ElementTree.parse(tmp_path / "out" / f"flow-{name}.svg").getroot()
        texts = ["".join(one.itertext()) for one in root.iter("{http://www.w3.org/2000/svg}text")]
        assert texts[0] == f"{name}: signal and gradient at initialisation"
        assert any(text.startswith("RMS of dL/dW") for text in texts)
    ran = specc("flow", "deep.spec", "-o", "-", "--model", "Deep")
    assert ran.out.startswith("<svg ")


def test_names_are_quoted_in_the_chart(specc: Specc, write: Write) -> None:
    write("odd.spec", "model A {\n    input x: [4]\n    layer b = Dense(4)\n    x -> b\n}\n")
    assert "<script" not in specc("flow", "odd.spec", "-o", "-").out


def test_unknown_is_said(specc: Specc, write: Write) -> None:
    write(
        "net.spec",
        "model Net {\n    input x: [64, 64, 3]\n"
        "    Pretrained(resnet50) -> GlobalAvgPool\n    Dense(3)\n}\n",
    )
    out = specc("flow", "net.spec").out
    assert "? not known because of `pretrained` (Pretrained): the weights of" in out
    row = next(line for line in out.splitlines() if line.startswith("dense"))
    assert row.split()[2:4] == ["?", "?"]


DIGITS = """\
data digits {
    source = sklearn(digits)
    scale  = SCALE
}

model Net {
    input image: [8, 8, 1]
    Flatten -> Dense(32, activation=relu)
    Dense(10, activation=softmax)
}

train {
    loss  = cross_entropy
    batch = 100
}
"""


@pytest.mark.parametrize(
    ("scale", "known"),
    [
        ("divide(16)", "`image` of mean 0.5 and RMS 0.577"),
        ("divide(8)", "`image` of mean 1 and RMS 1.15"),
        ("minmax", "`image` of mean 0.5 and RMS 0.577"),
        ("standard", "inputs standard normal"),
    ],
)
def test_data_gives_range_and_batch(specc: Specc, write: Write, scale: str, known: str) -> None:
    write("digits.spec", DIGITS.replace("SCALE", scale))
    assert f"(batch 100, {known})" in specc("flow", "digits.spec").out


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("model Net {\n    input x: [4]\n    output x\n}\n", 0),
        ("model Net {\n    input x: int[4]\n    input y: int[4]\n    output z = x + y\n}\n", 0),
        ("model Net {\n", 1),
        ("", 0),
    ],
)
def test_odd_files(specc: Specc, write: Write, text: str, code: int) -> None:
    write("odd.spec", text)
    ran = specc("flow", "odd.spec")
    assert ran.code == code


def test_usage(specc: Specc, write: Write) -> None:
    write("deep.spec", DEEP)
    ran = specc("flow", "deep.spec", "-o", "-")
    assert ran.code == 2
    assert "standard output takes one model of 2" in ran.err
    assert specc("flow", "deep.spec", "--model", "Depe").code == 2
    assert specc("flow", "none.spec").code != 0


def test_long_models_are_cut(specc: Specc, write: Write) -> None:
    write(
        "long.spec",
        "model Net {\n    input x: [4]\n    repeat 500 { Dense(4, activation=tanh) }\n}\n",
    )
    lines = specc("flow", "long.spec").out.splitlines()
    assert "... 380 more" in lines
    assert len(lines) < 140
