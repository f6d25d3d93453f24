"""What the help of a fault says, where it has to know more than the layer that finds it."""

import pytest

from specc.driver import check
from specc.files.workspace import Workspace
from specc.source import Source


def model(body: str, inputs: str = "x: [8]", head: str = "") -> str:
    return f"{head}model M {{\n    input {inputs}\n    {body}\n}}\n"


def first(text: str) -> tuple[str, str]:
    """Rule and help of the only finding."""
    (found,) = check(Source("m.spec", text), Workspace().load, rules=False).diagnostics
    return found.rule, found.help


@pytest.mark.parametrize(
    ("text", "rule", "help"),
    [
        (
            model("Conv2D(8, kernel=5)", "x: [3, 32, 32]"),
            "spatial-collapse",
            "the channels stand last: `[32, 32, 3]` for [3, 32, 32]",
        ),
        (
            model("Conv2D(8, kernel=3) -> Conv2D(8, kernel=9)", "x: [8, 8, 1]"),
            "spatial-collapse",
            "use a smaller kernel, `padding=same`, or fewer strides and pools before it",
        ),
        (
            model("Conv2D(8, kernel=3)", "x: [32, 28, 28, 1]"),
            "input-rank-mismatch",
            "the batch axis is never written: `[28, 28, 1]`",
        ),
        (
            model("LSTM(8)", "x: [20]"),
            "input-rank-mismatch",
            "the batch axis is never written; perhaps the feature axis is missing: `[20, 1]`",
        ),
        (
            model("Dense(100) -> Conv2D(8, kernel=3)"),
            "input-rank-mismatch",
            "`Reshape([height, width, channels])` in front of it lays the elements out in that "
            "many axes",
        ),
        (
            model("Flatten -> Conv2D(8, kernel=3)", "x: [8, 8, 1]"),
            "input-rank-mismatch",
            "`Flatten` makes a vector of [8, 8, 1]: put it behind `Conv2D`",
        ),
        (
            model("Conv2D(8, kernel=3) -> LSTM(8)", "x: [8, 8, 1]"),
            "input-rank-mismatch",
            "`Reshape([-1, 8])` makes a sequence of its positions",
        ),
        (
            model("y = Conv2D(8, kernel=3, stride=2, padding=1)\n    y + x", "x: [8, 8, 4]"),
            "shape-mismatch",
            "`Conv2D(8, kernel=1, stride=2)` on the branch of [8, 8, 4] makes it [4, 4, 8]",
        ),
        (
            model("y = Conv1D(4, kernel=3)\n    y + x", "x: [9, 4]"),
            "shape-mismatch",
            "`padding=same` keeps the positions of a convolution",
        ),
        (
            model("y = Dense(4)\n    y + x"),
            "shape-mismatch",
            "`Dense(4)` on one branch gives both as many channels",
        ),
        (
            model("[x, x -> GlobalAvgPool] -> Concat", "x: [9, 4]"),
            "concat-axis-mismatch",
            "`GlobalAvgPool` or `Flatten` makes a vector of [9, 4]",
        ),
        (
            model("LSTM(4, state=true) -> Dense(2)", "x: [9, 4]"),
            "input-count",
            "`LSTM` makes 3: `a, b, c = ...` names them, go on with one",
        ),
        (
            model("Flatten -> Dense(2)", "x: [T, 4]", "dim T\n"),
            "symbolic-channels",
            "`Flatten` counts [T, 4]; `GlobalAvgPool` leaves only the channels",
        ),
        (
            model("Dense(2)", "x: [-1, 4]"),
            "invalid-size",
            "the batch axis is never written; a size known only at run time is declared: `dim N`",
        ),
        (
            model("Dense(2)", "x: [4, none]"),
            "invalid-size",
            "a size known only at run time is declared: `dim N`",
        ),
        (
            model("Dense(width)"),
            "invalid-setting",
            "nothing here is called `width`; a constant is declared: `let width = ...`",
        ),
        (model("Dense(2, activation=foo)"), "invalid-setting", ""),
        (
            model("Dense(2)", "a: [4]\n    input b: [4]"),
            "no-current-tensor",
            "with several inputs, say where the flow starts: `a -> Dense`",
        ),
        (
            model("Bottl", head="import Bottl from std.convolution\n"),
            "unknown-import",
            "it has `DoubleConv`, `Residual`, `Bottleneck`, `InvertedResidual`, `SqueezeExcite`, "
            "`DenseLayer`, `DenseBlock`, `ConvNeXtBlock`",
        ),
    ],
)
def test_help(text: str, rule: str, help: str) -> None:
    assert first(text) == (rule, help)


def test_the_nearest_number_of_groups_is_found_in_time() -> None:
    rule, help = first(model("GroupNorm(1_000_003)", "x: [8, 1_000_000_007]"))
    assert (rule, help) == ("groups-divisibility", "`groups=1` fits")
