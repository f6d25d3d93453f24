"""The constants at the top of `train.py`, in the order in which a reader looks for them."""

from typing import Any

from specc.emit.expression import Code, Lit
from specc.emit.render import quote, statement
from specc.training.callback import Every, Patience
from specc.training.plan import TrainPlan
from specc_pytorch.harness import augment, optimizer, schedule
from specc_pytorch.harness.optimizer import Knob


def knob_lines(train: TrainPlan, *, big: bool) -> list[str]:
    """One assignment each, with the unit or the reason behind it."""
    lines = []
    for name, value, comment in _knobs(train, big):
        written = value if isinstance(value, Code) else Lit(value)
        lines += statement(f"{name} = ", written, 0, comment)
    return lines


def _knobs(train: TrainPlan, big: bool) -> list[Knob]:
    whole = train.batch is None
    found = [
        Knob("EPOCHS", train.epochs, "passes over the training part"),
        Knob("BATCH", train.batch, "all examples in one step" if whole else "examples in one step"),
        Knob("LR", train.optimizer.lr, "learning rate"),
    ]
    if not train.optimizer.gradient:
        found.append(Knob("SEED", train.seed, "of the weights and the order of the examples"))
        return [*found, *_start(train)]
    found += [*optimizer.knobs(train.optimizer), *schedule.knobs(train.schedule)]
    found += [knob for knob in _optional(train) if knob.value is not None]
    found += _start(train)
    found += augment.knobs(train.data.augment if train.data else ())
    found.append(Knob("SEED", train.seed, "of the weights, the order of the examples, dropout"))
    found.append(Knob("PRECISION", train.precision, "of the computation; weights stay in fp32"))
    found.append(Knob("PRECISIONS", Code(_precisions(train)), ""))
    if big:
        found.append(Knob("GPU_BYTES", Code("4 * 2**30"), "data of up to this size is kept there"))
    return found


def _optional(train: TrainPlan) -> list[Knob]:
    """The constants of settings that are off unless a spec turns them on."""
    stop = train.early_stop if isinstance(train.early_stop, Patience) else None
    every = train.checkpoint if isinstance(train.checkpoint, Every) else None
    accumulate: Any = train.accumulate if train.accumulate > 1 else None
    delta = stop.min_delta or None if stop else None
    return [
        Knob("ACCUMULATE", accumulate, "batches whose gradients are averaged"),
        Knob("CLIP_NORM", train.clip_norm, "largest norm of all gradients together"),
        Knob("CLIP_VALUE", train.clip_value, "largest element of a gradient"),
        Knob("EMA", train.ema, "share kept by the running mean of the weights"),
        Knob("PATIENCE", stop and stop.epochs, "epochs without improvement before the end"),
        Knob("MIN_DELTA", delta, "what counts as an improvement"),
        Knob("SAVE_EVERY", every and every.epochs, "epochs between two files of weights"),
    ]


def _start(train: TrainPlan) -> list[Knob]:
    if train.init_from is None:
        return []
    return [Knob("INIT", Code(f"Path({quote(train.init_from)})"), "weights to start from")]


def _precisions(train: TrainPlan) -> str:
    kinds = {"fp32": "torch.float32", "bf16": "torch.bfloat16"}
    if train.precision == "fp16":
        kinds["fp16"] = "torch.float16"
    return "{" + ", ".join(f'"{name}": {kind}' for name, kind in kinds.items()) + "}"
