"""Augmentation in PyTorch: random changes to a batch of images (N, channels, height, width)."""

from collections.abc import Sequence

from specc.emit.expression import Code, Expr, call
from specc.emit.render import statement
from specc.training import augment as family
from specc.training.augment import Augment
from specc_pytorch.harness.optimizer import Knob

AXES = {"horizontal": (3,), "vertical": (2,), "both": (3, 2)}
X, BLACK, REACH = Code("x"), Code("black"), Code("reach")


def knobs(augment: Sequence[Augment]) -> list[Knob]:
    """The constants of all steps, numbered where a kind comes twice."""
    found: list[Knob] = []
    for one, suffix in zip(augment, _suffixes(augment), strict=True):
        for name, declared in one.settings.items():
            value = getattr(one, name)
            if name != "direction" and not (name == "padding" and value == 0):
                found.append(Knob(_constant(one, name, suffix), value, declared.doc))
    return found


def _constant(one: Augment, name: str, suffix: str) -> str:
    plain = {"size", "share", "std", "degrees"}
    return f"{one.word.upper()}{'' if name in plain else f'_{name.upper()}'}{suffix}"


def _suffixes(augment: Sequence[Augment]) -> list[str]:
    words = [one.word for one in augment]
    return [
        f"_{words[:at].count(word) + 1}" if word in words[:at] else ""
        for at, word in enumerate(words)
    ]


def lines(augment: Sequence[Augment], field: str) -> list[str]:
    """The body of `augmented(batch)`."""
    found = [f"    x = batch.{field}"]
    for one, suffix in zip(augment, _suffixes(augment), strict=True):
        for step in _steps(one, suffix):
            found += statement("x = ", step, 1)
    return [*found, *statement("return ", call("batch._replace", **{field: X}), 1)]


def _steps(one: Augment, suffix: str) -> list[Expr]:
    def knob(name: str) -> Code:
        return Code(_constant(one, name, suffix))

    if isinstance(one, family.Flip):
        return [call("flip", X, axis=axis) for axis in AXES[one.direction]]
    if isinstance(one, family.Rotate):
        return [call("rotate", X, knob("degrees"), fill=BLACK)]
    if isinstance(one, family.Crop) and one.padding:
        return [call("padded_crop", X, knob("size"), knob("padding"), fill=BLACK)]
    if isinstance(one, family.Crop):
        return [call("crop", X, knob("size"))]
    if isinstance(one, family.Brightness):
        return [call("brighten", X, knob("share"), REACH)]
    if isinstance(one, family.Contrast):
        return [call("stretch_contrast", X, knob("share"))]
    return [Code(f"x + {knob('std').text} * torch.randn_like(x)")]
