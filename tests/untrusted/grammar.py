"""Random specs that follow the grammar and little else."""

from hypothesis import strategies as st

NAMES = [
    "x",
    "y",
    "image",
    "width",
    "H",
    "T",
    "Piece",
    "Net",
    "Dense",
    "class",
    "self",
    "i",
    "embed",
]
LAYERS = [
    "Dense",
    "Conv2D",
    "Conv1D",
    "ConvTranspose2D",
    "DepthwiseConv2D",
    "SeparableConv2D",
    "MaxPool2D",
    "AvgPool1D",
    "GlobalAvgPool",
    "Flatten",
    "Reshape",
    "Permute",
    "Concat",
    "Add",
    "Multiply",
    "Dot",
    "BatchNorm",
    "LayerNorm",
    "GroupNorm",
    "Dropout",
    "GaussianNoise",
    "ReLU",
    "Softmax",
    "Identity",
    "Split",
    "Embedding",
    "LSTM",
    "Piece",
    "Net",
    "embed",
    "nn",
    "Linear",
]
SETTINGS = [
    "kernel",
    "stride",
    "padding",
    "dilation",
    "groups",
    "activation",
    "units",
    "axis",
    "init",
    "bias",
    "size",
    "width",
    "trainable",
    "l2",
    "max_norm",
    "tie",
    "rate",
]
WORDS = [
    "same",
    "valid",
    "causal",
    "relu",
    "none",
    "true",
    "false",
    "he_normal",
    "prelu",
    "softmax",
]

names = st.sampled_from(NAMES)
numbers = st.sampled_from(
    ["0", "1", "2", "3", "4", "8", "-1", "0.5", "1e-3", "2 ** 40", "10 ** 18", "1e300"]
)
atoms = st.one_of(numbers, names, st.sampled_from(WORDS), st.just('"s"'))
constants = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(lambda items: f"[{', '.join(items)}]"),
        st.tuples(
            inner, st.sampled_from(["+", "-", "*", "/", "//", "%", "**", "==", "<", "and"]), inner
        )
        .map(" ".join)
        .map("({})".format),
        st.tuples(names, st.sampled_from(["channels", "rank", "size", "shape[0]", "shape"])).map(
            ".".join
        ),
        st.tuples(inner, inner, inner).map(lambda p: f"({p[0]} if {p[1]} else {p[2]})"),
        st.tuples(
            st.sampled_from(["min", "max", "range", "round", "len", "normal", "elu"]), inner
        ).map(lambda p: f"{p[0]}({p[1]})"),
    ),
    max_leaves=5,
)
arguments = st.lists(
    st.one_of(constants, st.tuples(st.sampled_from(SETTINGS), constants).map("=".join)), max_size=3
).map(", ".join)
calls = st.one_of(
    st.sampled_from(LAYERS),
    st.tuples(st.sampled_from(LAYERS), arguments).map(lambda p: f"{p[0]}({p[1]})"),
)
steps = st.recursive(
    st.one_of(calls, calls, names),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.tuples(st.integers(0, 3), inner).map(lambda p: f"repeat {p[0]} {{ {p[1]} }}"),
        st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda p: f"({' '.join(p)})"),
        inner.map(lambda step: f"for i in [1, 2, 4] {{ {step} }}"),
    ),
    max_leaves=4,
)
flows = st.lists(steps, min_size=1, max_size=4).map(" -> ".join)
statements = st.recursive(
    st.one_of(
        flows,
        flows,
        st.tuples(names, flows).map(" = ".join),
        st.tuples(names, names, flows).map(lambda p: f"{p[0]}, {p[1]} = {p[2]}"),
        st.tuples(names, constants).map(lambda p: f"let {p[0]} = {p[1]}"),
        st.tuples(names, calls).map(lambda p: f"layer {p[0]} = {p[1]}"),
        constants.map("assert {}".format),
        flows.map("output {}".format),
        st.tuples(names, flows).map(lambda p: f"output {p[0]} = {p[1]}"),
    ),
    lambda inner: st.one_of(
        st.tuples(constants, inner, inner).map(
            lambda p: f"if {p[0]} {{ {p[1]} }} else {{ {p[2]} }}"
        ),
        st.tuples(constants, inner).map(lambda p: f"repeat {p[0]} {{ {p[1]} }}"),
    ),
    max_leaves=3,
)
bodies = st.lists(statements, min_size=1, max_size=5).map("\n    ".join)
types = st.one_of(
    st.lists(st.one_of(st.sampled_from(["8", "4", "3", "H", "T"]), constants), max_size=4).map(
        lambda sizes: f"[{', '.join(sizes)}]"
    ),
    st.sampled_from(["[8, 8, 3]", "[4]", "[H, H, 3]", "int[T]", "[T, 8]", "bool[4]", "float"]),
)
models = st.tuples(names, names, types, bodies).map(
    lambda p: f"model {p[0]} {{\n    input {p[1]}: {p[2]}\n    {p[3]}\n}}"
)
blocks = st.tuples(names, bodies).map(
    lambda p: f"block {p[0]}(width=4, i=1) {{\n    input x\n    {p[1]}\n}}"
)
others = st.one_of(
    st.tuples(names, constants).map(lambda p: f"let {p[0]} = {p[1]}"),
    constants.map(lambda c: f"dim H, T where H % {c} == 0"),
    st.sampled_from(
        [
            "dim H, T",
            "extern layer Piece(width) {\n    input x: [T, H]\n    output [H]\n    params = H\n}",
            "data d {\n    source = synthetic\n    input x: float[8]\n    target y: class(3)\n}",
            "train {\n    loss = cross_entropy\n    optimizer = adam\n    epochs = 2\n}",
            "sweep s {\n    width = [1, 2]\n}",
        ]
    ),
)
specs = st.tuples(
    st.lists(st.one_of(others, blocks), max_size=3), st.lists(models, min_size=1, max_size=2)
).map(lambda p: "\n".join([*p[0], *p[1], ""]))
