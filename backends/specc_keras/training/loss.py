"""Losses as Keras writes them; where it has none of the same formula, a class in the program."""

from collections.abc import Callable
from typing import Any

from specc.emit.expression import Code, Expr, call, unless
from specc_keras.training.head import Head

LOSSES = "keras.losses"


def loss(head: Head, own: str) -> Expr:
    """The loss of an output; `own` is the name of the user's function where it has one."""
    given: Any = head.goal.loss
    if given.word == "python":
        return Code(f"lambda y_true, y_pred: {own}(y_pred, y_true)")
    return _WRITTEN[given.word](head, given)


def _cross_entropy(head: Head, given: Any) -> Expr:
    smoothing = unless(given.label_smoothing, 0.0)
    if head.whole and not given.label_smoothing:
        return call(f"{LOSSES}.SparseCategoricalCrossentropy", from_logits=True)
    name = "SmoothedCrossEntropy" if head.whole else f"{LOSSES}.CategoricalCrossentropy"
    return call(name, from_logits=True, label_smoothing=smoothing)


def _binary_cross_entropy(head: Head, given: Any) -> Expr:
    smoothing = unless(given.label_smoothing, 0.0)
    logits = unless(head.scores, False)
    return call(f"{LOSSES}.BinaryCrossentropy", from_logits=logits, label_smoothing=smoothing)


def _huber(head: Head, given: Any) -> Expr:
    return call(f"{LOSSES}.Huber", delta=unless(given.delta, 1.0))


def _hinge(head: Head, given: Any) -> Expr:
    return call("ClassHinge") if head.whole else call("BinaryHinge")


def _focal(head: Head, given: Any) -> Expr:
    name = "Focal" if head.whole else "BinaryFocal"
    if given.alpha is None:
        return call(name, gamma=given.gamma)
    return call(f"Weighted{name}", gamma=given.gamma, alpha=given.alpha)


def _dice(head: Head, given: Any) -> Expr:
    return call("Dice", smooth=given.smooth)


def _plain(name: str) -> Callable[[Head, Any], Expr]:
    return lambda head, given: call(name)


_WRITTEN: dict[str, Callable[[Head, Any], Expr]] = {
    "cross_entropy": _cross_entropy,
    "binary_cross_entropy": _binary_cross_entropy,
    "mse": _plain(f"{LOSSES}.MeanSquaredError"),
    "mae": _plain(f"{LOSSES}.MeanAbsoluteError"),
    "huber": _huber,
    "kl_divergence": _plain("KlDivergence"),
    "cosine_similarity": _plain("CosineDistance"),
    "hinge": _hinge,
    "focal": _focal,
    "dice": _dice,
}
