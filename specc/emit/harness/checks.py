"""The calls by which `data.py` holds real data against the contract in the spec."""

from specc.emit.expression import Code, Expr, call
from specc.emit.harness.wiring import Feed, Goal, Wiring
from specc.emit.render import statement
from specc.ir.dim import Size
from specc.training.plan import DataPlan
from specc.training.source import Sklearn

SHOWN = 60
"""A longer name is cut in messages."""


def checks(wiring: Wiring, data: DataPlan) -> list[str]:
    """Statements on the local arrays, in the order of the fields."""
    fields = [feed.field for feed in wiring.feeds] + [goal.field for goal in wiring.stored]
    exact = data.samples is not None and (
        "samples" in data.spans or isinstance(data.source, Sklearn)
    )
    found: list[Expr] = []
    if exact:
        found.append(call("check_count", data.samples, *map(Code, fields)))
    elif len(fields) > 1:
        found.append(call("check_lengths", *map(Code, fields)))
    for feed in wiring.feeds:
        found += _feed(feed)
    for goal in wiring.stored:
        found += _goal(goal)
    return [line for check in found for line in statement("", check, 1)]


def _feed(feed: Feed) -> list[Expr]:
    name, array = feed.given.name[:SHOWN], Code(feed.field)
    found: list[Expr] = [_shape(name, array, feed.type.sizes)]
    if feed.given.low is not None:
        found.append(call("check_range", name, array, feed.given.low, feed.given.high))
    elif feed.dtype == "float32":
        found.append(call("check_finite", name, array))
    return found


def _shape(name: str, array: Expr, sizes: tuple[Size, ...]) -> Expr:
    known = tuple(size if isinstance(size, int) else None for size in sizes)
    return call("check_axes" if None in known else "check_shape", name, array, known)


def _goal(goal: Goal) -> list[Expr]:
    name, array, kind = goal.target.name[:SHOWN], Code(goal.field), goal.target.kind
    found = [_shape(name, array, raw_sizes(goal))]
    if kind.word in ("class", "mask", "sequence"):
        found.append(call("check_classes", name, array, kind.classes or goal.type.channels))
    elif kind.word in ("binary", "multilabel"):
        found.append(call("check_classes", name, array, 2))
    elif kind.word == "one_hot":
        found.append(call("check_one_hot", name, array))
    elif kind.word == "distribution":
        found.append(call("check_distribution", name, array))
    elif kind.word == "count":
        found.append(call("check_counts", name, array))
    if kind.low is not None:
        found.append(call("check_range", name, array, kind.low, kind.high))
    elif kind.word == "real":
        found.append(call("check_finite", name, array))
    return found


def raw_sizes(goal: Goal) -> tuple[Size, ...]:
    """The sizes in which a target comes, before it is encoded."""
    kind = goal.target.kind
    if kind.word in ("mask", "sequence"):
        return goal.type.sizes[:-1]
    if kind.word in ("one_hot", "multilabel", "distribution"):
        return goal.type.sizes
    return () if kind.sizes == (1,) else kind.sizes
