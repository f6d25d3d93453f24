"""What kinds of faults do to a text: each line that is planted in a small spec."""

import pytest

from specc.diagnostics import Edit
from specc.edit.apply import rewrite
from specc.source import Source
from tools.mutation.judge import Outcome, Unplanted, outcome, plant
from tools.mutation.kind import KNOWN, Kind, find_kinds
from tools.mutation.seed import Form, Seed, checked
from tools.mutation.table import changed
from tools.mutation.zoo import forms, with_imports, without_suppressions

find_kinds()

PLAIN = """\
dim T where T <= 512

block Stage(width, stride=1) {
    input x
    y = x -> Conv2D(width, kernel=3, stride=stride, padding=1, bias=false) -> BatchNorm -> ReLU
    skip = x
    if stride != 1 {
        skip = x -> Conv2D(width, kernel=1, stride=2, bias=false) -> BatchNorm
    }
    if stride == 3 {
        y = y -> Conv2D(width, kernel=3, padding=1)
    }
    output (y + skip) -> ReLU
}

model Net(classes=10, width=16) {
    input image: [32, 32, 3]

    Conv2D(width, kernel=3, activation=relu) -> MaxPool2D(2)
    Stage(32, stride=2)
    GlobalAvgPool -> Dropout(0.1) -> Dense(64, activation=relu)
    output class = Dense(classes, activation=softmax)
}

model Reader {
    input tokens: int[T]

    tokens -> Embedding(100, 32) -> PositionEmbedding(512)
    [MultiHeadAttention(2), Identity] -> Add -> LayerNorm
    output word = GlobalAvgPool -> Dense(100)
}
"""
SECTIONS = """
data pictures {
    source  = synthetic
    input   image: [32, 32, 3] in 0..255
    target  class: class(10)
    samples = 10_000
    scale   = divide(255)
}

train {
    model     = Net
    loss      = cross_entropy
    optimizer = adam(lr=1e-3)
    metrics   = [accuracy]
    epochs    = 20
}
"""
PLANTED = {
    "misspelt-layer": ["skip = x -> Conv2D(width, kernel=1, stride=2, bias=false) -> BathcNorm"],
    "misspelt-tensor": ["output (yy + skip) -> ReLU"],
    "misspelt-constant": ["if stirde != 1 {"],
    "dim-not-declared": [""],
    "misspelt-activation": ["output class = Dense(classes, activation=sotfmax)"],
    "layer-of-a-module": ["output word = GlobalAvgPool -> nn.Linear(100)"],
    "setting-given-twice": [
        "GlobalAvgPool -> Dropout(0.1) -> Dense(64, activation=relu, activation=relu)"
    ],
    "required-setting-left-out": ["output word = GlobalAvgPool -> Dense"],
    "layer-called-as-a-function": ["Embedding(tokens, 100, 32) -> PositionEmbedding(512)"],
    "no-units": ["output class = Dense(0 + 0 * (classes), activation=softmax)"],
    "missing-arrow": ["GlobalAvgPool Dropout(0.1) -> Dense(64, activation=relu)"],
    "missing-brace": [""],
    "kernel-larger-than-the-input": ["Conv2D(width, kernel=33, activation=relu) -> MaxPool2D(2)"],
    "channels-first": ["input image: [3, 32, 32]"],
    "skip-without-its-projection": ["skip = x"],
    "layer-that-nothing-reads": ["extra = x -> Dense(8)"],
    "activation-setting-forgotten": ["GlobalAvgPool -> Dropout(0.1) -> Dense(64)"],
    "relu-twice": ["output (y + skip) -> ReLU -> ReLU"],
    "kernel-of-zeros": ["GlobalAvgPool -> Dropout(0.1) -> Dense(64, activation=relu, init=zeros)"],
    "dropout-in-front-of-a-batch-norm": [
        "skip = x -> Conv2D(width, kernel=1, stride=2, bias=false) -> Dropout(0.5) -> BatchNorm"
    ],
    "rate-of-what-is-kept": ["GlobalAvgPool -> Dropout(0.9) -> Dense(64, activation=relu)"],
    "bias-in-front-of-a-batch-norm": ["skip = x -> Conv2D(width, kernel=1, stride=2) -> BatchNorm"],
    "heads-that-do-not-divide": ["[MultiHeadAttention(7), Identity] -> Add -> LayerNorm"],
    "no-positions": ["tokens -> Embedding(100, 32)"],
    "dim-without-its-condition": ["dim T"],
    "constant-that-nothing-uses": ["let spare = 64"],
    "setting-that-nothing-uses": ["model Net(classes=10, width=16, spare=64) {"],
}
"""For each kind the lines that one of its faults adds, without what stands in front of them."""
PLANTED_IN_TRAINING = {
    "sigmoid-for-softmax": ["output class = Dense(classes, activation=sigmoid)"],
    "units-for-other-classes": ["output class = Dense(classes + 1, activation=softmax)"],
    "relu-on-logits": ["output class = Dense(classes, activation=relu) -> Softmax"],
    "mse-for-classes": ["loss      = mse"],
    "distance-of-classes": ["metrics   = [r2]"],
    "softmax-for-labels": ["target  class: multilabel(10)"],
    "classes-as-a-number": [
        "model Net(classes=1, width=16) {",
        "output class = Dense(classes)",
        "loss      = mse",
        "metrics   = []",
    ],
    "rate-times-a-thousand": ["optimizer = adam(lr=1.0e+00)"],
    "warm-up-longer-than-training": ["schedule  = cosine(warmup=30)"],
    "scale-forgotten": ["scale   = none"],
    "input-of-another-size": ["input   image: [12_345, 32, 3] in 0..255"],
    "no-validation-part": ["split   = [1, 0, 0]"],
    "flatten-forgotten": ["Dropout(0.1) -> Dense(64, activation=relu)"],
}


@pytest.fixture(scope="module")
def plain() -> Seed:
    return Seed("plain", PLAIN, Form.WHOLE)


@pytest.fixture(scope="module")
def trained() -> Seed:
    return Seed("trained", PLAIN + SECTIONS, Form.TRAINED)


def added(kind: Kind, seed: Seed) -> list[list[str]]:
    """The lines that each fault of a kind adds to a spec."""
    planted = (plant(kind, seed, edits) for edits in kind.places(seed))
    return [[line[1:].strip() for line in changed(one) if line.startswith("+")] for one in planted]


@pytest.mark.parametrize("name", PLANTED)
def test_a_fault_of_the_model(name: str, plain: Seed) -> None:
    lines = PLANTED[name]
    found = added(KNOWN[name], plain)
    assert lines in found if lines != [""] else [] in found or [""] in found


@pytest.mark.parametrize("name", PLANTED_IN_TRAINING)
def test_a_fault_of_the_training(name: str, trained: Seed) -> None:
    assert PLANTED_IN_TRAINING[name] in added(KNOWN[name], trained)


def test_nothing_is_planted_where_nobody_comes(plain: Seed) -> None:
    dead = PLAIN.index("if stride == 3")
    around = range(dead, PLAIN.index("output (y"))
    for kind in find_kinds():
        if kind.form is Form.WHOLE and kind.subject in ("language", "activation", "shape"):
            spans = [edit.span.start for edits in kind.places(plain) for edit in edits]
            assert not [at for at in spans if at in around and at > dead + 20], kind.name


def test_a_spec_with_a_fault_is_no_seed() -> None:
    with pytest.raises(ValueError, match="has faults of its own"):
        Seed("wrong", PLAIN.replace("ReLU", "RLeU"), Form.WHOLE)


def test_a_kind_that_changes_nothing_is_an_error(plain: Seed) -> None:
    nothing = (Edit(plain.source, plain.module.declarations[0].span, "dim T where T <= 512"),)
    with pytest.raises(Unplanted, match="as it is"):
        plant(KNOWN["misspelt-layer"], plain, nothing)


def test_a_kind_that_leaves_no_tree_is_an_error(plain: Seed) -> None:
    nothing = (Edit(plain.source, plain.module.declarations[0].span, "dim T where )"),)
    with pytest.raises(Unplanted, match="unreadable"):
        plant(KNOWN["misspelt-layer"], plain, nothing)


@pytest.mark.parametrize(
    ("kind", "edit", "result"),
    [
        ("misspelt-layer", ("MaxPool2D", "MaxPoll2D"), Outcome.EXACT),
        ("misspelt-layer", ("kernel=3", "kernle=3"), Outcome.MISSED),
        ("misspelt-layer", ("MaxPool2D(2)", "MaxPoll2D(2) -> Dropout(0.5"), Outcome.MISSED),
        (
            "misspelt-layer",
            ("MaxPool2D(2)\n    Stage(32", "MaxPoll2D(2)\n    Stage(0"),
            Outcome.OTHERS,
        ),
        ("misspelt-layer", ("Dropout(0.1)", "Dropout(0.2)"), Outcome.MISSED),
    ],
)
def test_outcomes(kind: str, edit: tuple[str, str], result: Outcome) -> None:
    text = PLAIN.replace(*edit, 1)
    found = checked(Source("plain.spec", text)).diagnostics
    assert outcome(KNOWN[kind], found) is result


def test_what_the_spec_had_before_is_not_new() -> None:
    text = PLAIN.replace("bias=false) -> BatchNorm -> ReLU", "padding=1) -> BatchNorm -> ReLU")
    text = text.replace("padding=1, padding=1", "padding=1")
    seed = Seed("before", text, Form.WHOLE)
    assert {rule for rule, _ in seed.before} == {"bias-before-batch-norm"}
    kind = KNOWN["relu-twice"]
    edits = next(iter(kind.places(seed)))
    planted = plant(kind, seed, edits)
    assert planted.outcome is Outcome.EXACT
    assert {d.rule for d in planted.found} == {"double-activation"}


def test_the_library_is_written_into_the_text() -> None:
    model = "model M {\n    input x: [8, 16]\n    EncoderLayer(2)\n}\n"
    text = f"import EncoderLayer from std.transformer\n\n{model}"
    whole = with_imports(Source("m.spec", text))
    assert "import" not in whole
    assert "block EncoderLayer(" in whole
    assert "block FeedForward(" in whole
    assert "block DecoderLayer(" not in whole


def test_suppressions_are_taken_out() -> None:
    text = (
        "# why\n# specc: ignore[unread-input]\nmodel M {\n    input x: [8]\n    Dense(2)  # x\n}\n"
    )
    assert "specc:" not in without_suppressions(text)
    assert "# why" in without_suppressions(text)
    assert "# x" in without_suppressions(text)


def test_a_spec_gets_a_training_that_fits() -> None:
    found = {seed.name: seed for seed in forms("plain", PLAIN)}
    assert set(found) == {"plain", "plain.Net", "plain.Reader"} - {"plain.Reader"}
    assert found["plain.Net"].plan.losses[0][1].word == "cross_entropy"
    assert found["plain.Net"].rows.inputs[0].high == 255


def test_edits_are_those_of_one_text(plain: Seed) -> None:
    for kind in find_kinds():
        if kind.form is Form.WHOLE:
            for edits in kind.places(plain):
                assert all(edit.source is plain.source for edit in edits)
                assert rewrite(edits, PLAIN) != PLAIN
