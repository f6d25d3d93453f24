"""Schedules: the function of the program that gives the share of the rate at a time."""

from typing import Any

from specc.emit.expression import Code, Expr, call
from specc.training.plan import TrainPlan
from specc_keras.training.knob import Knob
from specc_keras.training.watching import direction

PER_EPOCH = ("step", "exponential")
PER_STEP = ("cosine", "linear", "one_cycle")


def schedule_callback(plan: TrainPlan) -> Expr | None:
    """The callback that moves the rate; None where it stays."""
    if plan.schedule.word in PER_EPOCH:
        return call("EachEpoch", Code("options.lr"))
    if plan.schedule.word in PER_STEP:
        return call("EachStep", Code("options.lr"), Code("options.epochs"))
    if plan.schedule.word != "plateau":
        return None
    given: Any = plan.schedule
    return call(
        "keras.callbacks.ReduceLROnPlateau", given.monitor, factor=Code("DROP"),
        patience=Code("DROP_PATIENCE"), mode=direction(given.monitor), min_delta=0.0,
    )  # fmt: skip


def schedule_knobs(plan: TrainPlan) -> list[Knob]:
    """The numbers of a schedule."""
    given: Any = plan.schedule
    if given.word in ("cosine", "linear"):
        return [
            Knob("WARMUP", given.warmup, "epochs over which the rate rises from 0"),
            Knob("FLOOR", given.floor, "share of LR that is left at the end"),
        ]
    return [
        Knob(name, getattr(given, setting), why)
        for name, setting, why in _KNOBS.get(given.word, ())
    ]


_FACTOR = ("DROP", "factor", "what the rate is multiplied with")
_KNOBS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "step": (("DROP_EVERY", "every", "epochs between two drops of the rate"), _FACTOR),
    "exponential": (_FACTOR,),
    "one_cycle": (
        ("RISE", "rise", "share of training over which the rate rises"),
        ("START", "start", "first rate as a share of LR"),
        ("END", "end", "last rate as a share of LR"),
    ),
    "plateau": (
        ("DROP_PATIENCE", "patience", "epochs without a better value before the rate drops"),
        _FACTOR,
    ),
}


def rate_function(plan: TrainPlan) -> list[str]:
    """The function `rate`, where there is one."""
    given: Any = plan.schedule
    if given.word == "step":
        return _each_epoch("DROP ** (epoch // DROP_EVERY)")
    if given.word == "exponential":
        return _each_epoch("DROP**epoch")
    if given.word == "one_cycle":
        return _ONE_CYCLE
    if given.word in ("cosine", "linear"):
        return _falling(given)
    return []


def _each_epoch(share: str) -> list[str]:
    return [
        "def rate(epoch: int) -> float:",
        '    """The share of LR in an epoch, counted from 0."""',
        f"    return {share}",
    ]


def _falling(given: Any) -> list[str]:
    fall = "1 - done" if given.word == "linear" else "(1 + math.cos(math.pi * done)) / 2"
    lines = [*_EACH_STEP]
    if given.warmup:
        lines += ["    if time < WARMUP:", "        return time / WARMUP"]
        lines += ["    done = min(1.0, (time - WARMUP) / max(epochs - WARMUP, 1e-9))"]
    else:
        lines += ["    done = time / epochs"]
    if given.floor:
        inner = fall if fall.startswith("(") else f"({fall})"
        return [*lines, f"    return FLOOR + (1 - FLOOR) * {inner}"]
    return [*lines, f"    return {fall}"]


_EACH_STEP = (
    "def rate(time: float, epochs: int) -> float:",
    '    """The share of LR after some of so many epochs."""',
)
_ONE_CYCLE = [
    *_EACH_STEP,
    "    done = min(1.0, time / epochs)",
    "    if done < RISE:",
    "        return bend(START, 1.0, done / RISE)",
    "    return bend(1.0, END, (done - RISE) / (1 - RISE))",
    "",
    "",
    "def bend(start: float, end: float, done: float) -> float:",
    '    """Half a cosine from `start` to `end`."""',
    "    return end + (start - end) * (1 + math.cos(math.pi * done)) / 2",
]
