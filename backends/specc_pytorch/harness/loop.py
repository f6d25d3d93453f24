"""The training loop of `train.py`: what the templates `loop` and `perceptron` fill in."""

from typing import Any

from specc.emit.expression import Code, call, unless
from specc.emit.harness.wiring import Wiring
from specc.emit.render import flat, statement
from specc.ir.graph import Graph
from specc.layers.normalisation import BatchNorm
from specc.training.callback import Best, Every, Patience
from specc.training.plan import TrainPlan
from specc.training.schedule import ConstantRate, Plateau
from specc_pytorch.harness import augment, optimizer, schedule
from specc_pytorch.harness.metric import Measure
from specc_pytorch.harness.score import Score


def constant_rate(train: TrainPlan) -> bool:
    """True where the learning rate does not follow a curve."""
    return isinstance(train.schedule, (ConstantRate, Plateau))


def loop_values(
    train: TrainPlan, graph: Graph, wiring: Wiring, found: tuple[Score, ...], *, big: bool
) -> dict[str, Any]:
    """What gradient descent needs."""
    layers = [node.layer for node in graph.nodes]
    penalised = any(getattr(layer, "l1", 0) or getattr(layer, "l2", 0) for layer in layers)
    steps = train.data.augment if train.data else ()
    return {
        **_batch_values(train, big),
        **_rate_values(train),
        "method": "logits" if any(s.logits for s in found) else "forward",
        "optimizer": statement("optimizer = ", optimizer.made(train.optimizer), 1),
        "scaler": train.precision == "fp16",
        "ema": train.ema is not None,
        "accumulate": train.accumulate > 1,
        "clip_norm": train.clip_norm is not None,
        "clip_value": train.clip_value is not None,
        "max_norm": any(getattr(layer, "max_norm", None) for layer in layers),
        "batch_norm": train.batch != 1 and any(isinstance(one, BatchNorm) for one in layers),
        "every": isinstance(train.checkpoint, Every),
        "augment": augment.lines(steps, wiring.feeds[0].field) if steps else [],
        "loss_call": "loss_of(scores, batch)" + (" + penalty(model)" if penalised else ""),
    }


def perceptron_values(train: TrainPlan, graph: Graph, found: tuple[Score, ...]) -> dict[str, Any]:
    """What the perceptron rule needs."""
    return {
        **_batch_values(train, big=False),
        "bias": any(getattr(node.layer, "bias", False) for node in graph.nodes),
        "target": flat(found[0].target),
    }


def _batch_values(train: TrainPlan, big: bool) -> dict[str, Any]:
    more = ", device" if big else ""
    return {
        "whole": train.batch is None,
        "train_batches": f"batches(train, args.batch, order{more})",
        "part_batches": f"batches(part, args.batch, order{more})",
    }


def _rate_values(train: TrainPlan) -> dict[str, Any]:
    plain = constant_rate(train)
    return {
        "rate_body": [] if plain else schedule.body(train.schedule),
        "rate_doc": "" if plain else schedule.doc(train.schedule),
        "each_step": not plain and train.schedule.each_step,
        "plateau": isinstance(train.schedule, Plateau),
    }


def watch_values(train: TrainPlan, columns: list[Measure]) -> dict[str, Any]:
    """What is watched for the best weights, for stopping and for a plateau."""
    stop = train.early_stop if isinstance(train.early_stop, Patience) else None
    kept = _kept(train, stop)
    own = stop is not None and (stop.monitor != kept or stop.min_delta > 0)
    lines = _watch("kept", kept, columns, 0.0)
    if stop and own:
        lines += _watch("patience", stop.monitor, columns, stop.min_delta)
    if isinstance(train.schedule, Plateau):
        lines += _watch("plateau", train.schedule.monitor, columns, 0.0)
    return {
        "watches": lines,
        "stop": stop is not None,
        "stop_watch": "patience" if own else "kept",
        "stop_column": stop.monitor if stop else "",
    }


def _kept(train: TrainPlan, stop: Patience | None) -> str:
    """The column that says which weights are the best."""
    if isinstance(train.checkpoint, Best):
        return train.checkpoint.monitor
    if stop:
        return stop.monitor
    return "val_loss" if train.data and train.data.validates else "loss"


def _watch(name: str, column: str, columns: list[Measure], delta: float) -> list[str]:
    word = column.removeprefix("val_")
    higher = any(measure.higher for measure in columns if measure.name == word)
    least = Code("MIN_DELTA") if delta else unless(0.0, 0.0)
    made = call("Watch", column, higher=unless(higher, False), min_delta=least)
    return statement(f"{name} = ", made, 1)
