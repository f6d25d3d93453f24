"""Losses in NumPy, from what a model gives: what generated programs are held against.

`shares` are probabilities along the last axis, or one for each element. Classes are held against
shares of their sum. A target is whole numbers of classes or an array of the shares' shape.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
TINY = 1e-7
"""The least probability of which a program takes the logarithm, where it has no logits."""


def softmax(scores: Array) -> Array:
    powers = np.exp(scores - scores.max(-1, keepdims=True))
    return powers / powers.sum(-1, keepdims=True)


def sigmoid(scores: Array) -> Array:
    return 1 / (1 + np.exp(-scores))


def rows(target: Array, shares: Array) -> Array:
    """Classes as rows with one 1."""
    return target if target.shape == shares.shape else np.eye(shares.shape[-1])[target]


def logs(shares: Array, least: float) -> Array:
    """Logarithms of each class's share."""
    kept = np.maximum(shares, least)
    return np.log(kept / kept.sum(-1, keepdims=True))


def cross_entropy(shares: Array, target: Array, least: float, smoothing: float = 0.0) -> float:
    wanted = rows(target, shares) * (1 - smoothing) + smoothing / shares.shape[-1]
    return float(-(wanted * logs(shares, least)).sum(-1).mean())


def kl_divergence(shares: Array, target: Array, least: float) -> float:
    wanted = rows(target, shares)
    known = np.log(np.where(wanted > 0, wanted, 1))
    return float((wanted * (known - logs(shares, least))).sum(-1).mean())


def chances(shares: Array, target: Array, least: float) -> Array:
    """The probability given to what is true of each element, for targets of 0 and 1."""
    kept = np.clip(shares, least, np.float32(1) - np.float32(least))
    return np.where(target > 0.5, kept, 1 - kept)


def binary_cross_entropy(shares: Array, target: Array, least: float) -> float:
    return float(-np.log(chances(shares, target, least)).mean())


def focal(shares: Array, target: Array, least: float, gamma: float = 2.0) -> float:
    if target.shape == shares.shape:
        right = chances(shares, target, least)
    else:
        right = np.exp((rows(target, shares) * logs(shares, least)).sum(-1))
    return float(-((1 - right) ** gamma * np.log(right)).mean())


def dice(shares: Array, target: Array, least: float, smooth: float = 1.0) -> float:
    wanted = rows(target, shares)
    axes = tuple(range(1, shares.ndim - 1))
    both, either = (shares * wanted).sum(axes), shares.sum(axes) + wanted.sum(axes)
    return float((1 - (2 * both + smooth) / (either + smooth)).mean())


def mse(shares: Array, target: Array, least: float) -> float:
    return float(((shares - rows(target, shares)) ** 2).mean())


def accuracy(shares: Array, target: Array, exclusive: bool) -> float:
    """The share of classes that are the likeliest, or of elements on the right side of 1/2."""
    if not exclusive:
        return float(((shares > 0.5) == (target > 0.5)).mean())
    return float((shares.argmax(-1) == rows(target, shares).argmax(-1)).mean())


LOSSES: dict[str, Callable[..., float]] = {
    "cross_entropy": cross_entropy, "kl_divergence": kl_divergence, "dice": dice, "mse": mse,
    "binary_cross_entropy": binary_cross_entropy, "focal": focal,
}  # fmt: skip
