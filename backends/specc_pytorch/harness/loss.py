"""Losses in PyTorch, as expressions on what the model gives and the target."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from specc.emit.expression import Code, Expr, Infix, Lit, call, method, unless
from specc.emit.expression import Sequence as Sequence_
from specc.emit.harness.program import signature
from specc.emit.names import unique
from specc.emit.render import literal, statement
from specc.training import loss as family
from specc.training.loss import Loss
from specc_pytorch.harness.score import TINY, Score

Writer = Callable[[Any, Score], Expr]
WRITERS: dict[type[Loss], Writer] = {}
W = TypeVar("W", bound=Writer)


def writes(kind: type[Loss]) -> Callable[[W], W]:
    """Register how a loss is written."""

    def register(writer: W) -> W:
        WRITERS[kind] = writer
        return writer

    return register


def written(score: Score) -> Expr:
    """The loss of one output over a batch."""
    loss = score.goal.loss
    assert loss is not None
    return WRITERS[type(loss)](loss, score)


@writes(family.CrossEntropy)
def cross_entropy(loss: family.CrossEntropy, score: Score) -> Expr:
    """On logits; PyTorch spreads smoothed targets as specc does."""
    smoothing = unless(loss.label_smoothing, 0.0)
    target = score.target
    if not score.indexed and score.axis != 1:
        target = method(target, "movedim", -1, 1)
    return call("F.cross_entropy", score.class_logits, target, label_smoothing=smoothing)


@writes(family.BinaryCrossEntropy)
def binary_cross_entropy(loss: family.BinaryCrossEntropy, score: Score) -> Expr:
    """On logits where they can be had, else on probabilities that are neither 0 nor 1."""
    target = score.target
    if loss.label_smoothing:
        target = call("smoothed", target, loss.label_smoothing)
    if score.binary_logits is None:
        shares = method(score.shares, "clamp", TINY, Infix("-", Lit(1), Lit(TINY)))
        return call("F.binary_cross_entropy", shares, target)
    return call("F.binary_cross_entropy_with_logits", score.binary_logits, target)


@writes(family.MeanSquaredError)
def mse(loss: family.MeanSquaredError, score: Score) -> Expr:
    """Mean squared error."""
    return call("F.mse_loss", score.values, score.target)


@writes(family.MeanAbsoluteError)
def mae(loss: family.MeanAbsoluteError, score: Score) -> Expr:
    """Mean absolute error."""
    return call("F.l1_loss", score.values, score.target)


@writes(family.Huber)
def huber(loss: family.Huber, score: Score) -> Expr:
    """Huber's loss."""
    return call("F.huber_loss", score.values, score.target, delta=unless(loss.delta, 1.0))


@writes(family.KlDivergence)
def kl_divergence(loss: family.KlDivergence, score: Score) -> Expr:
    """The divergence of each position, from logarithms of the output's probabilities."""
    target = score.target if score.axis == 1 else method(score.target, "movedim", -1, 1)
    return call("divergence", score.class_logits, target)


@writes(family.CosineSimilarity)
def cosine_similarity(loss: family.CosineSimilarity, score: Score) -> Expr:
    """One minus the cosine along the channels."""
    return call("cosine_distance", score.values, score.target, dim=unless(score.axis, 1))


@writes(family.Hinge)
def hinge(loss: family.Hinge, score: Score) -> Expr:
    """Binary, or over classes."""
    if score.indexed:
        return call("categorical_hinge", score.value_classes_first, score.target)
    return call("binary_hinge", score.values, score.target)


@writes(family.Focal)
def focal(loss: family.Focal, score: Score) -> Expr:
    """Over classes, or for each element by itself."""
    if score.indexed:
        name = "focal_cross_entropy" if loss.alpha is None else "weighted_focal_cross_entropy"
        given = {"gamma": loss.gamma} | ({} if loss.alpha is None else {"alpha": loss.alpha})
        return call(name, score.class_logits, score.target, **given)
    logits = score.binary_logits or call("torch.logit", score.shares, eps=TINY)
    if loss.alpha is None:
        return call("binary_focal", logits, score.target, gamma=loss.gamma)
    return call("weighted_binary_focal", logits, score.target, gamma=loss.gamma, alpha=loss.alpha)


@writes(family.Dice)
def dice(loss: family.Dice, score: Score) -> Expr:
    """On probabilities; classes as one mask each."""
    target = score.target if score.axis == 1 else method(score.target, "movedim", -1, 1)
    if score.indexed:
        target = call("class_masks", score.target, score.goal.type.channels)
    return call("dice_loss", score.share_classes_first, target, smooth=loss.smooth)


@writes(family.PythonLoss)
def python(loss: family.PythonLoss, score: Score) -> Expr:
    """The user's function on the output itself."""
    return call(own_name(loss), score.values, score.target)


def own_name(loss: family.PythonLoss) -> Code:
    """What the user's function is imported as: its name, made unlike any other in the file."""
    return Code(f"own_{loss.function.split(':')[1]}")


DOCS = {
    "cross_entropy": "Cross entropy over the classes.",
    "binary_cross_entropy": "Cross entropy of each element by itself.",
    "mse": "Mean squared error.",
    "mae": "Mean absolute error.",
    "huber": "Quadratic near the target, linear far from it.",
    "kl_divergence": "Kullback-Leibler divergence from the target.",
    "cosine_similarity": "One minus the cosine of the angle to the target.",
    "hinge": "Hinge: nothing once the margin is 1.",
    "focal": "Cross entropy that weighs easy examples down.",
    "dice": "One minus the overlap with the target.",
    "python": "The loss of your own module.",
}


def names(found: Sequence[Score], taken: frozenset[str]) -> list[str]:
    """The functions of the outputs' losses, which are also columns of the history."""
    used = set(taken)
    return [unique(f"{score.goal.output[:34]}_loss", used) for score in found]


def functions(found: Sequence[Score], kind: str, taken: frozenset[str]) -> list[str]:
    """The function `loss_of`, and with several outputs one for each of them."""
    if len(found) == 1:
        return _function("loss_of", found[0], kind, weighed=True)
    lines: list[str] = []
    titles = names(found, taken)
    for name, score in zip(titles, found, strict=True):
        lines += _function(name, score, kind, weighed=False)
    parts = [
        Code(f"{_weight(score)}{name}(scores, batch)")
        for name, score in zip(titles, found, strict=True)
    ]
    total = statement("losses = ", Sequence_(tuple(parts), round=True), 1)
    head = signature("loss_of", [f"scores: {kind}", "batch: Examples"], "Tensor")
    doc = '    """The weighted sum of the outputs\' losses."""'
    return [*lines, "", "", *head, doc, *total, "    return torch.stack(losses).sum()"]


def _weight(score: Score) -> str:
    return "" if score.goal.weight == 1 else f"{literal(score.goal.weight)} * "


def _function(name: str, score: Score, kind: str, *, weighed: bool) -> list[str]:
    assert score.goal.loss is not None
    lines = signature(name, [f"scores: {kind}", "batch: Examples"], "Tensor")
    lines.append(f'    """{DOCS[score.goal.loss.word]}"""')
    if weighed and score.goal.weight != 1:
        lines += statement("loss = ", written(score), 1)
        return ["", "", *lines, f"    return {_weight(score)}loss"]
    return ["", "", *lines, *statement("return ", written(score), 1)]
