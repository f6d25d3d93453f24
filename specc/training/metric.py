"""Metrics: what is reported beside the loss, over a whole part of the data."""

from typing import ClassVar

from specc.kind import Int
from specc.setting import setting
from specc.training.family import Family, One, Several


class Metric(Family, root=True):
    """A number that says how well a model does."""

    higher_is_better: ClassVar[bool] = True
    targets: ClassVar[tuple[str, ...]] = ("class", "one_hot", "binary", "multilabel", "mask")
    """The kinds of target it has a meaning for."""
    foreign_words = {
        "acc": "accuracy", "top5": "top_k", "topk": "top_k", "f1_score": "f1", "roc_auc": "auc",
        "mean_absolute_error": "mae", "mean_squared_error": "mse", "r2_score": "r2",
        "ppl": "perplexity", "mean_iou": "iou", "jaccard": "iou",
    }  # fmt: skip

    def suits(self, kind: str) -> bool:
        """Whether it has a meaning for a kind of target; a distribution is one of classes."""
        return kind in self.targets or (kind == "distribution" and "class" in self.targets)


class Accuracy(Metric):
    """Share of what is right: the largest class, or each element on its side of one half."""

    word = "accuracy"
    targets = (*Metric.targets, "sequence")


class TopK(Metric):
    """Share of examples whose class is among the `k` largest outputs."""

    word = "top_k"
    targets = ("class", "one_hot", "sequence")
    k: int = setting(Int(1), 5, doc="how many outputs may hold the class")


class Precision(Metric):
    """True positives over all that were called positive; the mean over classes."""

    word = "precision"


class Recall(Metric):
    """True positives over all that are positive; the mean over classes."""

    word = "recall"


class F1(Metric):
    """Harmonic mean of precision and recall; the mean over classes."""

    word = "f1"


class AreaUnderCurve(Metric):
    """Area under the receiver operating characteristic; one class against the rest, the mean."""

    word = "auc"


class MeanAbsoluteError(Metric):
    """Mean of `|y - t|`, in the target's own unit."""

    word = "mae"
    higher_is_better = False
    targets = ("real", "count", "same")


class MeanSquaredError(Metric):
    """Mean of `(y - t)²`."""

    word = "mse"
    higher_is_better = False
    targets = ("real", "count", "same")


class DeterminationCoefficient(Metric):
    """`1 - sum (y - t)² / sum (t - mean t)²`; 1 is perfect, 0 no better than the mean."""

    word = "r2"
    targets = ("real", "count")


class Perplexity(Metric):
    """`exp` of the mean cross entropy of a token, in nats."""

    word = "perplexity"
    higher_is_better = False
    targets = ("sequence", "class")


class IntersectionOverUnion(Metric):
    """Positions in both over positions in either, the mean over classes."""

    word = "iou"
    targets = ("mask", "binary")


METRICS = Several(One("a metric such as `accuracy`", Metric))
