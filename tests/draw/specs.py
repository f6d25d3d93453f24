"""The specs that the tests of diagrams share."""

from specc.draw.scene import Scene, scene
from specc.driver import check
from specc.ir.graph import Graph
from specc.resolve.module import Loaded
from specc.source import Source

STACK = """
# A plain stack.
model Stack {
    input image: [8, 8, 1]
    Conv2D(32, kernel=3, stride=2, padding=same, activation=relu)
    BatchNorm
    GlobalAvgPool
    output digit = Dense(10, activation=softmax)
}
"""
BRANCHES = """
block Conv(width, kernel) {
    input x
    x -> Conv2D(width, kernel=kernel, padding=same, activation=relu)
}
block Inception(a, b, c) {
    input x
    x -> [Conv(a, 1), Conv(b, 1) -> Conv(c, 3), MaxPool2D(3, stride=1, padding=same) -> Conv(c, 1),
          Conv(a, 5)] -> Concat
}
model Branches {
    input image: [16, 16, 8]
    Inception(8, 16, 24)
    Inception(4, 8, 12)
    GlobalAvgPool
    output kind = Dense(3)
}
"""
RESIDUAL = """
block Residual(width, stride=1) {
    input x
    y = x -> Conv2D(width, kernel=3, stride=stride, padding=1, bias=false) -> BatchNorm -> ReLU
          -> Conv2D(width, kernel=3, padding=1, bias=false) -> BatchNorm
    skip = x
    if stride != 1 or x.channels != width {
        skip = x -> Conv2D(width, kernel=1, stride=stride, bias=false) -> BatchNorm
    }
    output (y + skip) -> ReLU
}
model ResNet {
    input image: [32, 32, 3]
    for width in [16, 32] {
        Residual(width, stride=1 if width == 16 else 2)
        repeat 2 { Residual(width) }
    }
    GlobalAvgPool
    output logits = Dense(10)
}
"""
U_SHAPE = """
block Double(width) {
    input x
    x -> Conv2D(width, kernel=3, padding=same) -> ReLU -> Conv2D(width, kernel=3, padding=same)
}
block Up(width) {
    input deep, skip
    up = deep -> ConvTranspose2D(width, kernel=2, stride=2)
    [skip, up] -> Concat -> Double(width)
}
model UNet {
    input image: [32, 32, 3]
    s1 = Double(8)
    s2 = MaxPool2D(2) -> Double(16)
    deep = MaxPool2D(2) -> Double(32)
    u2 = [deep, s2] -> Up(16)
    u1 = [u2, s1] -> Up(8)
    output mask = Conv2D(2, kernel=1)
}
"""
SHARED = """
block Tower {
    input face
    face -> Conv2D(8, kernel=3, activation=relu) -> GlobalAvgPool -> Dense(4)
}
model Siamese {
    input left: [16, 16, 3]
    input right: [16, 16, 3]
    layer tower = Tower
    layer last = Dense(2)
    a = left -> tower -> last
    b = right -> tower -> last
    output joined = [a, b] -> Concat
}
"""
SEVERAL = """
model Several {
    input x: [16]
    a, b, c, d = x -> Split(4)
    p = (a -> Dense(4)) + (b -> Dense(4))
    output one = [c, d, p] -> Concat
    output two = x
    output three = p -> Dense(1)
}
"""
LONG_SHAPES = """
dim Height, Width where Height % 4 == 0 and Width % 4 == 0
model LongShapes {
    input image: [Height, Width, 3]
    a = image -> Conv2D(8, kernel=3, stride=4, padding=same)
    b = a -> ReLU -> Tanh
    a + b
}
"""
SPECS = {
    "stack": STACK,
    "branches": BRANCHES,
    "residual": RESIDUAL,
    "u-shape": U_SHAPE,
    "shared": SHARED,
    "several": SEVERAL,
    "long-shapes": LONG_SHAPES,
}


def graph_of(text: str) -> Graph:
    """The only model of a spec; what the linter says of it does not matter here."""
    checked = check(Source("test.spec", text), lambda *_: Loaded(None, "no imports"), rules=False)
    assert not checked.failed, [found.message for found in checked.diagnostics]
    (graph,) = checked.models.values()
    return graph


def scene_of(text: str, depth: int | None = None) -> Scene:
    """The scene of a spec's only model."""
    return scene(graph_of(text), depth)
