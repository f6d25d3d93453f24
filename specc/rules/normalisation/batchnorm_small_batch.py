"""The rule `batchnorm-small-batch`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Label, Severity
from specc.ir.graph import Node, Place
from specc.layers.normalisation import BatchNorm
from specc.prove.facts import Facts
from specc.prove.game import players
from specc.rule import Rule, Subject
from specc.training.plan import TrainPlan

FEW = 8
MANY = 1024
"""Values for each channel, of many positions, from which on few examples do less harm."""


class BatchnormSmallBatch(Rule):
    """Batch norm takes mean and variance from a handful of examples.

    What it does:
        Finds trainings of a model with batch norms that see fewer than 8 examples at once; it is an
        error where a batch norm gets a single value for each channel, and a remark where every one
        gets 1,024 and more, of many positions. Frozen batch norms and trainings with `freeze` are
        left alone. `accumulate` adds up gradients, not statistics.

    Why is this bad?
        Mean and variance of few examples are noise, and unlike those that evaluation uses. Of a
        single value the variance is 0 and the result is `beta`, whatever went in; PyTorch refuses
        to train so.

    Example:
        batch = 4

    Use instead:
        batch = 32

    References:
        Wu and He 2018, "Group normalization" (arXiv 1803.08494): under batch norm the error rises
        rapidly as batches get smaller; for ResNet-50 with 2 images a batch group norm's is 10.6
        points lower. PyTorch's "Expected more than 1 value per channel when training":
        https://github.com/pytorch/pytorch/issues/4534.
    """

    severity = Severity.WARNING
    needs = ("train", "BatchNorm")
    bad = """\
data digits {
    source = sklearn(digits)
    scale  = standard
}

model Net {
    input image: [8, 8, 1]
    Conv2D(32, kernel=3, bias=false) -> BatchNorm -> ReLU
    GlobalAvgPool
    Dense(10)
}

train {
    loss  = cross_entropy
    batch = 4
}
"""
    message = "`BatchNorm` takes mean and variance from 4 examples at a time"
    good = """\
data digits {
    source = sklearn(digits)
    scale  = standard
}

model Net {
    input image: [8, 8, 1]
    Conv2D(32, kernel=3, bias=false) -> BatchNorm -> ReLU
    GlobalAvgPool
    Dense(10)
}

train {
    loss  = cross_entropy
    batch = 32
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Trainings with small batches."""
        for plan in subject.sections.trains.values():
            batch = examples(plan)
            if batch is None or batch >= FEW or plan.freeze:
                continue
            for facts in players(subject, plan):
                norms = [node for node in facts.uses(BatchNorm) if _learns(node)]
                if norms:
                    yield self._finding(plan, facts, norms, batch)

    def _finding(self, plan: TrainPlan, facts: Facts, norms: list[Node], batch: int) -> Diagnostic:
        values = {node.id: _positions(facts, node) for node in norms}
        worst = min(norms, key=lambda node: values[node.id] or 2)
        single = batch * (values[worst.id] or 2) == 1
        severity = Severity.INFO if batch * (values[worst.id] or 0) >= MANY else Severity.WARNING
        word = worst.layer.word
        at_a_time = "1 example" if batch == 1 else f"{batch} examples"
        message = f"`{word}` takes mean and variance from {at_a_time} at a time"
        if single:
            message = f"`{word}` gets one value for each channel, and its variance is 0"
        place = Place(plan.place.source, plan.span("batch"))
        others = f"; `accumulate = {plan.accumulate}` does not change that"
        return self.at(
            place,
            message,
            related=(Label(worst.place.source, worst.place.span, "batch norm"),),
            help="`LayerNorm` and `GroupNorm` do not look at the batch"
            + others * (plan.accumulate > 1),
            severity=Severity.ERROR if single else severity,
        )


def examples(plan: TrainPlan) -> int | None:
    """How many examples a batch has at most; None where it is not known."""
    samples = plan.data.training_samples if plan.data is not None else None
    known = [size for size in (plan.batch, samples) if size is not None]
    return min(known, default=None)


def _learns(node: Node) -> bool:
    return isinstance(node.layer, BatchNorm) and node.layer.trainable


def _positions(facts: Facts, node: Node) -> int | None:
    """How many values of one example a channel has; None where it is not known."""
    size = facts.graph.values[node.inputs[0]].type.with_channels(1).size
    return size if isinstance(size, int) else None
