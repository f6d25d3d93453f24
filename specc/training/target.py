"""Kinds of target: what the data holds a model's output against.

`sizes`, `low` and `high` are what stands behind the word: `real[3] in -1..1`.
"""

from typing import Any, ClassVar

from specc.ir.dim import Size
from specc.kind import Int, show
from specc.setting import setting
from specc.training.family import Family

CLASSES = Int(2)


class Target(Family, root=True):
    """What one target of the data is."""

    sizes: tuple[Size, ...] = ()
    """Sizes of the target without the batch axis, where the word takes them."""
    low: float | None = None
    high: float | None = None
    takes_sizes: ClassVar[bool] = False
    takes_range: ClassVar[bool] = False
    classes: int = 0
    """The number of classes; 0 where the target is not one of classes."""
    foreign_words = {
        "label": "class", "categorical": "class", "category": "class", "classes": "class",
        "onehot": "one_hot", "bool": "binary", "boolean": "binary", "multi_label": "multilabel",
        "float": "real", "regression": "real", "continuous": "real", "int": "count",
        "poisson": "count", "segmentation": "mask", "tokens": "sequence", "input": "same",
    }  # fmt: skip

    @property
    def key(self) -> tuple[Any, ...]:
        """Equal for equal kinds, sizes and ranges."""
        return (*super().key, self.sizes, self.low, self.high)

    def __str__(self) -> str:
        """As it is written in a spec."""
        settings = [show(getattr(self, name)) for name in self.settings]
        text = self.word + (f"({', '.join(settings)})" if settings else "")
        text += f"[{', '.join(map(str, self.sizes))}]" if self.sizes else ""
        return text if self.low is None else f"{text} in {self.low:g}..{self.high:g}"


class ClassTarget(Target):
    """One of n classes, as an integer from 0; with sizes, one for each position."""

    word = "class"
    takes_sizes = True
    classes: int = setting(CLASSES, doc="number of classes")


class OneHot(Target):
    """One of n classes, as a vector with one 1."""

    word = "one_hot"
    classes: int = setting(CLASSES, doc="number of classes")


class Binary(Target):
    """No or yes, as 0 or 1."""

    word = "binary"
    takes_sizes = True


class MultiLabel(Target):
    """n answers of 0 or 1, each by itself."""

    word = "multilabel"
    labels: int = setting(Int(1), doc="number of labels")


class RealTarget(Target):
    """A number, or an array of them."""

    word = "real"
    takes_sizes = True
    takes_range = True


class Count(Target):
    """How many: 0, 1, 2, ..."""

    word = "count"
    takes_sizes = True
    takes_range = True


class Mask(Target):
    """One of n classes for each position of the input."""

    word = "mask"
    classes: int = setting(CLASSES, doc="number of classes")


class Distribution(Target):
    """n probabilities that sum to one."""

    word = "distribution"
    classes: int = setting(CLASSES, doc="number of classes")


class SequenceTarget(Target):
    """A sequence of tokens, as integers below the size of the vocabulary."""

    word = "sequence"
    vocab: int = setting(Int(2), doc="size of the vocabulary")


class Same(Target):
    """The input itself."""

    word = "same"
