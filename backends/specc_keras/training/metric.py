"""Metrics as Keras writes them; where it has none of the same meaning, a class in the program."""

from collections.abc import Callable
from typing import Any

from specc.emit.expression import Code, Expr, call
from specc_keras.training.head import Head

METRICS = "keras.metrics"


def metrics(head: Head, given: tuple[Any, ...]) -> list[Expr]:
    """The metrics that mean something for an output's target."""
    return [
        _WRITTEN[metric.word](head, metric) for metric in given if applies(head, metric)
    ]


def applies(head: Head, metric: Any) -> bool:
    """Whether a metric has a meaning for the target of an output."""
    return head.goal.target.kind.word in metric.targets


def _threshold(head: Head) -> float:
    """Where a score turns from no to yes."""
    return 0.0 if head.scores or head.loss == "hinge" else 0.5


def _accuracy(head: Head, metric: Any) -> Expr:
    if head.whole:
        return call(f"{METRICS}.SparseCategoricalAccuracy", name="accuracy")
    if head.chosen:
        return call(f"{METRICS}.CategoricalAccuracy", name="accuracy")
    return call(f"{METRICS}.BinaryAccuracy", name="accuracy", threshold=_threshold(head))


def _top_k(head: Head, metric: Any) -> Expr:
    kind = "SparseTopKCategoricalAccuracy" if head.whole else "TopKCategoricalAccuracy"
    return call(f"{METRICS}.{kind}", k=metric.k, name="top_k")


def _counted(name: str) -> Callable[[Head, Any], Expr]:
    return lambda head, metric: call(name, name=metric.word, **_deciding(head))


def _deciding(head: Head) -> dict[str, Any]:
    """How an output is turned into noes and yeses, and for how many classes."""
    if head.whole:
        return {"decide": Code("by_class"), "classes": head.units}
    if head.chosen:
        return {"decide": Code("by_row"), "classes": head.units}
    name = "by_sign" if _threshold(head) == 0 else "by_half"
    labels = head.units if head.goal.target.kind.word == "multilabel" else 1
    return {"decide": Code(name), "classes": labels}


def _auc(head: Head, metric: Any) -> Expr:
    if head.chosen:
        name = "ClassAuc" if head.whole else "RowAuc"
        name = name if head.scores else f"{name}OfShares"
        return call(name, multi_label=True, num_labels=head.units, num_thresholds=1000, name="auc")
    labels = head.units if head.goal.target.kind.word == "multilabel" else 1
    named: dict[str, Any] = {"from_logits": True} if head.scores else {}
    if labels > 1:
        named |= {"multi_label": True, "num_labels": labels}
    return call(f"{METRICS}.AUC", **named, num_thresholds=1000, name="auc")


def _mean_error(kind: str) -> Callable[[Head, Any], Expr]:
    def write(head: Head, metric: Any) -> Expr:
        if not (head.scores and head.squash):
            return call(f"{METRICS}.{kind}", name=metric.word)
        return call(f"{kind}Of{head.squash.capitalize()}", name=metric.word)

    return write


def _r2(head: Head, metric: Any) -> Expr:
    name = f"R2Of{head.squash.capitalize()}" if head.scores and head.squash else "R2"
    return call(name, name="r2")


def _perplexity(head: Head, metric: Any) -> Expr:
    return call(
        "Perplexity" if head.whole else "RowPerplexity", name="perplexity", from_logits=head.scores
    )


_WRITTEN: dict[str, Callable[[Head, Any], Expr]] = {
    "accuracy": _accuracy,
    "top_k": _top_k,
    "precision": _counted("Precision"),
    "recall": _counted("Recall"),
    "f1": _counted("F1"),
    "auc": _auc,
    "mae": _mean_error("MeanAbsoluteError"),
    "mse": _mean_error("MeanSquaredError"),
    "r2": _r2,
    "perplexity": _perplexity,
    "iou": _counted("IoU"),
}
