"""The report of `specc verify` as text."""

from collections.abc import Iterable, Iterator

from specc.report.quantity import count, short_count
from specc.report.table import table
from specc.report.visible import visible
from specc.verify.report import ModelReport, Report

HEADER = ("model", "", "parameters", "multiply-adds", "outputs", "gradients", "seconds")
RIGHT = (False, False, True, True, True, True, True)
NOTHING = "-"


def as_text(report: Report) -> str:
    """A row for each model, what differs below it, and a last line that sums it up."""
    lines = table(HEADER, [_cells(one) for one in report.models], RIGHT) if report.models else []
    return "\n".join([*lines, *_differences(report.models), summed_up(report)])


def summed_up(report: Report) -> str:
    """`3 models are as their specs say, 1 differs`."""
    right = sum(one.ok for one in report.models)
    wrong = len(report.models) - right
    said = [f"{right} {'model is as its spec says' if right == 1 else 'models are as specs say'}"]
    if wrong:
        said.append(f"{wrong} {'differs' if wrong == 1 else 'differ'}")
    if report.unread:
        said.append(f"{len(report.unread)} spec{'s' * (len(report.unread) > 1)} with errors")
    return ", ".join(said)


def _cells(model: ModelReport) -> tuple[str, ...]:
    found = tuple(model.backends.values())
    counted = any(one.macs is not None for one in found) and model.macs is not None
    return (
        visible(model.model),
        "ok" if model.ok else "differs",
        count(model.trainable + model.fixed),
        short_count(model.macs) if counted else NOTHING,
        _largest(model, (one.output_difference for one in found)),
        _largest(model, (one.gradient_difference for one in found)),
        f"{sum(one.seconds for one in found):.1f}",
    )


def _largest(model: ModelReport, distances: Iterable[float | None]) -> str:
    known = [one for one in distances if one is not None]
    if not known:
        return "random" if model.random else NOTHING
    return f"{max(known):.0e}" if max(known) else "0"


def _differences(models: Iterable[ModelReport]) -> Iterator[str]:
    for model in models:
        for one in model.differences:
            place = f"{visible(one.file)}:{one.line}" if one.line else visible(model.file)
            who = f"{one.backend}: " if one.backend else ""
            yield f"{place}: {visible(model.model)}: {who}{one.kind}: {visible(one.message)}"
