"""What layers make of sizes known only at run time, and what they say where inputs do not fit."""

import pytest

from specc.diagnostics import Diagnostic
from specc.resolve import Resolved, resolve
from specc.resolve.module import Loaded
from specc.source import Source
from specc.syntax.parse import parse


def resolved(inputs: list[str], use: str, outputs: int) -> Resolved:
    """A model that is one use of a layer, over the dims `H` and `W`."""
    names = [f"x{i}" for i in range(len(inputs))]
    results = [f"y{i}" for i in range(outputs)]
    lines = [f"    input {name}: {kind}" for name, kind in zip(names, inputs, strict=True)]
    start = names[0] if len(names) == 1 else f"[{', '.join(names)}]"
    lines.append(f"    {', '.join(results)} = {start} -> {use}")
    lines += [f"    output {name}" for name in results]
    text = "\n".join(["dim H, W", "model M {", *lines, "}", ""])
    return resolve(parse(Source("m.spec", text)).module, lambda *_: Loaded(None, "no imports here"))


def types(inputs: list[str], use: str, outputs: int = 1) -> str:
    found = resolved(inputs, use, outputs)
    assert not found.diagnostics
    return " ".join(str(value.type) for value in found.models["M"].outputs.values())


def fault(inputs: list[str], use: str) -> Diagnostic:
    (found,) = resolved(inputs, use, 1).diagnostics
    return found


@pytest.mark.parametrize(
    ("inputs", "use", "wanted"),
    [
        (["[H + 1, W + 1, 3]"], "MaxPool2D(2)", "[(H + 1) // 2, (W + 1) // 2, 3]"),
        (["[H, W, 3]"], "AvgPool2D(3, stride=2, padding=same)", "[(H + 1) // 2, (W + 1) // 2, 3]"),
        (["[H, W, 3]"], "AdaptiveAvgPool(4)", "[4, 4, 3]"),
        (["[H, W, 3]"], "GlobalMaxPool", "[3]"),
        (["[H, 8]"], "Flatten", "[8 * H]"),
        (["[H, W, 64]"], "Reshape([-1, 64])", "[H * W, 64]"),
        (["[H, W, 64]"], "Reshape([W, 8, 8 * H])", "[W, 8, 8 * H]"),
        (["[H, W, 3]"], "Permute([2, 0, 1])", "[3, H, W]"),
        (["[H, 6]", "[H, 2]"], "Concat", "[H, 8]"),
        (["[H, 6]", "[W, 6]"], "Concat(axis=0)", "[H + W, 6]"),
        (["[H, 6]", "[1, 6]"], "Add", "[H, 6]"),
        (["[H, 6]", "[W, 6]"], "Dot", "[H, W]"),
        (["[H, W]"], "LayerNorm(scale=false, center=false)", "[H, W]"),
        (["[H, 2 * W]"], "GLU", "[H, W]"),
        (["[H, W, 3]"], "Upsample([2, 3])", "[2 * H, 3 * W, 3]"),
        (["[H, W, 3]"], "Resize([8, 3 * W])", "[8, 3 * W, 3]"),
        (["[H, W, 12]"], "PixelShuffle(2)", "[2 * H, 2 * W, 3]"),
        (["[H, W, 3]"], "ZeroPad([1, [0, 1]])", "[H + 2, W + 1, 3]"),
        (["[H + 4, W, 3]"], "Crop([2, 0])", "[H, W, 3]"),
        (["int[H, 3]"], "Pad([[1, 0], 1])", "int[H + 1, 5]"),
        (["[H + 1, W]"], "Slice(1)", "[H, W]"),
        (["[H + 1, W]"], "Slice(0, -1)", "[H, W]"),
        (["bool[H, W]"], "Take(-1)", "bool[W]"),
        (["[H, 1, W]"], "Squeeze(1)", "[H, W]"),
        (["[H, W]"], "ExpandDims(-2)", "[H, 1, W]"),
        (["[H]"], "RepeatVector(3)", "[3, H]"),
        (["[H, W]", "[H, W]"], "Stack(axis=-1)", "[H, W, 2]"),
        (["[H, 4]", "[4, W]"], "MatMul", "[H, W]"),
        (["[H, W, 3]"], "Mean([0, 1])", "[3]"),
        (["[H, W, 3]"], "Max(0, keep=true)", "[1, W, 3]"),
        (["[H]"], "Norm(0)", "[]"),
    ],
)
def test_symbolic_sizes(inputs: list[str], use: str, wanted: str) -> None:
    assert types(inputs, use) == wanted


@pytest.mark.parametrize(
    ("inputs", "use", "rule", "message"),
    [
        (
            ["[28, 28, 64]", "[27, 27, 64]"],
            "Add",
            "shape-mismatch",
            "`Add` joins [28, 28, 64] and [27, 27, 64]: axis 0 differs, 28 and 27",
        ),
        (
            ["[1, 5]", "[7, 5]", "[6, 5]"],
            "Multiply",
            "shape-mismatch",
            "`Multiply` joins [7, 5] and [6, 5]: axis 0 differs, 7 and 6",
        ),
        (
            ["[3]", "int[3]"],
            "Add",
            "dtype-mismatch",
            "`Add` joins [3] and int[3]: float and int values",
        ),
        (
            ["[28, 28, 64]", "[27, 28, 32]"],
            "Concat",
            "concat-axis-mismatch",
            "`Concat` joins [28, 28, 64] and [27, 28, 32]: axis 0 differs, 28 and 27",
        ),
        (
            ["[3, 4]", "[3, 5]"],
            "Dot",
            "shape-mismatch",
            "`Dot` multiplies axis 1 of [3, 4] by axis 1 of [3, 5]: 4 and 5 differ",
        ),
        (
            ["[28, 28]"],
            "Reshape([7, 7, 10])",
            "reshape-size-mismatch",
            "`Reshape` makes [7, 7, 10] of [28, 28]: 490 elements and 784",
        ),
        (
            ["[28, 28]"],
            "Reshape([-1, 50])",
            "reshape-size-mismatch",
            "`Reshape` makes [-1, 50] of [28, 28]: 784 elements are no multiple of 50",
        ),
        (
            ["[28, 28]"],
            "Permute([2, 1])",
            "invalid-setting",
            "`axes` of `Permute` is [2, 1], and [28, 28] has axes 0 to 1",
        ),
        (
            ["[28, 10]"],
            "Split(3)",
            "shape-mismatch",
            "`Split` cuts axis -1 of [28, 10] into 3 equal parts: 10 % 3 = 1",
        ),
        (
            ["[28, 6]"],
            "GroupNorm(4)",
            "groups-divisibility",
            "`GroupNorm` splits 6 channels into 4 groups: 6 % 4 = 2",
        ),
        (
            ["[9, 9, 3]"],
            "MaxPool2D(2, padding=2)",
            "invalid-setting",
            "`padding` of `MaxPool2D` adds 2 on one side, and must be below the window's size, 2",
        ),
        (
            ["[8, 8, 3]"],
            "Crop([4, 0])",
            "spatial-collapse",
            "`Crop` cuts 8 off axis 0 of [8, 8, 3], which has 8",
        ),
        (
            ["[8, 8, 3]"],
            "ZeroPad([1, 1, 1])",
            "invalid-setting",
            "`pad` of `ZeroPad` has 3 items, and [8, 8, 3] has 2 axes before the channels",
        ),
        (
            ["[8, 8, 3]"],
            "Pad([1, 0, 1], mode=reflect)",
            "invalid-setting",
            "`mode=reflect` of `Pad` adds [1, 1] to the channels",
        ),
        (
            ["[8, 3]"],
            "Pad([8, 0], mode=reflect)",
            "spatial-collapse",
            "`Pad` mirrors 8 along axis 0 of [8, 3], where 7 lie behind the edge",
        ),
        (
            ["int[8]"],
            "Pad([1], value=0.5)",
            "dtype-mismatch",
            "`value` of `Pad` is 0.5, and int[8] holds int values",
        ),
        (
            ["[8, 8, 10]"],
            "PixelShuffle(2)",
            "shape-mismatch",
            "`PixelShuffle` makes 4 pixels of 10 channels: 10 % 4 = 2",
        ),
        (
            ["[H, 3]"],
            "Resize([H // 2])",
            "invalid-setting",
            "`sizes` of `Resize` has `H // 2` for axis 0 of [H, 3], and that is no multiple of `H`",
        ),
        (
            ["[8, 3]"],
            "Slice(2, 9)",
            "shape-mismatch",
            "`Slice` takes 2 to 9 of axis 0 of [8, 3], which has 8 positions",
        ),
        (
            ["[8, 3]"],
            "Slice(5, -3)",
            "shape-mismatch",
            "`Slice` takes 5 to -3 of axis 0 of [8, 3], and nothing lies between them",
        ),
        (
            ["[8, 3]"],
            "Take(-9)",
            "shape-mismatch",
            "`Take` takes position -9 of axis 0 of [8, 3], which has 8 positions",
        ),
        (
            ["[8, 5]"],
            "Squeeze(1)",
            "shape-mismatch",
            "`Squeeze` drops axis 1 of [8, 5], and its size is 5, not 1",
        ),
        (
            ["[8, 5]"],
            "ExpandDims(3)",
            "invalid-setting",
            "`axis` of `ExpandDims` is 3, and the result has axes 0 to 2",
        ),
        (
            ["[8, 3]", "[8, 4]"],
            "Stack",
            "shape-mismatch",
            "`Stack` joins [8, 3] and [8, 4]: axis 1 differs, 3 and 4",
        ),
        (
            ["[8, 3]", "[4, 3]"],
            "MatMul",
            "shape-mismatch",
            "`MatMul` multiplies [8, 3] by [4, 3]: 3 columns and 4 rows",
        ),
        (
            ["[2, 8, 3]", "[4, 3, 5]"],
            "MatMul",
            "shape-mismatch",
            "`MatMul` multiplies [2, 8, 3] by [4, 3, 5]: 2 matrices and 4",
        ),
        (
            ["[8, 3]"],
            "Mean([0, -2])",
            "invalid-setting",
            "`axis` of `Mean` names axis 0 of [8, 3] twice",
        ),
        (
            ["[8, 3]"],
            "Mean([])",
            "invalid-setting",
            "`axis` of `Mean` names no axis",
        ),
        (
            ["[5]"],
            "Softmax(axis=1)",
            "invalid-setting",
            "`axis` of `Softmax` is 1, and [5] has only axis 0",
        ),
        (
            ["[5]"],
            "Dense(3, activation=gelu_tanh(approximate=true))",
            "unknown-setting",
            "`gelu_tanh` has no setting `approximate`",
        ),
    ],
)
def test_what_does_not_fit(inputs: list[str], use: str, rule: str, message: str) -> None:
    found = fault(inputs, use)
    assert (found.rule, found.message) == (rule, message)


@pytest.mark.parametrize(
    ("inputs", "use", "condition", "help"),
    [
        (
            ["[H, W, 8]", "[16 * (H // 16), 16 * (W // 16), 8]"],
            "Concat",
            "the shapes agree only when `H % 16 == 0 and W % 16 == 0`",
            "say so: `dim H, W where H % 16 == 0 and W % 16 == 0`",
        ),
        (
            ["[H, 8]", "[W, 8]"],
            "Add",
            "the shapes agree only when `H == W`",
            "where that always holds, write `W` for `H`",
        ),
        (
            ["[H]"],
            "Reshape([-1, 4])",
            "the element counts agree only when `H % 4 == 0`",
            "say so: `dim H, W where H % 4 == 0`",
        ),
        (
            ["[H, 3]"],
            "Slice(2, -2)",
            "that works only when `H >= 5`",
            "say so: `dim H, W where H >= 5`",
        ),
        (
            ["[H, 3]"],
            "Take(4)",
            "that works only when `H >= 5`",
            "say so: `dim H, W where H >= 5`",
        ),
        (
            ["[H, W, 3]"],
            "Crop([1, 0])",
            "that works only when `H >= 3`",
            "say so: `dim H, W where H >= 3`",
        ),
        (
            ["[H, 3]"],
            "Pad([4, 0], mode=reflect)",
            "that works only when `H >= 5`",
            "say so: `dim H, W where H >= 5`",
        ),
        (
            ["[H, 3]"],
            "Squeeze(0)",
            "that works only when `H == 1`",
            "say so: `dim H, W where H == 1`",
        ),
        (
            ["[8, 8, H]"],
            "PixelShuffle(2)",
            "that works only when `H % 4 == 0`",
            "say so: `dim H, W where H % 4 == 0`",
        ),
        (
            ["[H]"],
            "GLU",
            "which works only when `H % 2 == 0`",
            "say so: `dim H, W where H % 2 == 0`",
        ),
    ],
)
def test_what_fits_under_a_condition(
    inputs: list[str], use: str, condition: str, help: str
) -> None:
    found = fault(inputs, use)
    assert found.message.endswith(condition)
    assert found.help == help


@pytest.mark.parametrize(
    ("use", "wanted"),
    [
        ("Split(3, axis=0)", "[3, 6] [3, 6] [3, 6]"),
        ("Split([1, 2, 3])", "[9, 1] [9, 2] [9, 3]"),
    ],
)
def test_split_has_an_output_for_each_part(use: str, wanted: str) -> None:
    assert types(["[9, 6]"], use, outputs=3) == wanted
