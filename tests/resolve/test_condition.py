"""Models that are right only under a condition on dims: the finding, its fix, and nothing after."""

import pytest

from specc.diagnostics import Diagnostic, Safety
from specc.driver import Checked, check
from specc.edit import apply
from specc.files.workspace import Workspace
from specc.source import Source

UNET = """\
{dims}
block Double(width) {{
    Conv2D(width, kernel=3, padding=same)
}}
model M {{
    input x: [H, W, 3]
    a = x -> Double(2)
    b = a -> MaxPool2D(2) -> Double(4)
    c = b -> MaxPool2D(2) -> Double(8)
    up = c -> ConvTranspose2D(4, kernel=2, stride=2)
    up = [b, up] -> Concat -> ConvTranspose2D(2, kernel=2, stride=2)
    [a, up] -> Concat
}}
"""


def checked(text: str) -> Checked:
    return check(Source("m.spec", text), Workspace().load, rules=False)


def conditional(text: str) -> Diagnostic:
    """The first finding, which conditions on dims would mend."""
    found = checked(text).diagnostics[0]
    assert found.fix is not None, found
    assert found.fix.safety is Safety.SAFE
    return found


def model(body: str, dims: str = "dim H, W", kind: str = "[H, W, 3]") -> str:
    return f"{dims}\nmodel M {{\n    input x: {kind}\n    {body}\n}}\n"


@pytest.mark.parametrize(
    ("text", "declared"),
    [
        (UNET.format(dims="dim H, W"), "dim H, W where H % 4 == 0 and W % 4 == 0"),
        (
            UNET.format(dims="dim H, W where H % 4 == 0"),
            "dim H, W where H % 4 == 0 and W % 4 == 0",
        ),
        (
            UNET.format(dims="dim H, W where W >= 64 and H % 2 == 0"),
            "dim H, W where W >= 64 and H % 4 == 0 and W % 4 == 0",
        ),
        (UNET.format(dims="dim W\ndim H"), "dim W where W % 4 == 0\ndim H where H % 4 == 0"),
        (model("Conv2D(8, kernel=7)"), "dim H, W where H >= 7 and W >= 7"),
        (model("Conv2D(8, kernel=[7, 1])"), "dim H, W where H >= 7"),
        (
            model("Conv2D(8, kernel=[7, 1]) -> Conv2D(8, kernel=[1, 5], dilation=[1, 2])"),
            "dim H, W where H >= 7 and W >= 9",
        ),
        (
            model("repeat 3 { Conv2D(8, kernel=3) -> MaxPool2D(2) }"),
            "dim H, W where H >= 22 and W >= 22",
        ),
        (
            model("Conv2D(8, kernel=5)", "dim H, W where H >= 3 and W <= 64"),
            "dim H, W where H >= 5 and W <= 64 and W >= 5",
        ),
        (model("Split(4, axis=0)", "dim T", "[T, 8]"), "dim T where T % 4 == 0"),
        (
            model("Split(2, axis=0) -> Add -> Split(3, axis=0)", "dim T", "[T, 8]"),
            "dim T where T % 6 == 0",
        ),
        (model("Reshape([-1, 6])", "dim T", "[T, 4]"), "dim T where T % 3 == 0"),
        (model("Reshape([12, 4])", "dim T", "[T, 4]"), "dim T where T == 12"),
        (
            model("Split(2, axis=0) -> Add -> Conv1D(8, 7)", "dim T", "[T, 8]"),
            "dim T where T % 2 == 0 and T >= 14",
        ),
        (
            "block B {\n    input x: [8, 4]\n    Dense(2)\n}\n" + model("B", "dim T", "[T, 4]"),
            "dim T where T == 8",
        ),
        (
            model("Embedding(99, 8) -> PositionEmbedding(1024)", "dim T", "int[T]"),
            "dim T where T <= 1024",
        ),
        (
            "import PatchEmbed from std.transformer\n" + model("PatchEmbed(8, patch=16)"),
            "dim H, W where H % 16 == 0 and W % 16 == 0",
        ),
        (
            'block B {\n    input x\n    assert x.shape[0] > 3, "short"\n}\n'
            + model("B", "dim T", "[T, 4]"),
            "dim T where T >= 4",
        ),
        (model("Crop(2)"), "dim H, W where H >= 5 and W >= 5"),
        (model("Slice(2, 9)", "dim T", "[T, 8]"), "dim T where T >= 9"),
        (model("Crop([3, 0]) -> PixelShuffle(2)", kind="[H, W, 4]"), "dim H, W where H >= 7"),
        (model("GLU", "dim T", "[8, T]"), "dim T where T % 2 == 0"),
        (model("PositionEmbedding(1024)", "dim T", "[T, 8]"), "dim T where T <= 1024"),
        (
            model("PositionEmbedding(1024)", "dim T where T <= 4000", "[T, 8]"),
            "dim T where T <= 1024",
        ),
    ],
)
def test_the_fix_says_what_the_whole_model_needs(text: str, declared: str) -> None:
    found = conditional(text)
    assert found.fix is not None
    assert declared.replace("\n", "` and `") in found.help
    mended = apply([found.fix], text)
    assert declared in mended
    assert not checked(mended).diagnostics


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            model("MaxPool2D(2)"),
            "`MaxPool2D` makes [H // 2, W // 2, 3] of [H, W, 3], "
            "which is possible only when `H >= 2 and W >= 2`",
        ),
        (
            UNET.format(dims="dim H, W"),
            "`Concat` joins [H // 2, W // 2, 4] and [2 * (H // 4), 2 * (W // 4), 4]: "
            "the shapes agree only when `H % 4 == 0 and W % 4 == 0`",
        ),
        (
            UNET.format(dims="dim H, W where H % 2 == 0 and W % 4 == 0"),
            "`Concat` joins [H // 2, W // 2, 4] and [2 * (H // 4), W // 2, 4]: "
            "the shapes agree only when `H % 4 == 0`",
        ),
    ],
)
def test_the_message_says_what_the_layer_needs(text: str, message: str) -> None:
    assert conditional(text).message == message


def test_each_model_says_what_it_needs_itself() -> None:
    text = model("Conv2D(8, kernel=3)") + model("Conv1D(8, 5)", "dim T", "[T, 8]").replace(
        "model M", "model N"
    )
    first, second = checked(text).diagnostics
    assert first.help == "say so: `dim H, W where H >= 3 and W >= 3`"
    assert second.help == "say so: `dim T where T >= 5`"


@pytest.mark.parametrize(
    "text",
    [
        model("Conv2D(8, kernel=7)", "dim H, W where H <= 6"),
        model("Conv1D(8, 9)", "dim T where T <= 8", "[T, 8]"),
        model("Reshape([12, 4])", "dim T where T % 5 == 0", "[T, 4]"),
        model("Conv1D(8, 5) -> Reshape([1, 8])", "dim T where T >= 6", "[T, 8]"),
    ],
)
def test_what_no_size_can_satisfy_has_no_fix(text: str) -> None:
    assert [one.fix for one in checked(text).diagnostics] == [None]


def test_needs_that_exclude_each_other_have_no_fix() -> None:
    text = model("a = x -> Reshape([12, 4])\n    b = x -> Reshape([8, 4])", "dim T", "[T, 4]")
    assert [one.fix for one in checked(text).diagnostics] == [None, None]


def test_sizes_that_have_to_be_the_same_have_no_fix() -> None:
    text = "dim H, W\nmodel M {\n    input x: [H, 8]\n    input y: [W, 8]\n    (x + y) -> ReLU\n}\n"
    (found,) = checked(text).diagnostics
    assert found.fix is None
    assert found.help == "where that always holds, write `W` for `H`"


def test_models_without_an_end_to_what_they_need() -> None:
    text = model("repeat 9000 { Conv1D(8, 3) }", "dim T", "[T, 8]")
    assert "which is possible only when `T >= " in conditional(text).message
