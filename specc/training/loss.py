"""Losses: what training makes small.

Formulas: `y` the output as a probability or value, `t` the target, a mean over the batch and over
every position. A loss takes whatever encoding of its target the data has, and the model's last
activation says what `y` is: the generated code trains on the logits underneath where that is the
stable form.
"""

from typing import ClassVar

from specc.kind import Optional, Real
from specc.setting import Declared, setting
from specc.training.family import Family, One, PythonName

SHARE = Real(0, 1, below=True)


class Loss(Family, root=True):
    """What training makes small, for one output."""

    output: ClassVar[str] = "value"
    """What the loss takes the output for: "classes" (probabilities over the last axis, which sum to
    one), "probability" (each element one by itself), "value", "score" (its sign decides),
    "direction" (a vector whose length does not matter), or "any"."""
    targets: ClassVar[tuple[str, ...]] = ()
    """The kinds of target it is meant for; empty where nothing is known."""
    foreign_words = {
        "bce": "binary_cross_entropy", "binary_crossentropy": "binary_cross_entropy",
        "bcewithlogitsloss": "binary_cross_entropy", "bceloss": "binary_cross_entropy",
        "ce": "cross_entropy", "categorical_crossentropy": "cross_entropy",
        "sparse_categorical_crossentropy": "cross_entropy", "crossentropyloss": "cross_entropy",
        "nll": "cross_entropy", "nllloss": "cross_entropy", "softmax": "cross_entropy",
        "mseloss": "mse", "mean_squared_error": "mse", "l2": "mse", "l1": "mae", "l1loss": "mae",
        "mean_absolute_error": "mae", "smooth_l1": "huber", "smoothl1loss": "huber",
        "kl": "kl_divergence", "kld": "kl_divergence", "kldivloss": "kl_divergence",
        "cosine": "cosine_similarity", "categorical_focal_crossentropy": "focal",
        "custom": "python",
    }  # fmt: skip


class CrossEntropy(Loss):
    """Cross entropy over classes: `-sum(t * log(y))` over the last axis.

    With `label_smoothing` s and n classes the target is `t * (1 - s) + s / n` (Szegedy et al. 2016,
    arXiv 1512.00567).
    """

    word = "cross_entropy"
    output = "classes"
    targets = ("class", "one_hot", "binary", "mask", "distribution", "sequence")
    label_smoothing: float = setting(SHARE, 0.0, doc="share of the target spread over all classes")


class BinaryCrossEntropy(Loss):
    """Cross entropy of each element by itself: `-(t log y + (1 - t) log(1 - y))`.

    With `label_smoothing` s the target is `t * (1 - s) + s / 2`.
    """

    word = "binary_cross_entropy"
    output = "probability"
    targets = ("binary", "multilabel", "class", "one_hot", "mask", "same", "real")
    label_smoothing: float = setting(SHARE, 0.0, doc="share of the target moved towards 1/2")


class MeanSquaredError(Loss):
    """Mean squared error: `(y - t)²`."""

    word = "mse"
    targets = ("real", "count", "same")


class MeanAbsoluteError(Loss):
    """Mean absolute error: `|y - t|`."""

    word = "mae"
    targets = ("real", "count", "same")


class Huber(Loss):
    """Quadratic near the target and linear far from it (Huber 1964).

    `(y - t)² / 2` where `|y - t| <= delta`, else `delta * (|y - t| - delta / 2)`.
    """

    word = "huber"
    targets = ("real", "count", "same")
    delta: float = setting(Real(0, above=True), 1.0, doc="error at which it becomes linear")


class KlDivergence(Loss):
    """Kullback-Leibler divergence: `sum(t * log(t / y))` over the last axis, 0 where `t` is 0."""

    word = "kl_divergence"
    output = "classes"
    targets = ("distribution", "class", "one_hot")


class CosineSimilarity(Loss):
    """One minus the cosine of the angle between output and target: `1 - y·t / (|y| |t|)`."""

    word = "cosine_similarity"
    output = "direction"
    targets = ("real", "same")


class Hinge(Loss):
    """Hinge: `max(0, 1 - t * y)` with targets 0 and 1 read as -1 and 1.

    For several classes, `max(0, 1 + max of the others' y - the class's y)` (Crammer & Singer 2001).
    """

    word = "hinge"
    output = "score"
    targets = ("binary", "class", "one_hot")


class Focal(Loss):
    """Cross entropy that weighs easy examples down: `-(1 - p)**gamma * log(p)`.

    `p` is the probability given to what is true (Lin et al. 2017, arXiv 1708.02002). One output
    element is read as a probability of its own, several as classes.
    """

    word = "focal"
    output = "classes"
    targets = ("class", "one_hot", "binary", "multilabel", "mask")
    gamma: float = setting(Real(0), 2.0, doc="how much easy examples are weighed down; 0: not")
    alpha: float | None = setting(
        Optional(Real(0, 1)),
        None,
        positional=False,
        doc="weight of the positives, 1 - alpha the rest",
    )


class Dice(Loss):
    """One minus the Dice overlap: `1 - (2 sum(y t) + s) / (sum(y) + sum(t) + s)`, s = `smooth`.

    Sums run over the positions of one example, the mean over classes and examples (Milletari et
    al. 2016, arXiv 1606.04797).
    """

    word = "dice"
    output = "probability"
    targets = ("mask", "binary")
    smooth: float = setting(Real(0), 1.0, positional=False, doc="added above and below the line")


class PythonLoss(Loss):
    """A function of the user's, called as `f(output, target)`; the generated code imports it."""

    word = "python"
    output = "any"
    function: str = setting(PythonName(), doc="where it is")


LOSS = One("a loss such as `cross_entropy`", Loss)


class Weighted(Declared):
    """A loss of one output with its weight in the sum."""

    word = "loss"
    loss: Loss = setting(LOSS, doc="the loss")
    weight: float = setting(Real(0, above=True), 1.0, doc="its factor in the sum")
