"""Edits to activations, losses and metrics, for fixes.

None where a line stands for more than the one use, or does not say plainly what is to be changed.
"""

from typing import TYPE_CHECKING

from specc.diagnostics import Edit
from specc.edit import (
    Use,
    argument,
    name_of,
    remove,
    remove_setting,
    set_line,
    set_setting,
    swap_activation,
)
from specc.ending import activation
from specc.ir.graph import Node
from specc.layer import Activation, Weighted
from specc.source import Span
from specc.syntax import ast

if TYPE_CHECKING:
    from specc.prove.limits import Limits
    from specc.prove.trained import Trained
    from specc.subject import Subject
    from specc.training.plan import DataPlan, TrainPlan


def alone(subject: "Subject", node: Node) -> bool:
    """True where the line of a node stands for this one use of it in all models."""
    place = node.place
    return subject.once(_counts).get((place.source.path, place.span)) == 1


def drop(subject: "Subject", node: Node) -> Edit | None:
    """Take the activation of a node away: its setting, or the layer that it is."""
    use = _written(subject, node)
    if use is None:
        return None
    if not isinstance(node.layer, Activation):
        return remove_setting(node.place.source, use, "activation")
    step = subject.step(use)
    return None if step is None else remove(node.place.source, step)


def swap(subject: "Subject", node: Node, new: type[Activation]) -> Edit | None:
    """Put another activation in the place of a node's own."""
    use, old = _written(subject, node), activation(node)
    if use is None or old is None:
        return None
    return swap_activation(node.place.source, use, type(old), new)


def give(subject: "Subject", node: Node, new: type[Activation]) -> Edit | None:
    """Give a layer that has none an activation."""
    use = _written(subject, node)
    if use is None or not isinstance(node.layer, Weighted) or argument(use, "activation"):
        return None
    return set_setting(node.place.source, use, "activation", new.activation_words[0])


def loss_use(subject: "Subject", one: "Trained") -> Use | None:
    """How the loss of an output is written, its weight left out."""
    value = _line(subject, one.plan, "loss")
    if isinstance(value, ast.MapExpr):
        value = next((given for name, given in value.entries if name.text == one.name), None)
    if isinstance(value, ast.Binary):
        value = value.left if isinstance(value.right, ast.Number) else value.right
    return value if isinstance(value, Use) and name_of(value) == one.word else None


def set_loss(subject: "Subject", one: "Trained", word: str) -> Edit | None:
    """Put another loss in the place of an output's own; what it was set to goes with it."""
    use = loss_use(subject, one)
    source = one.plan.place.source
    return None if use is None or "#" in source.cut(use.span) else Edit(source, use.span, word)


def rescale(subject: "Subject", data: "DataPlan", known: "Limits") -> Edit:
    """Bring the inputs of the data into 0..1."""
    plain = data.scale is None and known.low == 0
    value = f"divide({known.high:g})" if plain else "minmax"
    return set_line(data.place.source, subject.section(data), "scale", value)


def metric_span(subject: "Subject", plan: "TrainPlan", index: int) -> Span:
    """Where a metric of a training stands, by its number."""
    value = _line(subject, plan, "metrics")
    if isinstance(value, ast.ListExpr) and len(value.items) == len(plan.metrics):
        return value.items[index].span
    return plan.span("metrics")


def _line(subject: "Subject", plan: "TrainPlan", name: str) -> ast.Expr | None:
    """The value of a line of a `train` section."""
    binds = (one for one in subject.section(plan).body if isinstance(one, ast.Bind))
    return next((one.value for one in binds if one.names[0].text == name), None)


def _written(subject: "Subject", node: Node) -> Use | None:
    return subject.written(node.place, node.layer.word) if alone(subject, node) else None


def _counts(subject: "Subject") -> dict[tuple[str, Span], int]:
    """How many uses each line stands for; those of a shared layer belong to its first."""
    found: dict[tuple[str, Span], int] = {}
    for facts in subject.graphs.values():
        nodes = facts.graph.nodes
        for node in nodes:
            place = nodes[node.owner].place
            key = place.source.path, place.span
            found[key] = found.get(key, 0) + 1
    return found
