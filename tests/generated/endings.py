"""Models that end in probabilities in many ways, for tests of what is trained on.

Weights of a deviation of 8 tell losses on logits, which are exact, from those on probabilities,
which are cut off at 1e-7.
"""

from typing import Any, NamedTuple

from tests.generated.reference import TINY

SPEC = """{before}
data d {{ source = synthetic\n samples = 64\n split = [1, 0, 0]\n{inputs}\n{targets} }}
model Net {{ {inputs}\n {model} }}
train {{ model = Net\n loss = {loss}\n optimizer = sgd(0.1)\n metrics = [accuracy]
    epochs = 1\n batch = all }}
"""


class Held(NamedTuple):
    """What an output is held against, by which loss, and what it gives.

    It gives "shares", "logs" of shares, or "class logits" and "logits", which become shares.
    """

    target: str
    loss: str
    gives: str = "shares"


class Case(NamedTuple):
    """A model. Of probabilities below `least` the losses take that."""

    model: str
    outputs: dict[str, Held]
    inputs: tuple[str, ...] = ("x: [5]",)
    before: str = ""
    least: float = 0.0

    @property
    def names(self) -> tuple[str, ...]:
        """What the inputs are called."""
        return tuple(line.partition(":")[0] for line in self.inputs)

    @property
    def spec(self) -> str:
        """The text of the program's spec."""
        losses = [f"{name}: {held.loss}" for name, held in self.outputs.items()]
        alone = next(iter(self.outputs.values())).loss
        targets = [f"target {name}: {held.target}" for name, held in self.outputs.items()]
        return SPEC.format(
            before=self.before, inputs="\n".join(f"input {line}" for line in self.inputs),
            targets="\n".join(targets), model=self.model,
            loss=f"{{{', '.join(losses)}}}" if len(losses) > 1 else alone,
        )  # fmt: skip


def one(
    model: str, target: str = "class(3)", loss: str = "cross_entropy", gives: str = "shares",
    x: str = "[5]", **settings: Any,
) -> Case:  # fmt: skip
    """A model with one input and one output."""
    return Case(model, {"y": Held(target, loss, gives)}, (f"x: {x}",), **settings)


def two(model: str, first: int = 3, second: int = 3, **settings: Any) -> Case:
    """A model with two outputs of classes."""
    kinds = {"a": first, "b": second}
    outputs = {name: Held(f"class({kind})", "cross_entropy") for name, kind in kinds.items()}
    return Case(model, outputs, **settings)


def head(activation: str, more: str = "") -> str:
    """A block that ends in an activation."""
    return f"block Head(n) {{ input x\n Dense(n{more}, activation={activation}) }}"


SOFT, STEEP = head("softmax"), head("softmax", ", init=normal(8)")
LOG, SIGMOID = head("log_softmax"), head("sigmoid")
OUTER = "block Outer(n) { input x\n Dense(4) -> Head(n) }"
MAYBE = "block Head(n, last=true) { input x\n Dense(n)\n if last { Softmax } }"
ONLY = "block Only { input x\n Softmax }"
DEEP = "block Deep(n) { input x\n repeat 2 { Dense(n, activation=softmax) } }"
INNER = "model Inner { input x: [5]\n Dense(4) -> Dense(5, activation=softmax) }"
DENSE, WIDE = "Dense(3, activation=softmax)", "Dense(3, init=normal(8), activation=softmax)"
SIGMOIDS, LOGS = "Dense(3, activation=sigmoid)", "Dense(3, activation=log_softmax)"
IMAGE, ROWS, STEPS, PAIR = "[4, 4, 2]", "[4, 5]", "[6, 5]", ("x: [5]", "z: [5]")
CE, BCE, KL = "cross_entropy", "binary_cross_entropy", "kl_divergence"
LOGITS = "class logits"
ROOT = {
    "softmax": one(WIDE),
    "softmax layer": one("Dense(3, init=normal(8)) -> Softmax"),
    "softmax by number": one("Dense(3, init=normal(4)) -> Softmax(axis=1)", "class(3)[4]", x=ROWS),
    "if": one(f"if last {{ {DENSE} }} else {{ Dense(3) }}", before="let last = true"),
    "no end": one("Dense(3)", gives=LOGITS),
    "glu": one("Dense(6) -> GLU", gives=LOGITS),
    "hard sigmoid": one("Dense(1, activation=hard_sigmoid)", "binary", BCE, "logits"),
    "part of a softmax": one("Dense(5, activation=softmax) -> Slice(0, 3)", gives=LOGITS),
    "softmax, each element": one(WIDE, "one_hot(3)", BCE, least=TINY),
    "softmax, focal on each": one(DENSE, "multilabel(3)", "focal"),
    "softmax, dice": one(DENSE, "one_hot(3)", "dice"),
    "sigmoid, cross entropy": one(SIGMOIDS),
    "sigmoid, divergence": one(SIGMOIDS, "distribution(3)", KL),
    "sigmoid, focal": one(SIGMOIDS, loss="focal"),
    "sigmoid, dice": one(SIGMOIDS, "multilabel(3)", "dice"),
    "image": one("Dense(3, init=normal(2), activation=softmax)", "mask(3)", "focal", x=IMAGE),
    "convolution": one("Conv2D(3, 3, padding=same, activation=softmax)", "mask(3)", x=IMAGE),
}
LOGARITHMS = {
    "logs, cross entropy": one(LOGS, "class(3)", CE, "logs"),
    "logs, focal": one(LOGS, "class(3)", "focal", "logs"),
    "logs, divergence": one(LOGS, "distribution(3)", KL, "logs"),
    "logs, each element": one(LOGS, "one_hot(3)", BCE, "logs"),
    "logs, focal on each": one(LOGS, "multilabel(3)", "focal", "logs"),
    "logs, dice": one(LOGS, "one_hot(3)", "dice", "logs"),
    "logs in a block": one("Head(3)", gives="logs", before=LOG),
    "logs by number": one("Dense(3) -> LogSoftmax(axis=1)", "class(3)[4]", CE, "logs", ROWS),
    "logs of rows": one("Dense(3) -> LogSoftmax(axis=0)", "class(3)[4]", CE, "logs", ROWS),
    "logs, flat": one("LogSoftmax -> Dense(3) -> LogSoftmax(axis=0) -> Flatten",
                      "multilabel(12)", BCE, "logs", ROWS),
}  # fmt: skip
BLOCKS = {
    "block": one("Dense(4) -> Head(3)", before=STEEP),
    "block, smoothed": one("Head(3)", loss="cross_entropy(label_smoothing=0.1)", before=SOFT),
    "block, focal": one("Head(3)", loss="focal", before=SOFT),
    "block, divergence": one("Head(3)", "distribution(3)", KL, before=SOFT),
    "block, mse": one("Head(3)", "one_hot(3)", "mse", before=SOFT),
    "block of sigmoids": one("Head(3)", "multilabel(3)", BCE, before=SIGMOID),
    "block of sigmoids, focal": one("Head(3)", "multilabel(3)", "focal", before=SIGMOID),
    "block of sigmoids, dice": one("Head(3)", "multilabel(3)", "dice", before=SIGMOID),
    "block in a block": one("Outer(3)", before=f"{STEEP}\n{OUTER}"),
    "block for two outputs": two(
        "h = Dense(4)\n output a = h -> Head(3)\n output b = h -> Head(2)", 3, 2, before=STEEP
    ),
    "block inside too": one("Head(5) -> Head(3)", before=STEEP, least=TINY),
    "block that decides": one("Head(3)", before=MAYBE),
    "block that decides twice": one("Head(4, last=false) -> Head(3)", before=MAYBE),
    "block of nothing else": one("Dense(3) -> Only", before=ONLY),
    "block on images": one("Head(3)", "mask(3)", x=IMAGE, before=STEEP.replace("8", "3")),
    "model": one("Inner", "class(5)", before=INNER),
    "model inside too": one("Inner -> Inner", "class(5)", before=INNER),
}
VIEWS = {
    "flatten": one(f"{WIDE} -> Flatten", x="[1, 5]"),
    "flatten an image": one(
        "Conv2D(1, 1, activation=sigmoid) -> Flatten", "multilabel(16)", BCE, x=IMAGE
    ),
    "flatten positions": one(f"{WIDE} -> Flatten", "class(6)", x="[2, 5]", least=TINY),
    "reshape": one(f"{WIDE} -> Reshape([1, 3])", "class(3)[1]"),
    "reshape classes": one("Dense(6, activation=softmax) -> Reshape([2, 3])", "class(3)[2]"),
    "reshape a block": one("Head(4) -> Reshape([2, 2])", "binary[2, 2]", BCE, before=SIGMOID),
    "squeeze": one(f"{WIDE} -> Squeeze(0)", x="[1, 5]"),
    "permute": one(
        "Dense(6, init=normal(4)) -> Softmax(axis=0) -> Permute([1, 0])", "class(4)[6]", x=ROWS
    ),
    "permute classes away": one(
        f"{WIDE} -> Permute([1, 0])", "class(4)[3]", x=ROWS, least=TINY
    ),
    "identity": one(f"{WIDE} -> Identity"),
    "take": one(f"{WIDE} -> Take(-1)", x=ROWS),
    "crop": one("Conv2D(3, 1, activation=softmax) -> Crop(1)", "class(3)[4, 4]", x="[6, 6, 2]"),
    "another axis": one("Dense(3) -> Softmax(axis=0)", "class(3)[4]", x=ROWS),
    "split": Case(
        "p, q = x -> Dense(4, activation=sigmoid) -> Split(2)\n output a = p\n output b = q",
        dict.fromkeys("ab", Held("multilabel(2)", BCE)),
    ),
}  # fmt: skip
BOTH = "output a = x -> head\n output b = z -> head"
USES = {
    "shared": two(f"layer head = {WIDE}\n {BOTH}", inputs=PAIR),
    "shared block": two(f"layer head = Head(3)\n {BOTH}", inputs=PAIR, before=STEEP),
    "shared inside too": one(
        "layer head = Dense(5, activation=softmax)\n head -> Dense(5) -> head", "class(5)"
    ),
    "read again": two(
        f"output a = {WIDE}\n output b = [x, a] -> Concat -> Dense(4, activation=softmax)", 3, 4,
        least=TINY,
    ),
    "given twice": two(f"y = {WIDE}\n output a = y\n output b = y", least=TINY),
    "repeat": one(
        "repeat 2 { Dense(5, init=normal(6), activation=softmax) }", "class(5)", least=TINY
    ),
    "repeat once": one("repeat 1 { Dense(5, activation=softmax) }", "class(5)"),
    "repeat of sigmoids": one(
        "repeat 2 { Dense(5, activation=sigmoid) }", "multilabel(5)", BCE
    ),
    "repeat in a block": one("Deep(5)", "class(5)", before=DEEP),
    "rnn": one("RNN(1, sigmoid)", "binary", BCE, x=STEPS),
    "rnn, every step": one("RNN(2, sigmoid, sequences=true)", "binary[6, 2]", BCE, x=STEPS),
    "rnn, focal": one("RNN(2, sigmoid)", "multilabel(2)", "focal", x=STEPS),
    "rnn, dice": one("RNN(2, sigmoid)", "multilabel(2)", "dice", x=STEPS),
    "rnn of softmax": one("RNN(3, softmax, init=normal(8))", x=STEPS, least=TINY),
}  # fmt: skip
CASES = {**ROOT, **LOGARITHMS, **BLOCKS, **VIEWS, **USES}
