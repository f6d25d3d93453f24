"""Schedules: the body of `rate`, the share of the learning rate at a time in epochs."""

from specc.training import schedule as family
from specc.training.schedule import Schedule
from specc_pytorch.harness.optimizer import Knob


def knobs(schedule: Schedule) -> list[Knob]:
    """The constants of a schedule."""
    found = []
    for name, declared in schedule.settings.items():
        value = getattr(schedule, name)
        if name == "monitor" or (name in ("warmup", "floor") and value == 0):
            continue
        found.append(Knob(NAMES.get(name, name.upper()), value, declared.doc))
    return found


NAMES = {
    "every": "DROP_EVERY", "factor": "DROP", "patience": "DROP_PATIENCE", "start": "START",
    "end": "END", "rise": "RISE",
}  # fmt: skip


def doc(schedule: Schedule) -> str:
    """What the rate does, for a docstring."""
    return {
        "cosine": "half a cosine down",
        "linear": "a straight line down",
        "step": "times DROP after every DROP_EVERY epochs",
        "exponential": "times DROP after every epoch",
        "one_cycle": "half a cosine up, then half a cosine down",
    }[schedule.word]


def body(schedule: Schedule) -> list[str]:
    """The lines of `rate(time, epochs)`, without indent."""
    if isinstance(schedule, family.Step):
        return ["return DROP ** (int(time) // DROP_EVERY)"]
    if isinstance(schedule, family.Exponential):
        return ["return DROP ** int(time)"]
    if isinstance(schedule, family.OneCycle):
        return [
            "done = min(1.0, time / epochs)",
            "if done < RISE:",
            "    return bend(START, 1.0, done / RISE)",
            "return bend(1.0, END, (done - RISE) / (1 - RISE))",
        ]
    assert isinstance(schedule, family.Falling)
    return _falling(schedule)


def _falling(schedule: family.Falling) -> list[str]:
    fall = "(1 + math.cos(math.pi * done)) / 2" if schedule.word == "cosine" else "1 - done"
    lines = ["done = min(1.0, time / epochs)"]
    if schedule.warmup:
        lines = [
            "if time < WARMUP:",
            "    return time / WARMUP",
            "done = min(1.0, (time - WARMUP) / max(epochs - WARMUP, 1e-9))",
        ]
    if not schedule.floor:
        return [*lines, f"return {fall}"]
    inner = fall if fall.startswith("(") else f"({fall})"
    return [*lines, f"return FLOOR + (1 - FLOOR) * {inner}"]
