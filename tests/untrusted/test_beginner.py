"""The faults of a first day: one finding each, at the right place, in words that help."""

import pytest

from specc.driver import check
from specc.resolve.module import Loaded
from specc.source import Source

SPEC = """\
let classes = 10    # specc: ignore[unused-definition]
data digits {
    source = sklearn(digits)
    scale  = divide(16)
}
model Small {
    input image: [8, 8, 1]
    Conv2D(32, kernel=3, activation=relu)
    MaxPool2D(2)
    Flatten
    Dense(10, activation=softmax)
}
train {
    loss      = cross_entropy
    optimizer = adam(lr=1e-3)
    epochs    = 20
    batch     = 64
}
"""

FAULTS = [
    ("Conv2D(32", "Conv2d(32", "there is no layer or block `Conv2d`", "did you mean `Conv2D`?"),
    ("Dense(10", "Linear(10", "there is no layer or block `Linear`", "did you mean `Dense`?"),
    ("Flatten", "Flaten", "there is no layer or block `Flaten`", "did you mean `Flatten`?"),
    (
        "kernel=3",
        "kernel_size=3",
        "`Conv2D` has no setting `kernel_size`",
        "did you mean `kernel`?",
    ),
    (
        "relu",
        "rellu",
        "`activation` of `Conv2D` must be an activation such as `relu`, got `rellu`",
        "did you mean `relu`?",
    ),
    (
        "    Flatten\n",
        "",
        "the output `output` of `Small` is [3, 3, 10], and the target `digit`",
        "`Flatten` or `GlobalAvgPool` in front of the last `Dense` leaves one axis",
    ),
    (
        "[8, 8, 1]",
        "[8, 8]",
        "`Conv2D` wants [height, width, channels], got [8, 8]",
        "the batch axis is never written; perhaps the channel axis is missing: `[8, 8, 1]`",
    ),
    (
        "[8, 8, 1]",
        "[8, 8, 3]",
        "the data gives `image` as [8, 8, 1], the model `Small` takes `image` as [8, 8, 3]",
        "`input image: [8, 8, 1]` takes it",
    ),
    (
        "MaxPool2D(2)",
        "MaxPool2D(9)",
        "the window of `MaxPool2D` spans 9 along axis 0, and the input [6, 6, 32] has only 6 there",
        "use a smaller kernel, `padding=same`, or fewer strides and pools before it",
    ),
    (
        "Dense(10",
        "Dense(9",
        "the output `output` of `Small` is [9], and the target `digit` (class(10)) wants [10]",
        "a last layer with 10 units makes it",
    ),
    (
        "cross_entropy",
        "crossentropy",
        "this must be a loss such as `cross_entropy`, got `crossentropy`",
        "did you mean `cross_entropy`?",
    ),
    (
        "lr=1e-3",
        "learning_rate=1e-3",
        "`adam` has no setting `learning_rate`",
        "did you mean `lr`?",
    ),
    ("epochs    =", "epoch     =", "`train` has no setting `epoch`", "did you mean `epochs`?"),
    ("Dense(10", "Dense(0", "`units` of `Dense` must be an integer of at least 1, got 0", ""),
    (
        "Dense(10",
        "Dense(clases",
        "`units` of `Dense` must be an integer of at least 1, got `clases`",
        "did you mean `classes`?",
    ),
    (
        "Conv2D(32, kernel=3",
        "Conv2D(kernel=3",
        "`Conv2D` needs `filters`",
        "it is written `Conv2D(",
    ),
    (
        "    input image: [8, 8, 1]\n",
        "",
        "the model `Small` has no input",
        "`input image: [28, 28, 1]`",
    ),
    (
        "Flatten",
        "Flatten ->",
        "a layer is missing after `->`",
        "`->` goes to the start of the next",
    ),
    ("MaxPool2D(2)", "MaxPool2D(2", "`(` is never closed", "close it with `)`"),
    ("Small", "small", "the model `small` must be UpperCamel", "call it `Small`"),
]


@pytest.mark.parametrize(("right", "wrong", "message", "help"), FAULTS)
def test_one_finding(right: str, wrong: str, message: str, help: str) -> None:
    assert right in SPEC
    text = SPEC.replace(right, wrong, 1)
    found = check(Source("test.spec", text), lambda *_: Loaded(None, "no imports"))
    assert len(found.diagnostics) == 1
    assert found.diagnostics[0].message.startswith(message)
    assert found.diagnostics[0].help.startswith(help)


def test_right_spec_has_none() -> None:
    assert check(Source("test.spec", SPEC), lambda *_: Loaded(None, "")).diagnostics == ()
