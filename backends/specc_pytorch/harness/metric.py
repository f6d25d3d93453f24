"""Metrics in PyTorch: means over batches, counts over batches, and measures of a whole part."""

from collections.abc import Sequence
from typing import NamedTuple

from specc.emit.expression import Expr, Infix, Lit, call, method
from specc.emit.final import OF_CLASSES
from specc.emit.harness.support import meant_for
from specc.training.metric import Metric, TopK
from specc_pytorch.harness.score import Score

COUNTED = ("precision", "recall", "f1", "iou")
GATHERED = ("auc", "r2")


class Measure(NamedTuple):
    """One column of the history: its name, and the lines that it takes.

    `mean` is the value for a batch, averaged over the examples. Otherwise `function` computes it
    from what an epoch has gathered in `state`: `counts` are added up, and of `seen` both tensors
    are kept for all examples. With `mean`, `function` is what the mean goes through at the end.
    """

    name: str
    higher: bool
    mean: Expr | None = None
    function: str = ""
    state: str = ""
    counts: Expr | None = None
    seen: tuple[Expr, Expr] | None = None


def measures(metrics: Sequence[Metric], scores: Sequence[Score]) -> list[Measure]:
    """All columns beside the loss, in the order of the spec."""
    found: list[Measure] = []
    for metric in metrics:
        fitting = [s for s in scores if meant_for(metric, s.goal.target.kind.word)]
        for at, score in enumerate(fitting):
            prefix = f"{score.goal.output[:40]}_" if len(fitting) > 1 else ""
            found.append(_measure(metric, score, prefix + _word(metric, metrics), at))
    return found


def _word(metric: Metric, metrics: Sequence[Metric]) -> str:
    """The metric's word, with `k` where there is more than one `top_k`."""
    alike = [m for m in metrics if m.word == metric.word]
    return f"top_{metric.k}" if isinstance(metric, TopK) and metric is not alike[0] else metric.word


def _measure(metric: Metric, score: Score, name: str, at: int) -> Measure:
    higher = metric.higher_is_better
    suffix = f"_{at + 1}" if at else ""
    if metric.word in COUNTED:
        return Measure(name, higher, None, metric.word, f"counts{suffix}", _counts(score))
    if metric.word in GATHERED:
        wide = metric.word == "auc" and score.axis == 1 and _units(score) > 1
        function = "mean_auc" if wide else metric.word
        state = f"{metric.word}_seen{suffix}"
        return Measure(name, higher, None, function, state, seen=_seen(metric, score))
    function = "math.exp" if metric.word == "perplexity" else ""
    return Measure(name, higher, _mean(metric, score), function)


def _units(score: Score) -> int:
    sizes = score.goal.type.sizes
    return sizes[-1] if sizes and isinstance(sizes[-1], int) else 1


def _called(score: Score) -> Expr:
    """The class, or for each element whether it is called positive."""
    if score.indexed or score.goal.one_of_many:
        return method(score.raw, "argmax", score.axis)
    return Infix(">", _threshold_side(score), Lit(0 if score.zero_is_even else 0.5))


def _threshold_side(score: Score) -> Expr:
    if score.zero_is_even:
        return score.raw
    return score.values if score.goal.end is None else score.shares


def _actual(score: Score) -> Expr:
    if score.indexed:
        return score.target
    if score.goal.one_of_many:
        return method(score.target, "argmax", score.axis)
    return Infix(">", score.target, Lit(0.5))


def _mean(metric: Metric, score: Score) -> Expr:
    if metric.word == "accuracy":
        return call("share", Infix("==", _called(score), _actual(score)))
    if isinstance(metric, TopK):
        actual = score.target if score.indexed else _actual(score)
        return call("in_top", score.classes_first, actual, k=min(metric.k, _units(score)))
    if metric.word == "perplexity":
        return call("F.cross_entropy", score.class_logits, score.target)
    name = "F.l1_loss" if metric.word == "mae" else "F.mse_loss"
    return call(name, score.values, score.target)


def _counts(score: Score) -> Expr:
    if score.indexed or score.goal.one_of_many:
        return call("class_counts", _called(score), _actual(score), classes=_units(score))
    return call("label_counts", _called(score), _actual(score))


def goal_loss(score: Score) -> str:
    """The word of the output's loss, empty for the perceptron rule."""
    return score.goal.loss.word if score.goal.loss else ""


def _seen(metric: Metric, score: Score) -> tuple[Expr, Expr]:
    if metric.word == "r2":
        return score.values, score.target
    if score.indexed or score.goal.one_of_many:
        chances = goal_loss(score) in OF_CLASSES
        shares = score.share_classes_first if chances else score.value_classes_first
        if score.indexed:
            rows = call("class_masks", score.target, _units(score))
            return shares, Infix(">", rows, Lit(0))
        return shares, Infix(">", score.target, Lit(0.5))
    ranked = score.shares if score.logits and not score.zero_is_even else score.raw
    return ranked, Infix(">", score.target, Lit(0.5))
