"""The rule `batchnorm-stats-not-converged`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Label, Safety, Severity
from specc.edit import set_setting
from specc.ir.graph import Node
from specc.layers.normalisation import BatchNorm
from specc.rule import Rule, Subject
from specc.training.plan import TrainPlan

SPANS = 5
FEW = 50
"""After so many times 1 / (1 - momentum) batches e^-5 of the start is left, less than 1 %."""
MOMENTA = (0.98, 0.95, 0.9, 0.8, 0.5)


class BatchnormStatsNotConverged(Rule):
    """Training ends before the stored statistics of a batch norm have left their start.

    What it does:
        Finds batch norms whose stored mean and variance still hold more than e^-5 of the 0 and 1
        that they start at when a training from the start ends: fewer than 5 / (1 - momentum)
        batches. Of a training of under 50 steps in all `too-few-updates` speaks.

    Why is this bad?
        Each batch mixes 1 - momentum of its own statistics into the stored ones. Training does not
        use them and looks fine; evaluation does, and divides by numbers that say little of the
        data.

    Example:
        BatchNorm(momentum=0.99)

    Use instead:
        BatchNorm(momentum=0.98)

    References:
        The update and the default of 0.99 in Keras: https://keras.io/api/layers/normalization_layers/batch_normalization/.
        PyTorch's default, `momentum=0.1` there, keeps 0.9:
        https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm2d.html. Statistics that
        lag behind: Wu and Johnson 2021, "Rethinking 'Batch' in BatchNorm" (arXiv 2105.07576).
    """

    severity = Severity.WARNING
    needs = ("train", "BatchNorm")
    bad = """\
data cancer {
    source = sklearn(breast_cancer)
    scale  = standard
}

model Net {
    input x: [30]
    Dense(32, bias=false)
    BatchNorm(momentum=0.99)
    ReLU
    Dense(1, activation=sigmoid)
}

train {
    loss   = binary_cross_entropy
    epochs = 20
}
"""
    message = (
        "after 300 batches `BatchNorm` still stores 4.9 % of its start: `momentum=0.99` wants 500"
    )
    good = """\
data cancer {
    source = sklearn(breast_cancer)
    scale  = standard
}

model Net {
    input x: [30]
    Dense(32, bias=false)
    BatchNorm
    ReLU
    Dense(1, activation=sigmoid)
}

train {
    loss   = binary_cross_entropy
    epochs = 20
}
"""
    fixed = """\
data cancer {
    source = sklearn(breast_cancer)
    scale  = standard
}

model Net {
    input x: [30]
    Dense(32, bias=false)
    BatchNorm(momentum=0.98)
    ReLU
    Dense(1, activation=sigmoid)
}

train {
    loss   = binary_cross_entropy
    epochs = 20
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Trainings from the start, and the batch norms of their models."""
        for plan in subject.sections.trains.values():
            facts, batches = subject.graphs.get(plan.model), _batches(plan)
            if facts is None or batches is None or plan.init_from or plan.freeze:
                continue
            if batches < FEW:
                continue  # `too-few-updates` speaks of what everything suffers from
            norms = facts.uses(BatchNorm)
            twice = {node.owner for node in norms if node.shared}
            for node in norms:
                if node.owner not in twice and _wanted(node) > batches:
                    yield self._finding(subject, plan, node, batches)

    def _finding(self, subject: Subject, plan: TrainPlan, node: Node, batches: int) -> Diagnostic:
        momentum = _momentum(node)
        left = 100 * momentum**batches
        message = (
            f"after {batches} batches `{node.layer.word}` still stores {left:.1f} % of its start: "
            f"`momentum={momentum:g}` wants {_wanted(node):.0f}"
        )
        label = Label(plan.place.source, plan.span("epochs"), "training ends here")
        return self.at(
            node.place,
            message,
            related=(label,),
            help="a smaller `momentum` forgets the start sooner; more epochs do as well",
            fix=_fix(subject, node, batches),
        )


def _batches(plan: TrainPlan) -> int | None:
    """How many batches training sees; None where it is not known."""
    samples = plan.data.training_samples if plan.data is not None else None
    if samples is None:
        return plan.epochs if plan.batch is None else None
    return plan.epochs * (1 if plan.batch is None else -(-samples // plan.batch))


def _momentum(node: Node) -> float:
    layer = node.layer
    return layer.momentum if isinstance(layer, BatchNorm) and layer.trainable else 0.0


def _wanted(node: Node) -> float:
    """How many batches bring the stored statistics close to those of the data."""
    momentum = _momentum(node)
    return SPANS / (1 - momentum) if momentum else 0


def _fix(subject: Subject, node: Node, batches: int) -> Fix | None:
    fitting = [m for m in MOMENTA if m < _momentum(node) and SPANS / (1 - m) <= batches]
    use = subject.written(node.place, node.layer.word)
    if use is None or not fitting:
        return None
    edit = set_setting(node.place.source, use, "momentum", f"{fitting[0]:g}")
    return Fix("forget the start sooner", (edit,), Safety.UNSAFE)
