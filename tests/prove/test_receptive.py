"""Receptive fields, against published numbers and against the gradients of generated programs."""

import re
from pathlib import Path

import pytest
import torch

from specc.ir.graph import Graph
from specc.prove.field import FAR
from specc.prove.reach import Reach
from specc.prove.receptive import follow
from tests.program import emitted, load, models_of

ROOT = Path(__file__).parent.parent.parent
LENGTH = 24

PUBLISHED = [
    # Araujo, Norris and Sim 2019, https://distill.pub/2019/computing-receptive-fields
    ("vgg16", "Vgg16", 212),
    ("mobilenet_v1", "MobileNetV1", 315),
    # 1 + 4 * 1 (conv1 and pool) + 3 stages: torchvision strides in the first 3x3 of a stage.
    ("resnet", "ResNet50", 427),
    ("alexnet", "AlexNet", 195),
    ("wavenet", "WaveNet", 5117),
]


@pytest.mark.parametrize(("spec", "model", "size"), PUBLISHED, ids=lambda one: str(one))
def test_published_sizes(spec: str, model: str, size: int) -> None:
    graph = models_of((ROOT / "specs" / f"{spec}.spec").read_text("utf-8"))[model]
    sizes = [reach.field.size for reach in along_an_axis(graph)]
    assert max(sizes) == size


def along_an_axis(graph: Graph) -> list[Reach]:
    found = follow(graph, graph.root.inputs)
    return [reach for reached in found for reach in reached.values() if reach.axis >= 0]


STACKS = [
    "Conv1D(3, 3)",
    "Conv1D(3, 4, padding=same, activation=tanh) -> Conv1D(3, 3, stride=2, padding=1)",
    "Conv1D(3, 3, dilation=2) -> Tanh -> Conv1D(3, 3, dilation=4)",
    "Conv1D(3, 2, dilation=3, stride=2, padding=2) -> Tanh -> Conv1D(3, 3, dilation=2)",
    "Conv1D(3, 1, stride=3) -> Tanh -> Conv1D(3, 3)",
    "Conv1D(3, 3, padding=causal, dilation=2) -> LSTM(3, sequences=true)",
    "DepthwiseConv1D(3, stride=2, padding=same) -> SeparableConv1D(3, 3)",
    "AvgPool1D(3, stride=2) -> AvgPool1D(2)",
    "Conv1D(3, 4, stride=2, padding=1) -> Upsample(2) -> Conv1D(3, 3, padding=1)",
    "AvgPool1D(4) -> Upsample(3) -> AvgPool1D(2, stride=1) -> AvgPool1D(3, stride=2)",
    "AvgPool1D(2) -> Upsample(3, bilinear) -> Conv1D(3, 2, stride=2)",
    "ConvTranspose1D(3, 4, stride=2, padding=1) -> Conv1D(3, 3)",
    "ConvTranspose1D(3, 2, stride=3) -> AvgPool1D(2, stride=1)",
    "ConvTranspose1D(3, 5, stride=2, padding=same, output_padding=0)",
    "Conv1D(3, 3, stride=2) -> ConvTranspose1D(3, 3, stride=2, output_padding=1)",
    "Resize([18]) -> Conv1D(3, 2)",
    "Resize([9], nearest) -> Conv1D(3, 2)",
    "AdaptiveAvgPool(7)",
    "AdaptiveAvgPool(9) -> Conv1D(3, 2)",
    "ZeroPad([[3, 0]]) -> Crop([[0, 3]]) -> Conv1D(3, 2)",
    "Pad([[1, 2], 0]) -> Slice(2, 20) -> Conv1D(3, 3)",
    "[Conv1D(3, 3, padding=1), Conv1D(3, 5, dilation=3, padding=6)] -> Add",
    "[Conv1D(3, 1, stride=2), Conv1D(3, 3, dilation=2, stride=2, padding=2)] -> Average",
    "[Conv1D(3, 3, dilation=4, padding=4), Identity] -> Concat -> Conv1D(3, 3, padding=same)",
    "MultiHeadAttention(1, causal=true)",
    "MultiHeadAttention(1)",
    "Conv1D(3, 3) -> GRU(3, sequences=true, reverse=true)",
    "LSTM(3, sequences=true, bidirectional=true)",
    "AvgPool1D(2) -> LSTM(3, sequences=true) -> Upsample(2) -> Conv1D(3, 3)",
    "ExpandDims(1) -> Squeeze(1) -> Permute([1, 0]) -> Permute([1, 0]) -> Conv1D(3, 3)",
    "Reshape([24, 1, 2]) -> Conv2D(3, kernel=[3, 1]) -> Reshape([22, 3])",
    "Conv1D(3, 3, activation=tanh) -> LayerNorm -> Dense(3) -> Conv1D(3, 3, dilation=2)",
]


@pytest.mark.parametrize("stack", STACKS)
def test_what_is_read_has_a_gradient_and_nothing_else(stack: str, tmp_path: Path) -> None:
    text = f"model M {{\n    input x: [{LENGTH}, 2]\n    x -> {stack}\n}}\n"
    graph = models_of(text)["M"]
    output = graph.root.outputs[0]
    reach = follow(graph, graph.root.inputs)[output][0, 0]
    assert reach.sure
    positions = graph.values[output].type.sizes[0]
    assert isinstance(positions, int)
    for at, seen in enumerate(support(text, positions, tmp_path)):
        assert seen <= read(reach, at)
        assert seen == read(reach, at) or at_an_edge(reach, at)


def test_what_may_be_read_is_never_less_than_what_is(tmp_path: Path) -> None:
    text = (
        f"model M {{\n    input x: [{LENGTH}, 2]\n    x -> Reshape([12, 4]) -> Conv1D(3, 2)\n}}\n"
    )
    graph = models_of(text)["M"]
    reach = follow(graph, graph.root.inputs)[graph.root.outputs[0]][0, 0]
    assert not reach.sure
    assert all(seen <= read(reach, at) for at, seen in enumerate(support(text, 11, tmp_path)))


def at_an_edge(reach: Reach, at: int) -> bool:
    """Where a padded layer on the way reads a border, less is read than in the middle."""
    reads = reach.field.at(at)
    return -FAR < reads.start < 0 or LENGTH < reads.stop < FAR


def read(reach: Reach, at: int) -> set[int]:
    """The input's positions that position `at` reads."""
    reads = reach.field.phases[0] if reach.axis < 0 else reach.field.at(at)
    inside = range(max(0, reads.start), min(LENGTH, reads.stop))
    return {p for p in inside if reads.bits is None or reads.bits >> (p - reads.start) & 1}


def support(text: str, positions: int, folder: Path) -> list[set[int]]:
    """For each position of the output the positions of the input that change it."""
    files = emitted(text, "pytorch")
    model = load(files["model.py"], folder, "model_of_a_stack").M().double().eval()
    torch.manual_seed(0)
    for parameter in model.parameters():
        torch.nn.init.uniform_(parameter, 0.1, 0.3)
    shapes = re.findall(r"\(N, (\d+), (\d+)\)", model.__doc__)
    given, made = ([int(size) for size in shape] for shape in shapes[:2])
    x = torch.rand((1, *given), dtype=torch.double, requires_grad=True)
    y = model(x)
    along, beside = made.index(positions) + 1, 2 - given.index(LENGTH)
    slopes = [
        torch.autograd.grad(y.select(along, at).sum(), x, retain_graph=True)[0]
        for at in range(positions)
    ]
    return [
        {p for p, moves in enumerate(slope.abs().sum(beside)[0].tolist()) if moves}
        for slope in slopes
    ]


@pytest.mark.parametrize(
    ("stack", "size", "jump", "centre"),
    [
        ("Conv1D(3, 3, padding=same)", 3, 1, 0),
        ("Conv1D(3, 4, padding=same)", 4, 1, 0.5),
        ("Conv1D(3, 3, padding=causal, dilation=2)", 5, 1, -2),
        ("Conv1D(3, 3, stride=2) -> ReLU -> AvgPool1D(2)", 5, 4, 2),
        ("AvgPool1D(4) -> Upsample(2)", 4, 2, 1.5),
    ],
)
def test_size_jump_and_centre(stack: str, size: int, jump: float, centre: float) -> None:
    graph = models_of(f"model M {{\n    input x: [{LENGTH}, 2]\n    x -> {stack}\n}}\n")["M"]
    field = follow(graph, graph.root.inputs)[graph.root.outputs[0]][0, 0].field
    assert (field.size, field.jump, field.centre) == (size, jump, centre)
