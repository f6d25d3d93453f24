"""Metrics as Keras writes them; where it has none of the same meaning, a class in the program."""

from collections.abc import Callable, Sequence
from typing import Any

from specc.emit.expression import Code, Expr, call
from specc.emit.harness.support import meant_for
from specc.training.metric import Metric
from specc_keras.training.head import Head

METRICS = "keras.metrics"


def metrics(head: Head, given: Sequence[Metric]) -> list[Expr]:
    """The metrics that mean something for an output's target."""
    fitting = [metric for metric in given if applies(head, metric)]
    return [_WRITTEN[metric.word](head, metric, column(metric, given)) for metric in fitting]


def applies(head: Head, metric: Metric) -> bool:
    """Whether a metric has a meaning for the target of an output."""
    return meant_for(metric, head.goal.target.kind.word)


def column(metric: Any, given: Sequence[Metric]) -> str:
    """The metric's word, with `k` where there is more than one `top_k`."""
    first = next(other for other in given if other.word == metric.word)
    return f"top_{metric.k}" if metric.word == "top_k" and metric is not first else str(metric.word)


def _threshold(head: Head) -> float:
    """Where an element turns from no to yes."""
    raw = head.loss == "hinge" and not head.squash
    return 0.0 if head.scores or raw else 0.5


def _accuracy(head: Head, metric: Any, name: str) -> Expr:
    if head.whole:
        return call(f"{METRICS}.SparseCategoricalAccuracy", name=name)
    if head.chosen:
        return call(f"{METRICS}.CategoricalAccuracy", name=name)
    return call(f"{METRICS}.BinaryAccuracy", name=name, threshold=_threshold(head))


def _top_k(head: Head, metric: Any, name: str) -> Expr:
    kind = "SparseTopKCategoricalAccuracy" if head.whole else "TopKCategoricalAccuracy"
    return call(f"{METRICS}.{kind}", k=min(metric.k, head.units), name=name)


def _counted(kind: str) -> Callable[[Head, Any, str], Expr]:
    return lambda head, metric, name: call(kind, name=name, **_deciding(head))


def _deciding(head: Head) -> dict[str, Any]:
    """How an output is turned into noes and yeses, and for how many classes."""
    if head.whole:
        return {"decide": Code("by_class"), "classes": head.units}
    if head.chosen:
        return {"decide": Code("by_row"), "classes": head.units}
    decide = "by_sign" if _threshold(head) == 0 else "by_half"
    return {"decide": Code(decide), "classes": _labels(head)}


def _labels(head: Head) -> int:
    return head.units if head.goal.target.kind.word == "multilabel" else 1


def _auc(head: Head, metric: Any, name: str) -> Expr:
    shares = head.shares
    named = {"num_thresholds": 1000, "name": name}
    if head.chosen and head.scores and head.squash and not head.of_classes:
        named["from_logits"] = True
        return call(f"{METRICS}.AUC", multi_label=True, num_labels=head.units, **named)
    if head.chosen:
        kind = f"{'Class' if head.whole else 'Row'}Auc{'OfShares' if shares else ''}"
        kind = f"{METRICS}.AUC" if kind == "RowAucOfShares" else kind
        return call(kind, multi_label=True, num_labels=head.units, **named)
    if not shares:
        named["from_logits"] = True
    if _labels(head) > 1:
        named |= {"multi_label": True, "num_labels": head.units}
    return call(f"{METRICS}.AUC", **named)


def _mean_error(kind: str) -> Callable[[Head, Any, str], Expr]:
    def write(head: Head, metric: Any, name: str) -> Expr:
        if not (head.scores and head.squash):
            return call(f"{METRICS}.{kind}", name=name)
        return call(f"{kind}OfLogits", name=name)

    return write


def _r2(head: Head, metric: Any, name: str) -> Expr:
    return call("R2OfLogits" if head.scores and head.squash else "R2", name=name)


def _perplexity(head: Head, metric: Any, name: str) -> Expr:
    kind = "Perplexity" if head.whole else "RowPerplexity"
    return call(kind, name=name, from_logits=not head.shares)


_WRITTEN: dict[str, Callable[[Head, Any, str], Expr]] = {
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
