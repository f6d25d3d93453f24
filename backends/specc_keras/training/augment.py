"""Augmentation: a layer in front of the model that does something in training only."""

from typing import Any

from specc.emit.expression import Code, Expr, call
from specc.emit.render import statement
from specc.training.plan import DataPlan

SEED = Code("self.seed")


def augment_lines(data: DataPlan, needs_range: bool) -> list[str]:
    """The class of the layer; nothing where there is no augmentation."""
    if not data.augment:
        return []
    kept = ["        self.zero = data.zero", "        self.reach = data.reach"]
    takes = "data: Data, seed: int" if needs_range else "seed: int"
    body = [line for one in data.augment for line in _change(one)]
    text = "\n".join(body)
    kept = [line for line in kept if line.split()[0] in text] if needs_range else []
    return [
        "class Augment(keras.layers.Layer):",
        '    """Random changes to the examples, in training only."""',
        "",
        f"    def __init__(self, {takes}) -> None:",
        "        super().__init__()",
        "        self.seed = keras.random.SeedGenerator(seed)",
        *kept,
        "",
        "    def call(self, x: Tensor, training: bool = False) -> Tensor:",
        "        if not training:",
        "            return x",
        *body,
        "        return x",
    ]


def _change(one: Any) -> list[str]:
    return [line for value in _written(one) for line in statement("x = ", value, 2)]


def _written(one: Any) -> list[Expr]:
    x = Code("x")
    if one.word == "flip":
        axes = {"vertical": (1,), "horizontal": (2,), "both": (1, 2)}[one.direction]
        return [call("flip", x, axis, SEED) for axis in axes]
    if one.word == "rotate":
        return [call("rotate", x, one.degrees, Code("self.zero"), SEED)]
    if one.word == "crop":
        return [_crop(one)]
    if one.word == "brightness":
        return [call("brighten", x, one.share, Code("self.reach"), SEED)]
    if one.word == "contrast":
        return [call("stretch_contrast", x, one.share, SEED)]
    return [call("with_noise", x, one.std, SEED)]


def _crop(one: Any) -> Expr:
    if one.padding:
        return call("crop", Code("x"), one.size, one.padding, Code("self.zero"), SEED)
    return call("cut", Code("x"), one.size, SEED)
