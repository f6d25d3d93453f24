"""`specc summary`: the table, the JSON, the options."""

import json

import pytest

from .conftest import Specc, Write

SPEC = """\
let width = 8
dim H where H >= 3

block Two(filters) {
    input x
    Conv2D(filters, kernel=3, padding=same) -> BatchNorm
}

model Image(kernel=3) {
    input x: [H, 32, 3]
    Conv2D(width, kernel=kernel)
    repeat 3 { Two(8) }
    GlobalAvgPool
}

model Rows {
    input x: [7]
    for units in [5, 9, 9] { Dense(units) -> Dense(7, activation=relu) }
    layer head = Dense(7)
    x -> head -> head
}

train {
    model     = Rows
    loss      = mse
    optimizer = sgd(lr=0.1, momentum=0.9)
    batch     = 4
    precision = bf16
}
"""

IMAGE = """\
Image: x [H, 32, 3]
name             layer          output          parameters            multiply-adds
───────────────────────────────────────────────────────────────────────────────────
conv             Conv2D         [H - 2, 30, 8]         224         6480 * H - 12960
twos x3          Two            [H - 2, 30, 8]     3 x 616  3 x (17280 * H - 34560)
  conv           Conv2D         [H - 2, 30, 8]         584        17280 * H - 34560
  batch_norm     BatchNorm      [H - 2, 30, 8]          32                        -
global_avg_pool  GlobalAvgPool  [8]                      -                        -
───────────────────────────────────────────────────────────────────────────────────
trainable parameters   2,024
fixed parameters       48
multiply-adds          58320 * H - 116640 for one example
weights                8.09 KiB
kept activations       (6144 * H - 11520) B for one example in training
training memory        (196608 * H - 332992) B (batch 32, adam, fp32):
  weights 8.09 KiB, gradients 7.91 KiB, optimizer 15.8 KiB, activations (196608 * H - 368640) B, \
loss 3.00 KiB
"""

ROWS = """\
Rows: x [7]
name             layer   output  parameters  multiply-adds
──────────────────────────────────────────────────────────
layers.0.dense1  Dense   [5]             40             35
layers.0.dense2  Dense   [7]             42             35
layers.1 x2      repeat  [7]        2 x 142        2 x 126
head             Dense   [7]             56             49
head2            Dense   [7]         shared             49
──────────────────────────────────────────────────────────
trainable parameters   422
fixed parameters       0
multiply-adds          420 for one example
weights                1.65 KiB
kept activations       116 B for one example in training
training memory        5.73 KiB (batch 4, sgd, bf16):
  weights 1.65 KiB, gradients 1.65 KiB, optimizer 1.65 KiB, activations 464 B, loss 336 B
"""


@pytest.mark.parametrize(
    ("arguments", "table"),
    [(["--model", "Image"], IMAGE), (["--model", "Rows", "--depth", "0"], ROWS)],
)
def test_table(specc: Specc, write: Write, arguments: list[str], table: str) -> None:
    write("a.spec", SPEC)
    ran = specc("summary", "a.spec", *arguments)
    assert (ran.out, ran.err, ran.code) == (table, "", 0)


def test_json_is_unrolled(specc: Specc, write: Write) -> None:
    write("a.spec", SPEC)
    image, rows = json.loads(specc("summary", "a.spec", "--json").out)
    assert (image["trainable"], image["fixed"], image["macs"]) == (2024, 48, "58320 * H - 116640")
    assert (image["inputs"], image["outputs"]) == ({"x": ["H", 32, 3]}, {"output": [8]})
    assert [layer["name"] for layer in image["layers"]][:3] == [
        "conv", "twos.0.two.conv", "twos.0.two.batch_norm",
    ]  # fmt: skip
    assert image["layers"][2] == {
        "name": "twos.0.two.batch_norm", "layer": "BatchNorm", "output": ["H - 2", 30, 8],
        "trainable": 16, "fixed": 16, "macs": 0,
    }  # fmt: skip
    assert [layer["trainable"] for layer in rows["layers"]] == [40, 42, 72, 70, 72, 70, 56, 0]


@pytest.mark.parametrize(
    ("arguments", "trainable"),
    [
        (["--set", "width=4"], 1624),
        (["--set", "width=2 ** 3"], 2024),
        (["--set", "Image.kernel=[1, 1]", "--set", "width=8"], 1832),
    ],
)
def test_set(specc: Specc, write: Write, arguments: list[str], trainable: int) -> None:
    write("a.spec", SPEC)
    ran = specc("summary", "a.spec", "--json", "--model", "Image", *arguments)
    assert json.loads(ran.out)[0]["trainable"] == trainable


@pytest.mark.parametrize(
    ("arguments", "memory"),
    [
        ([], "(batch 4, sgd, bf16)"),
        (["--set", "train.batch=9"], "(batch 9, sgd, bf16)"),
        (["--set", "train.optimizer=adam(lr=0.1)"], "(batch 4, adam, bf16)"),
        (["--batch", "64", "--optimizer", "sgd", "--precision", "fp32"], "(batch 64, sgd, fp32)"),
        (["--optimizer", "rmsprop(lr=0.1)"], "(batch 4, rmsprop, bf16)"),
    ],
)
def test_memory_is_for_the_training_meant(
    specc: Specc, write: Write, arguments: list[str], memory: str
) -> None:
    write("a.spec", SPEC)
    assert memory in specc("summary", "a.spec", "--model", "Rows", *arguments).out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--model", "Imag"], "has no model `Imag`; did you mean `Image`?"),
        (["--set", "widht=3"], "there is no `widht` to set; did you mean `width`?"),
        (
            ["--set", "Image.kernal=3"],
            "there is no `Image.kernal` to set; did you mean `Image.kernel`?",
        ),
        (
            ["--set", "train.batsh=3"],
            "there is no `train.batsh` to set; did you mean `train.batch`?",
        ),
        (["--set", "width"], "`--set width` is not of the form `name=value`"),
        (["--set", "width=3 +"], "the value of `width` cannot be read"),
        (["--set", "width=3\nmodel B {}"], "the value of `width` cannot be read"),
        (["--set", "width=1 // 0"], "the value of `width` cannot be read: `//` divides by 0"),
        (["--optimizer", "ada"], "did you mean `adam`?"),
        (["--batch", "0"], "0 is not in the range"),
    ],
)
def test_usage_error(specc: Specc, write: Write, arguments: list[str], said: str) -> None:
    write("a.spec", SPEC)
    ran = specc("summary", "a.spec", *arguments)
    assert ran.code == 2
    assert said in ran.err


def test_whole_models_are_given_beside_a_broken_one(specc: Specc, write: Write) -> None:
    write("a.spec", SPEC + "model Broken {\n    input x: [3]\n    Linear(2)\n}\n")
    ran = specc("summary", "a.spec", "--json")
    assert ran.code == 1
    assert [one["model"] for one in json.loads(ran.out)] == ["Image", "Rows"]
    assert "there is no layer or block `Linear`" in ran.err


def test_symbolic_sum_past_all_reading(specc: Specc, write: Write) -> None:
    dims = [f"D{at}" for at in range(70)]
    inputs = "".join(f"    input x{dim.lower()}: [{dim}, 3]\n" for dim in dims)
    flows = "".join(f"    x{dim.lower()} -> Dense(2)\n" for dim in dims)
    write("a.spec", f"dim {', '.join(dims)}\nmodel A {{\n{inputs}{flows}}}\n")
    ran = specc("summary", "a.spec")
    assert ran.code == 0
    assert "multiply-adds          ? for one example" in ran.out
    assert json.loads(specc("summary", "a.spec", "--json").out)[0]["macs"] is None
