"""The rule `untrained-output`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specc.diagnostics import Diagnostic, Label, Severity
from specc.ir.graph import Graph, Node
from specc.rule import Rule, Subject

if TYPE_CHECKING:
    from specc.training.plan import TrainPlan


class UntrainedOutput(Rule):
    """An output has weights of its own, and no loss reaches them.

    What it does:
        Finds outputs that `loss` names no loss for, and that have weights which no trained output
        reads. It is silent where another training of the file has a loss for the output, where
        weights are loaded from a file, and where layers are frozen by name.

    Why is this bad?
        These weights get no gradient: they stay the random numbers they started as, and so does
        what the output says.

    Example:
        loss = {kind: cross_entropy}

    Use instead:
        loss = {kind: cross_entropy, place: huber}

    References:
        Losses by the names of outputs: "The Keras functional API", on models with several inputs
        and outputs (https://keras.io/guides/functional_api/). Keras too trains on without a loss
        for an output (`keras/src/trainers/compile_utils.py`).
    """

    severity = Severity.WARNING
    needs = ("train", "loss")
    bad = """\
data boxes {
    source = npz("boxes.npz", targets=[kind, place])
    input  picture: [64]
    target kind: class(3)
    target place: real[4] in 0..1
}

model Detector {
    input picture: [64]
    seen = Dense(32, activation=relu)
    output kind = seen -> Dense(3, activation=softmax)
    output place = seen -> Dense(4, activation=sigmoid)
}

train {
    loss = {kind: cross_entropy}
}
"""
    message = "no loss reaches the 132 weights of the output `place`: they stay as they start"
    good = """\
data boxes {
    source = npz("boxes.npz", targets=[kind, place])
    input  picture: [64]
    target kind: class(3)
    target place: real[4] in 0..1
}

model Detector {
    input picture: [64]
    seen = Dense(32, activation=relu)
    output kind = seen -> Dense(3, activation=softmax)
    output place = seen -> Dense(4, activation=sigmoid)
}

train {
    loss = {kind: cross_entropy, place: huber}
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Trainings with losses, each against all outputs of its model."""
        plans = subject.sections.trains.values()
        for plan in plans:
            graph = subject.models.get(plan.model)
            if graph is None or not plan.losses or plan.init_from or plan.freeze:
                continue
            alike = [other for other in plans if other.model == plan.model]
            names = {name for other in alike for name, _, _ in other.losses}
            if len(names) < len(graph.outputs):
                yield from self._unreached(plan, graph, names)

    def _unreached(self, plan: "TrainPlan", graph: Graph, names: set[str]) -> Iterator[Diagnostic]:
        trained = [value.id for name, value in graph.outputs.items() if name in names]
        seen: set[int] = set()
        learned = _owners(graph, [*trained, *_latent(plan, graph)], seen)
        for name, value in graph.outputs.items():
            if name not in names:
                # What trained outputs depend on was seen already, and need not be gone through.
                lost = [graph.nodes[i] for i in _owners(graph, [value.id], seen) - learned]
                weights = sum(node.trainable for node in lost)
                if weights:
                    yield self._finding(plan, name, weights, max(lost))

    def _finding(self, plan: "TrainPlan", name: str, weights: int, last: Node) -> Diagnostic:
        source = plan.place.source
        place = last.place if last.place.source is source else plan.place
        several = f"the {weights:,} weights" if weights > 1 else "the one weight"
        return self.at(
            place,
            f"no loss reaches {several} of the output `{name}`: they stay as they start",
            related=(Label(source, plan.span("loss"), f"has no loss for `{name}`"),),
            help=f"name a loss for it: `loss = {{..., {name}: ...}}`, or leave the output out",
        )


def _latent(plan: "TrainPlan", graph: Graph) -> list[int]:
    """The tensors that the Kullback-Leibler term of a `vae` trains."""
    objective = plan.objective
    wanted = {getattr(objective, part, "") for part in ("mean", "log_var")}
    return [value for value, name in graph.root.names if name in wanted]


def _owners(graph: Graph, values: list[int], seen: set[int]) -> set[int]:
    """The nodes whose weights some values depend on, shared and tied ones included.

    Nodes that were seen before are left out, and so is what these depend on.
    """
    found: set[int] = set()
    waiting = list(values)
    while waiting:
        node = graph.producer(waiting.pop())
        if node is None or node.id in seen:
            continue
        seen.add(node.id)
        found.update(part for part in (node.owner, node.tied) if part >= 0)
        waiting.extend(node.inputs)
    return found
