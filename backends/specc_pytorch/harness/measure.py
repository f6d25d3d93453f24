"""Calls of the model, losses and metrics in `train.py`."""

from collections.abc import Sequence
from typing import Any

from specc.emit.expression import Code, Expr, call, method
from specc.emit.harness.wiring import Wiring
from specc.emit.render import quote, statement
from specc_pytorch.harness import loss
from specc_pytorch.harness.metric import Measure
from specc_pytorch.harness.score import Score
from specc_pytorch.harness.tally import tally_values


def measure_values(
    wiring: Wiring, found: Sequence[Score], columns: Sequence[Measure], taken: frozenset[str]
) -> dict[str, Any]:
    """`predict`, the losses, `measures`, and the class `Tally`; `taken` are names not to use."""
    gradient = found[0].goal.loss is not None
    kind = "tuple[Tensor, ...]" if found[0].several else "Tensor"
    means = [(c.name, c.mean) for c in columns if c.mean is not None]
    if len(found) > 1:
        names = loss.names(found, taken)
        means = [*((name, Code(f"{name}(scores, batch)")) for name in names), *means]
    given = [*(["loss"] if gradient else []), *(["scores"] if columns or means else []), "batch"]
    return {
        "scores_type": kind,
        "loss_functions": loss.functions(found, kind, taken) if gradient else [],
        "measures": _dict(means),
        "whole_measures": _dict([(c.name, _whole(c)) for c in columns]),
        "tally_call": ", ".join(given),
        "tally_rest": ", ".join(given[1:]),
        **_predict(found, [feed.field for feed in wiring.feeds]),
        **tally_values(columns, given, kind, measured=bool(means)),
    }


def _whole(column: Measure) -> Expr:
    """The value of a metric where a whole part is one batch."""
    if column.mean is not None:
        return method(column.mean, "item")
    if column.counts is not None:
        return call(column.function, column.counts)
    assert column.seen is not None
    return call(column.function, *column.seen)


def _dict(entries: Sequence[tuple[str, Expr]]) -> list[str]:
    if not entries:
        return []
    lines = ["    return {"]
    for name, value in entries:
        entry = statement(f"{quote(name)}: ", value, 2)
        lines += [*entry[:-1], entry[-1] + ","]
    return [*lines, "    }"]


def _predict(found: Sequence[Score], fields: Sequence[str]) -> dict[str, Any]:
    """The call of the model, in the precision that is asked for."""
    logits = any(score.logits for score in found)
    made = call("model.logits" if logits else "model", *(Code(f"batch.{name}") for name in fields))
    what = "Logits, on which the loss is stable" if logits else "What the model gives"
    several = found[0].several
    back = "tuple(score.float() for score in scores)" if several else "scores.float()"
    return {
        "predict": [*statement("scores = ", made, 2), f"    return {back}"],
        "predict_doc": f"{what}; in fp32 whatever the precision.",
    }
