"""Kinds of target: what the data holds a model's output against.

`sizes`, `low` and `high` are what stands behind the word: `real[3] in -1..1`.
"""

from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from specc.ir.dim import Size
from specc.kind import Int, show
from specc.setting import setting
from specc.training.family import Family

if TYPE_CHECKING:
    from specc.training.facts import TargetFact
    from specc.training.loss import Loss

CLASSES = Int(2)
Sizes: TypeAlias = tuple[Size, ...]
Pattern: TypeAlias = tuple[Size | None, ...]


class Target(Family, root=True):
    """What one target of the data is."""

    sizes: Sizes = ()
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

    def accepts(self, fact: "TargetFact") -> bool:
        """Whether data of which this much is known can be called so."""
        return True

    def outputs(self, given: Sizes | None, loss: "Loss | None") -> tuple[Pattern, ...]:
        """The sizes that an output may have, the usual first; None stands for any size.

        `given` are the sizes of the model's first input, None where it is not known.
        """
        return ()

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

    def accepts(self, fact: "TargetFact") -> bool:
        """Whole numbers from 0 below `classes`; up to the last one where the data has them all."""
        if fact.exact and fact.high != self.classes - 1:
            return False
        return _same(fact.sizes, self.sizes) and _labels(fact, self.classes)

    def outputs(self, given: Sizes | None, loss: "Loss | None") -> tuple[Pattern, ...]:
        """One unit a class; one alone for two classes, or for classes read as a number."""
        usual: tuple[Pattern, ...] = ((*self.sizes, self.classes),)
        single = self.classes == 2 or (loss is not None and loss.output == "value")
        return usual + (_one_unit(self.sizes) if single else ())


class OneHot(Target):
    """One of n classes, as a vector with one 1."""

    word = "one_hot"
    classes: int = setting(CLASSES, doc="number of classes")

    def accepts(self, fact: "TargetFact") -> bool:
        """Rows of `classes` with one 1."""
        return isinstance(fact.kind, OneHot) and fact.kind.classes == self.classes

    def outputs(self, given: Sizes | None, loss: "Loss | None") -> tuple[Pattern, ...]:
        """One unit a class."""
        return ((self.classes,),)


class Binary(Target):
    """No or yes, as 0 or 1."""

    word = "binary"
    takes_sizes = True

    def accepts(self, fact: "TargetFact") -> bool:
        """0 and 1."""
        return _same(fact.sizes, self.sizes) and _labels(fact, 2)

    def outputs(self, given: Sizes | None, loss: "Loss | None") -> tuple[Pattern, ...]:
        """One unit, or two as for two classes."""
        return (*_one_unit(self.sizes), (*self.sizes, 2))


class MultiLabel(Target):
    """n answers of 0 or 1, each by itself."""

    word = "multilabel"
    labels: int = setting(Int(1), doc="number of labels")

    def accepts(self, fact: "TargetFact") -> bool:
        """Rows of `labels` zeros and ones."""
        return fact.sizes == (self.labels,) and _labels(fact, 2)

    def outputs(self, given: Sizes | None, loss: "Loss | None") -> tuple[Pattern, ...]:
        """One unit a label."""
        return ((self.labels,),)


class RealTarget(Target):
    """A number, or an array of them."""

    word = "real"
    takes_sizes = True
    takes_range = True

    def accepts(self, fact: "TargetFact") -> bool:
        """Any numbers inside the range."""
        return _same(fact.sizes, self.sizes) and _inside(fact, self)

    def outputs(self, given: Sizes | None, loss: "Loss | None") -> tuple[Pattern, ...]:
        """The target's own sizes."""
        return _number(self.sizes)


class Count(Target):
    """How many: 0, 1, 2, ..."""

    word = "count"
    takes_sizes = True
    takes_range = True

    def accepts(self, fact: "TargetFact") -> bool:
        """Whole numbers of at least 0 inside the range."""
        whole = fact.whole and fact.low >= 0
        return whole and _same(fact.sizes, self.sizes) and _inside(fact, self)

    def outputs(self, given: Sizes | None, loss: "Loss | None") -> tuple[Pattern, ...]:
        """The target's own sizes."""
        return _number(self.sizes)


class Mask(Target):
    """One of n classes for each position of the input."""

    word = "mask"
    classes: int = setting(CLASSES, doc="number of classes")

    def accepts(self, fact: "TargetFact") -> bool:
        """Whole numbers below `classes`, at least one axis of them."""
        return bool(fact.sizes) and _labels(fact, self.classes)

    def outputs(self, given: Sizes | None, loss: "Loss | None") -> tuple[Pattern, ...]:
        """One unit a class at each position of the input; one alone for two classes."""
        if given is None:
            return ()
        positions = given[:-1]
        usual: tuple[Pattern, ...] = ((*positions, self.classes),)
        return usual + (_one_unit(positions) if self.classes == 2 else ())


class Distribution(Target):
    """n probabilities that sum to one."""

    word = "distribution"
    classes: int = setting(CLASSES, doc="number of classes")

    def accepts(self, fact: "TargetFact") -> bool:
        """Rows of `classes` numbers from 0 to 1."""
        return fact.sizes == (self.classes,) and 0 <= fact.low <= fact.high <= 1

    def outputs(self, given: Sizes | None, loss: "Loss | None") -> tuple[Pattern, ...]:
        """One unit a class."""
        return ((self.classes,),)


class SequenceTarget(Target):
    """A sequence of tokens, as integers below the size of the vocabulary."""

    word = "sequence"
    vocab: int = setting(Int(2), doc="size of the vocabulary")

    def accepts(self, fact: "TargetFact") -> bool:
        """Rows of whole numbers below `vocab`."""
        return len(fact.sizes) == 1 and _labels(fact, self.vocab)

    def outputs(self, given: Sizes | None, loss: "Loss | None") -> tuple[Pattern, ...]:
        """One unit a token at each position."""
        return ((None, self.vocab),)


class Same(Target):
    """The input itself."""

    word = "same"

    def outputs(self, given: Sizes | None, loss: "Loss | None") -> tuple[Pattern, ...]:
        """The input's sizes."""
        return () if given is None else (given,)


def _same(stored: tuple[int, ...], declared: Sizes) -> bool:
    """Whether sizes agree; a number and a list of one are the same."""
    return (stored or (1,)) == (declared or (1,))


def _labels(fact: "TargetFact", count: int) -> bool:
    return fact.whole and fact.low >= 0 and fact.high < count


def _inside(fact: "TargetFact", kind: Target) -> bool:
    if kind.low is None or kind.high is None:
        return True
    return kind.low <= fact.low and fact.high <= kind.high


def _one_unit(positions: Sizes) -> tuple[Pattern, ...]:
    """One unit at each position, its axis written or not."""
    return (positions, (*positions, 1)) if positions[-1:] == (1,) else ((*positions, 1), positions)


def _number(sizes: Sizes) -> tuple[Pattern, ...]:
    return ((1,), ()) if sizes in ((), (1,)) else (sizes, (*sizes, 1))
