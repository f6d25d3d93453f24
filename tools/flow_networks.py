"""The networks on which `make bench-flow` holds predictions against measurements.

`TUNED` are those that the analysis was developed on, `HELD` those that were written down before and
looked at once it stood.
"""

from typing import NamedTuple


class Network(NamedTuple):
    """A name, the text of a spec with one model `M`, and how many layers with kernels lie in a row.

    `batch` is the number of examples.
    """

    name: str
    text: str
    depth: int
    batch: int = 64


def model(body: str, head: str = "") -> str:
    """A spec with one model."""
    return f"{head}\nmodel M {{\n{body}\n}}\n"


def mlp(
    activation: str, init: str, depth: int, width: int, *, norm: str = "", after: str = "",
    inputs: int = 64, batch: int = 64,
) -> Network:  # fmt: skip
    """A plain stack of dense layers; `norm` stands in front of the activation, `after` behind."""
    start = f", init={init}"
    before, behind = (f" -> {norm}" if norm else ""), (f" -> {after}" if after else "")
    body = f"""\
    input x: [{inputs}]
    repeat {depth} {{ Dense({width}{start}){before} -> {activation}{behind} }}
    Dense(10{start})"""
    extras = "".join(f", {one.partition('(')[0]}" for one in (norm, after) if one)
    name = f"MLP {activation}, {init}{extras}, {depth} x {width}"
    return Network(name, model(body), depth + 1, batch)


def residual_mlp(depth: int, width: int, branch: str, end: str, name: str) -> Network:
    """Dense layers beside skips; `branch` starts from x, `end` comes behind the sum."""
    head = f"block Branch {{\n    input x\n    y = x -> {branch}\n    output (x + y){end}\n}}"
    body = f"""\
    input x: [64]
    Dense({width}, init=he_normal)
    repeat {depth} {{ Branch }}
    Dense(10, init=he_normal)"""
    layers = 2 + depth * branch.count("Dense")
    return Network(f"residual MLP, {name}, {depth} blocks", model(body, head), layers)


def conv(
    name: str, size: int, body: str, depth: int, *, head: str = "", batch: int = 32
) -> Network:
    """A network on square colour images."""
    return Network(name, model(f"    input x: [{size}, {size}, 3]\n{body}", head), depth, batch)


def sequence(name: str, steps: str, body: str, depth: int, *, head: str = "") -> Network:
    """A network on sequences."""
    return Network(name, model(f"    input x: {steps}\n{body}", head), depth, 32)


RESIDUAL = (
    "import Bottleneck, DenseLayer, InvertedResidual, Residual, SqueezeExcite from std.convolution"
)
TRANSFORMER = "import EncoderLayer, TransformerEncoder from std.transformer"

MLPS = [
    mlp("Sigmoid", "glorot_uniform", 5, 128),
    mlp("Sigmoid", "glorot_uniform", 20, 128),
    mlp("Sigmoid", "normal(0.1)", 3, 64),
    mlp("Tanh", "lecun_normal", 20, 128),
    mlp("Tanh", "glorot_uniform", 10, 256),
    mlp("Tanh", "he_normal", 10, 128),
    mlp("ReLU", "he_normal", 20, 128),
    mlp("ReLU", "glorot_uniform", 10, 128),
    mlp("ReLU", "he_normal", 8, 512),
    mlp("ReLU", "lecun_uniform", 6, 64),
    mlp("ReLU", "orthogonal", 12, 128),
    mlp("ReLU", "he_normal", 20, 32),
    mlp("SELU", "lecun_normal", 20, 128),
    mlp("GELU", "he_normal", 6, 256),
    mlp("GELU", "glorot_uniform", 4, 128),
    mlp("GELU", "he_normal", 15, 128),
    mlp("SiLU", "he_normal", 6, 128),
    mlp("ELU", "he_normal", 10, 128),
    mlp("LeakyReLU(0.2)", "he_normal", 15, 256),
    mlp("Softplus", "glorot_uniform", 4, 128),
    mlp("ReLU", "he_normal", 20, 128, norm="BatchNorm"),
    mlp("ReLU", "he_normal", 10, 128, norm="LayerNorm"),
    mlp("Tanh", "glorot_uniform", 8, 64, norm="BatchNorm"),
    mlp("ReLU", "he_normal", 5, 256, after="Dropout(0.3)"),
    mlp("ReLU", "he_normal", 6, 128, after="BatchNorm"),
    residual_mlp(
        10, 128, "LayerNorm -> Dense(128, activation=relu, init=he_normal)", "", "pre-norm"
    ),
    residual_mlp(6, 128, "Dense(128, activation=relu) -> Dense(128)", " -> LayerNorm", "post-norm"),
    residual_mlp(8, 64, "Dense(64, init=he_normal) -> BatchNorm", " -> ReLU", "batch norm"),
]

CONVOLUTIONS = [
    conv(
        "VGG-like, max pooling",
        32,
        """\
    for width in [32, 64, 128] {
        Conv2D(width, kernel=3, padding=same, activation=relu)
        Conv2D(width, kernel=3, padding=same, activation=relu) -> MaxPool2D(2)
    }
    Flatten -> Dense(10, init=he_normal)""",
        7,
    ),
    conv(
        "LeNet-like, tanh, average pooling",
        28,
        """\
    Conv2D(6, kernel=5, padding=same, activation=tanh) -> AvgPool2D(2)
    Conv2D(16, kernel=5, activation=tanh) -> AvgPool2D(2)
    Flatten -> Dense(120, activation=tanh) -> Dense(84, activation=tanh) -> Dense(10)""",
        5,
    ),
    conv(
        "ten padded convolutions on 8 x 8",
        8,
        """\
    repeat 10 { Conv2D(32, kernel=3, padding=same, activation=relu) }
    Flatten -> Dense(10)""",
        11,
    ),
    conv(
        "valid convolutions, strides",
        32,
        """\
    Conv2D(32, kernel=5, stride=2, activation=relu)
    Conv2D(64, kernel=3, stride=2, activation=relu)
    Conv2D(64, kernel=3, activation=relu) -> Flatten -> Dense(128, activation=relu) -> Dense(10)""",
        5,
    ),
    conv(
        "convolutions with batch norm, global pooling",
        16,
        """\
    for width in [16, 32, 32, 64, 64] {
        Conv2D(width, kernel=3, padding=same, bias=false) -> BatchNorm -> ReLU
    }
    GlobalAvgPool -> Dense(10)""",
        6,
    ),
    conv(
        "convolutions with group norm",
        16,
        """\
    repeat 4 { Conv2D(32, kernel=3, padding=same) -> GroupNorm(4) -> ReLU }
    MaxPool2D(2) -> Flatten -> Dense(10)""",
        5,
    ),
    conv(
        "convolutions with layer norm, GELU",
        16,
        """\
    repeat 4 { Conv2D(48, kernel=3, padding=same) -> LayerNorm -> GELU }
    GlobalAvgPool -> Dense(10)""",
        5,
    ),
    conv(
        "ResNet",
        16,
        """\
    Conv2D(16, kernel=3, padding=same, bias=false) -> BatchNorm -> ReLU
    Residual(16) -> Residual(16) -> Residual(32, stride=2) -> Residual(32)
    Residual(64, stride=2) -> Residual(64) -> GlobalAvgPool -> Dense(10)""",
        14,
        head=RESIDUAL,
    ),
    conv(
        "bottleneck ResNet",
        16,
        """\
    Conv2D(16, kernel=3, padding=same, bias=false) -> BatchNorm -> ReLU
    Bottleneck(16) -> Bottleneck(16) -> Bottleneck(32, stride=2) -> Bottleneck(32)
    GlobalAvgPool -> Dense(10)""",
        14,
        head=RESIDUAL,
    ),
    conv(
        "pre-activation ResNet",
        16,
        """\
    Conv2D(32, kernel=3, padding=same)
    repeat 5 { Block }
    BatchNorm -> ReLU -> GlobalAvgPool -> Dense(10)""",
        12,
        head="""\
block Block {
    input x
    y = x -> BatchNorm -> ReLU -> Conv2D(32, kernel=3, padding=same)
          -> BatchNorm -> ReLU -> Conv2D(32, kernel=3, padding=same)
    output x + y
}""",
    ),
    conv(
        "branches joined by Concat",
        16,
        """\
    Conv2D(16, kernel=3, padding=same, activation=relu)
    repeat 3 { Branches }
    GlobalAvgPool -> Dense(10)""",
        7,
        head="""\
block Branches {
    input x
    a = x -> Conv2D(16, kernel=1, activation=relu)
    b = x -> Conv2D(8, kernel=1, activation=relu)
          -> Conv2D(16, kernel=3, padding=same, activation=relu)
    c = x -> MaxPool2D(3, stride=1, padding=same) -> Conv2D(8, kernel=1, activation=relu)
    output [a, b, c] -> Concat
}""",
    ),
    conv(
        "DenseNet",
        16,
        """\
    Conv2D(16, kernel=3, padding=same, bias=false)
    repeat 6 { DenseLayer(8) }
    BatchNorm -> ReLU -> GlobalAvgPool -> Dense(10)""",
        14,
        head=RESIDUAL,
    ),
    conv(
        "depthwise separable",
        16,
        """\
    Conv2D(32, kernel=3, padding=same, bias=false) -> BatchNorm -> ReLU
    for width in [32, 64, 64] {
        DepthwiseConv2D(3, padding=same, bias=false) -> BatchNorm -> ReLU
        Conv2D(width, kernel=1, bias=false) -> BatchNorm -> ReLU
    }
    GlobalAvgPool -> Dense(10)""",
        8,
        head="",
    ),
    conv(
        "inverted residuals",
        16,
        """\
    Conv2D(16, kernel=3, padding=same, bias=false) -> BatchNorm -> ReLU6
    InvertedResidual(16) -> InvertedResidual(24, stride=2) -> InvertedResidual(24)
    GlobalAvgPool -> Dense(10)""",
        11,
        head=RESIDUAL,
    ),
    conv(
        "squeeze and excite",
        16,
        """\
    Conv2D(32, kernel=3, padding=same, activation=relu)
    repeat 3 { Conv2D(32, kernel=3, padding=same, activation=relu) -> SqueezeExcite(4) }
    Flatten -> Dense(10)""",
        11,
        head=RESIDUAL,
    ),
    conv(
        "U-Net",
        16,
        """\
    a = Conv2D(16, kernel=3, padding=same, activation=relu)
    b = a -> MaxPool2D(2) -> Conv2D(32, kernel=3, padding=same, activation=relu)
    c = b -> MaxPool2D(2) -> Conv2D(64, kernel=3, padding=same, activation=relu)
    u = c -> ConvTranspose2D(32, kernel=2, stride=2)
    v = [u, b] -> Concat -> Conv2D(32, kernel=3, padding=same, activation=relu)
    w = v -> ConvTranspose2D(16, kernel=2, stride=2)
    [w, a] -> Concat -> Conv2D(16, kernel=3, padding=same, activation=relu)
    Conv2D(3, kernel=1)""",
        8,
    ),
    Network(
        "generator of transposed convolutions",
        model("""\
    input z: [64]
    Dense(1024, bias=false) -> Reshape([4, 4, 64]) -> BatchNorm -> ReLU
    ConvTranspose2D(32, kernel=4, stride=2, padding=same, bias=false) -> BatchNorm -> ReLU
    ConvTranspose2D(16, kernel=4, stride=2, padding=same, bias=false) -> BatchNorm -> ReLU
    ConvTranspose2D(3, kernel=3, padding=same, activation=tanh)"""),
        4,
        32,
    ),
    sequence(
        "dilated causal convolutions with gates",
        "[64, 8]",
        """\
    Conv1D(32, kernel=2, padding=causal)
    for d in [1, 2, 4, 8] { Gated(d) }
    ReLU -> Conv1D(10, kernel=1)""",
        10,
        head="""\
block Gated(dilation) {
    input x
    f = x -> Conv1D(32, kernel=2, dilation=dilation, padding=causal, activation=tanh)
    g = x -> Conv1D(32, kernel=2, dilation=dilation, padding=causal, activation=sigmoid)
    output x + ((f * g) -> Conv1D(32, kernel=1))
}""",
    ),
]

SEQUENCES = [
    sequence("RNN", "[20, 16]", "    RNN(64, sequences=true) -> RNN(64) -> Dense(10)", 3),
    sequence("LSTM", "[20, 16]", "    LSTM(64) -> Dense(10)", 2),
    sequence(
        "embedding and two LSTMs",
        "int[30]",
        """\
    Embedding(100, 32) -> LSTM(64, sequences=true) -> LSTM(64) -> Dense(10)""",
        4,
    ),
    sequence(
        "LSTMs with an output at each step",
        "[40, 16]",
        """\
    LSTM(128, sequences=true) -> Dropout(0.2) -> LSTM(64, sequences=true) -> Dense(16)""",
        3,
    ),
    sequence(
        "bidirectional GRU, mean over time",
        "[30, 16]",
        """\
    GRU(64, bidirectional=true, sequences=true) -> GRU(32, sequences=true)
    GlobalAvgPool -> Dense(10)""",
        3,
    ),
    sequence(
        "post-norm transformer encoder",
        "int[24]",
        """\
    Embedding(500, 64) -> PositionEmbedding(24) -> repeat 3 { EncoderLayer(4) }
    GlobalAvgPool -> Dense(10)""",
        11,
        head=TRANSFORMER,
    ),
    sequence(
        "pre-norm causal transformer",
        "int[24]",
        """\
    Embedding(500, 64) -> PositionEmbedding(24)
    repeat 4 { EncoderLayer(4, pre_norm=true, causal=true, activation=gelu) }
    LayerNorm -> Dense(100)""",
        14,
        head=TRANSFORMER,
    ),
    sequence(
        "convolutions over text",
        "int[32]",
        """\
    Embedding(500, 32)
    for k in [3, 5] { Conv1D(64, kernel=k, padding=same, activation=relu) }
    GlobalMaxPool -> Dense(10)""",
        4,
    ),
    sequence(
        "one attention layer over a sequence",
        "[16, 32]",
        """\
    MultiHeadAttention(4) -> GlobalAvgPool -> Dense(10)""",
        2,
    ),
]

OTHERS = [
    Network(
        "one encoder on two inputs, joined",
        model(
            """\
    input a: [32]
    input b: [32]
    layer encode = Encoder
    u = a -> encode
    v = b -> encode
    [u, v] -> Concat -> Dense(32, activation=relu) -> Dense(10)""",
            """\
block Encoder {
    input x
    x -> Dense(128, activation=relu) -> Dense(64, activation=relu)
}""",
        ),
        4,
    ),
    Network(
        "one layer used three times",
        model("""\
    input x: [64]
    layer same = Dense(128, activation=tanh)
    Dense(128, activation=tanh) -> same -> same -> same -> Dense(10)"""),
        5,
    ),
    Network(
        "autoencoder",
        model("""\
    input x: [64]
    for width in [128, 64, 16, 64, 128] { Dense(width, activation=relu) }
    Dense(64, activation=sigmoid)"""),
        6,
    ),
    Network(
        "wide and deep",
        model("""\
    input words: int[8]
    input numbers: [16]
    known = words -> Embedding(200, 8) -> Flatten
    joined = [known, numbers] -> Concat
    deep = joined -> Dense(128, activation=relu) -> Dense(64, activation=relu) -> Dense(10)
    wide = numbers -> Dense(10)
    output deep + wide"""),
        4,
    ),
]

TUNED = [*MLPS, *CONVOLUTIONS, *SEQUENCES, *OTHERS]

HELD = [
    mlp("Sigmoid", "lecun_normal", 8, 256),
    mlp("Sigmoid", "he_uniform", 12, 64),
    mlp("Tanh", "orthogonal", 15, 128),
    mlp("Tanh", "normal(0.2)", 6, 128),
    mlp("ReLU", "he_uniform", 15, 256),
    mlp("ReLU", "glorot_normal", 18, 256),
    mlp("ReLU", "truncated_normal(0.1)", 5, 96),
    mlp("ReLU6", "he_normal", 7, 128),
    mlp("SELU", "lecun_uniform", 12, 64),
    mlp("GELU", "lecun_normal", 3, 128),
    mlp("SiLU", "glorot_normal", 5, 256),
    mlp("ELU", "glorot_uniform", 12, 128),
    mlp("Mish", "he_normal", 5, 128),
    mlp("HardSwish", "he_normal", 4, 256),
    mlp("Softsign", "glorot_uniform", 9, 128),
    mlp("LeakyReLU(0.1)", "glorot_uniform", 10, 64),
    mlp("GELU", "he_normal", 12, 128, norm="LayerNorm"),
    mlp("ReLU", "glorot_uniform", 15, 256, norm="BatchNorm", batch=128),
    mlp("Tanh", "lecun_normal", 10, 128, norm="RMSNorm"),
    mlp("ReLU", "he_normal", 10, 24),
    residual_mlp(
        8, 96, "RMSNorm -> Dense(192, activation=silu) -> Dense(96)", "", "RMS norm in front"
    ),
    residual_mlp(12, 128, "Dense(128, activation=tanh)", "", "no norm"),
    conv(
        "VGG-like with batch norm, overlapping max pooling",
        24,
        """\
    for width in [16, 32, 64] {
        Conv2D(width, kernel=3, padding=same, bias=false) -> BatchNorm -> ReLU
        MaxPool2D(3, stride=2, padding=1)
    }
    Flatten -> Dense(64, activation=relu) -> Dense(10)""",
        5,
    ),
    conv(
        "deep tanh convolutions",
        12,
        """\
    repeat 8 { Conv2D(24, kernel=3, padding=same, activation=tanh) }
    GlobalAvgPool -> Dense(10)""",
        9,
    ),
    conv(
        "all convolutional, LeakyReLU, strides",
        32,
        """\
    for width in [32, 64, 96] {
        Conv2D(width, kernel=4, stride=2, padding=same) -> LeakyReLU(0.2)
    }
    Flatten -> Dense(1)""",
        4,
    ),
    conv(
        "ResNet with group norm",
        16,
        """\
    Conv2D(32, kernel=3, padding=same, bias=false) -> GroupNorm(8) -> ReLU
    repeat 4 { Block }
    GlobalAvgPool -> Dense(10)""",
        10,
        head="""\
block Block {
    input x
    y = x -> Conv2D(32, kernel=3, padding=same, bias=false) -> GroupNorm(8) -> ReLU
          -> Conv2D(32, kernel=3, padding=same, bias=false) -> GroupNorm(8)
    output (x + y) -> ReLU
}""",
    ),
    conv(
        "ConvNeXt-like",
        32,
        """\
    Conv2D(48, kernel=4, stride=4) -> LayerNorm
    repeat 4 { Block }
    GlobalAvgPool -> LayerNorm -> Dense(10)""",
        14,
        head="""\
block Block {
    input x
    y = x -> DepthwiseConv2D(5, padding=2) -> LayerNorm -> Dense(192, activation=gelu) -> Dense(48)
    output x + y
}""",
    ),
    conv(
        "separable convolutions, average pooling",
        20,
        """\
    SeparableConv2D(32, kernel=3, padding=same, activation=relu) -> AvgPool2D(2)
    SeparableConv2D(64, kernel=3, padding=same, activation=relu) -> AvgPool2D(2)
    Flatten -> Dense(10)""",
        5,
    ),
    conv(
        "vision transformer",
        32,
        """\
    Conv2D(64, kernel=8, stride=8) -> Reshape([16, 64]) -> PositionEmbedding(16)
    TransformerEncoder(depth=3, heads=4, pre_norm=true, activation=gelu)
    GlobalAvgPool -> Dense(10)""",
        12,
        head=TRANSFORMER,
    ),
    conv(
        "MLP-Mixer",
        32,
        """\
    Conv2D(64, kernel=8, stride=8) -> Reshape([16, 64])
    repeat 3 { Mixer }
    LayerNorm -> GlobalAvgPool -> Dense(10)""",
        14,
        head="""\
block Mixer {
    input x
    y = x -> LayerNorm -> Permute([1, 0]) -> Dense(32, activation=gelu) -> Dense(16)
    h = x + (y -> Permute([1, 0]))
    output h + (h -> LayerNorm -> Dense(128, activation=gelu) -> Dense(64))
}""",
    ),
    sequence(
        "GRU stack on embeddings",
        "int[25]",
        """\
    Embedding(300, 48) -> GRU(96, sequences=true) -> Dropout(0.3) -> GRU(48) -> Dense(10)""",
        4,
    ),
    sequence(
        "bidirectional LSTM, tags",
        "[32, 24]",
        """\
    LSTM(48, bidirectional=true, sequences=true) -> Dense(32, activation=tanh) -> Dense(8)""",
        3,
    ),
    sequence(
        "RNN, Glorot",
        "[15, 32]",
        """\
    RNN(64, activation=tanh, recurrent_init=glorot_uniform)
    Dense(32, activation=relu) -> Dense(10)""",
        3,
    ),
    sequence(
        "convolutions in front of a GRU",
        "[48, 12]",
        """\
    Conv1D(32, kernel=5, padding=same, activation=relu) -> MaxPool1D(2)
    Conv1D(32, kernel=3, padding=same, activation=relu) -> GRU(64) -> Dense(10)""",
        4,
    ),
    Network(
        "attention of a decoder to a memory",
        model(
            """\
    input source: int[20]
    input target: int[16]
    memory = source -> Embedding(200, 64) -> SinusoidalPositions -> EncoderLayer(4)
    y = target -> Embedding(200, 64) -> SinusoidalPositions
    [y, memory] -> DecoderLayer(4)
    Dense(50)""",
            "import DecoderLayer, EncoderLayer from std.transformer",
        ),
        9,
        32,
    ),
    Network(
        "siamese, difference of two codes",
        model("""\
    input a: [32]
    input b: [32]
    layer encode = Dense(96, activation=tanh)
    u = a -> encode
    v = b -> encode
    (u - v) -> Dense(32, activation=relu) -> Dense(4)"""),
        3,
    ),
    Network(
        "gated linear units",
        model("""\
    input x: [64]
    repeat 4 { Dense(256) -> GLU -> LayerNorm }
    Dense(10)"""),
        5,
    ),
    Network(
        "two heads on one trunk",
        model("""\
    input x: [48]
    h = x -> Dense(128, activation=relu) -> Dense(128, activation=relu)
    output a = h -> Dense(64, activation=relu) -> Dense(10)
    output b = h -> Dense(1)"""),
        4,
    ),
]
