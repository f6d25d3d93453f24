"""Uses of a block share one class whose parameters say what differs, as a person would write it."""

import ast
from pathlib import Path

import pytest

from tests.program import emitted

SPECS = Path(__file__).parents[2] / "specs"
RESIDUAL = """\
block Residual(width, stride=1) {
    input x
    y = x -> Conv2D(width, 3, stride=stride, padding=1) -> BatchNorm
    skip = x
    if stride != 1 or x.channels != width {
        skip = x -> Conv2D(width, 1, stride=stride) -> BatchNorm
    }
    output (y + skip) -> ReLU
}
model M {
    input x: [16, 16, 3]
    for width in [4, 8] { Residual(width, stride=2) -> repeat width // 4 { Residual(width) } }
}
"""
INVERTED = """\
block Inverted(width, expansion, swish=false) {
    input x
    y = x
    if expansion != 1 { y = y -> Dense(expansion * x.channels) }
    if swish { y = y -> SiLU } else { y = y -> ReLU }
    y = y -> Dense(width)
    if x.channels == width and expansion > 1 { y = y + x }
    output y
}
model M {
    input x: [4]
    x -> Inverted(4, 1) -> Inverted(4, 2, swish=true) -> Inverted(6, 3) -> Inverted(6, 3)
}
"""
STAGES = """\
block Stages(depths, width) {
    input x
    for stage in range(len(depths)) {
        Dense(2 ** stage * width)
        repeat depths[stage] - 1 { Dense(2 ** stage * width) -> Tanh }
    }
}
model M {
    input x: [4]
    x -> Stages([1, 3], width=8) -> Stages([2, 2], width=8)
}
"""


def code_of(text: str, backend: str) -> str:
    return emitted(text, backend)["model.py"]


@pytest.mark.parametrize(
    ("text", "backend", "lines"),
    [
        (RESIDUAL, "pytorch", "if stride != 1 or in_channels != width:"),
        (RESIDUAL, "pytorch", "else:\n            self.skip = nn.Identity()"),
        (RESIDUAL, "pytorch", "skip = self.skip(x)"),
        (RESIDUAL, "pytorch", "nn.Sequential(*(Residual(width, width) for _ in range(depth)))"),
        (RESIDUAL, "pytorch", "for width, depth in ((4, 1), (8, 2))"),
        (RESIDUAL, "pytorch", "x = rest(residual(x))  # (N, C, H, W)"),
        (RESIDUAL, "keras", "in_channels = x.shape[-1]"),
        (RESIDUAL, "keras", "    skip = x\n    if stride != 1 or in_channels != width:\n"),
        (RESIDUAL, "keras", "for width, depth in ((4, 1), (8, 2)):"),
        (INVERTED, "pytorch", "y = self.dense1(x)  # (N, expansion * in_channels)"),
        (INVERTED, "pytorch", "nn.Linear(in_channels, expansion * in_channels)"),
        (INVERTED, "pytorch", "self.residual = in_channels == width and expansion > 1"),
        (INVERTED, "pytorch", "if self.residual:\n            y = y + x"),
        (INVERTED, "keras", "    if swish:\n        y = "),
        (
            STAGES,
            "pytorch",
            "self, depths: tuple[int, int], in_features_list: tuple[int, int]",
        ),
        (STAGES, "pytorch", "for _ in range(depth - 1)"),
        (STAGES, "keras", "def stages(x: keras.KerasTensor, depths: tuple[int, int])"),
    ],
)
def test_says(text: str, backend: str, lines: str) -> None:
    assert lines in code_of(text, backend)


@pytest.mark.parametrize("backend", ["pytorch", "keras"])
@pytest.mark.parametrize("spec", ["resnet", "regnet", "efficientnet", "mobilenet_v3", "vgg16"])
def test_one_class_a_block(spec: str, backend: str) -> None:
    tree = ast.parse(code_of((SPECS / f"{spec}.spec").read_text(encoding="utf-8"), backend))
    starts = [node for node in tree.body if isinstance(node, (ast.ClassDef, ast.FunctionDef))]
    words = {node.name for node in starts}
    assert not [word for word in words if word.rstrip("23456789") in words - {word}]


@pytest.mark.parametrize(("backend", "most"), [("pytorch", 90), ("keras", 50)])
def test_resnet_is_short(backend: str, most: int) -> None:
    text = (SPECS / "resnet.spec").read_text(encoding="utf-8")
    start, end = text.index("model ResNet18"), text.index("model ResNet101")
    only = text[:start] + text[text.index("model ResNet50") : end]
    assert len(code_lines(code_of(only, backend))) <= most


def code_lines(code: str) -> set[int]:
    """The numbers of the lines that are neither empty, nor a comment, nor of a docstring."""
    lines = code.splitlines()
    found = {at for at, line in enumerate(lines, 1) if line.strip() and line.strip()[0] != "#"}
    for node in ast.walk(ast.parse(code)):
        documented = isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))
        if documented and ast.get_docstring(node) is not None:  # type: ignore[arg-type]
            text = node.body[0]  # type: ignore[attr-defined]
            found -= set(range(text.lineno, text.end_lineno + 1))
    return found
