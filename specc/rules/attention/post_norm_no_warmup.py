"""The rule `post-norm-no-warmup`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Edit, Fix, Label, Safety, Severity
from specc.edit import set_line, set_setting
from specc.ir.graph import Node, Place
from specc.prove.facts import Facts
from specc.prove.residual import Sublayer, residuals
from specc.rule import Rule, Subject
from specc.training.plan import TrainPlan
from specc.training.schedule import Falling, OneCycle

DEEP = 6
"""Layers from which on the missing warm-up is felt."""
SMALL = 1e-4
"""A learning rate up to this does less harm at the start."""


class PostNormNoWarmup(Rule):
    """A deep transformer that normalises behind its sums starts at the full learning rate.

    What it does:
        Finds trainings of models with six or more attention layers one behind the other, each with
        its norm behind the sum with the skip, under a schedule that does not rise at the start. An
        info where the rate is 1e-4 or less; a training that starts from trained weights is left
        alone.

    Why is this bad?
        At the start the gradients of the last layers of such a stack are large, whatever its depth:
        at the full rate the first steps throw it where it does not recover. A rate that rises over
        the first steps avoids that, and so does a norm in front of each sublayer.

    Example:
        optimizer = adam(lr=1e-3)

    Use instead:
        optimizer = adam(lr=1e-3)
        schedule  = cosine(warmup=2)

    References:
        Xiong et al. 2020, "On layer normalization in the transformer architecture" (arXiv
        2002.04745): why post-norm needs the warm-up, and pre-norm does not. Vaswani et al. 2017
        (arXiv 1706.03762), section 5.3: 4,000 steps of warm-up.
    """

    severity = Severity.WARNING
    needs = ("train", "MultiHeadAttention", "normalisation")
    bad = """\
data reviews {
    source  = npz("reviews.npz")
    input   review: int[100] in 0..7999
    target  positive: binary
    samples = 25_000
}

block Layer(heads) {
    input x
    h = (x + (x -> MultiHeadAttention(heads))) -> LayerNorm
    output (h + (h -> Dense(4 * x.channels, activation=relu) -> Dense(x.channels))) -> LayerNorm
}

model Sentiment {
    input review: int[100]
    Embedding(8000, 64) -> PositionEmbedding(100)
    repeat 6 { Layer(4) }
    GlobalAvgPool
    output positive = Dense(1, activation=sigmoid)
}

train {
    loss      = binary_cross_entropy
    optimizer = adam(lr=1e-3)
    epochs    = 20
    batch     = 64
}
"""
    message = "6 attention layers with the norm behind the sum start at the full rate of 0.001"
    good = """\
data reviews {
    source  = npz("reviews.npz")
    input   review: int[100] in 0..7999
    target  positive: binary
    samples = 25_000
}

block Layer(heads) {
    input x
    h = (x + (x -> MultiHeadAttention(heads))) -> LayerNorm
    output (h + (h -> Dense(4 * x.channels, activation=relu) -> Dense(x.channels))) -> LayerNorm
}

model Sentiment {
    input review: int[100]
    Embedding(8000, 64) -> PositionEmbedding(100)
    repeat 6 { Layer(4) }
    GlobalAvgPool
    output positive = Dense(1, activation=sigmoid)
}

train {
    loss      = binary_cross_entropy
    optimizer = adam(lr=1e-3)
    schedule  = cosine(warmup=2)
    epochs    = 20
    batch     = 64
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Trainings of such models without a rise."""
        known = subject.once(residuals)
        for plan in subject.sections.trains.values():
            facts = subject.graphs.get(plan.model)
            if facts is None or plan.init_from is not None or _rises(plan):
                continue
            behind = [one for one in known[id(facts)] if one.behind and not one.before]
            if len(behind) >= DEEP and (depth := _depth(facts, behind)) >= DEEP:
                yield self._finding(subject, plan, behind[0].node, depth)

    def _finding(self, subject: Subject, plan: TrainPlan, first: Node, depth: int) -> Diagnostic:
        rate, source = plan.optimizer.lr, plan.place.source
        message = (
            f"{depth} attention layers with the norm behind the sum start at the full rate of "
            f"{rate:g}"
        )
        where = "schedule" if "schedule" in plan.spans else "optimizer"
        warmup = max(1, round(plan.epochs / 10))
        related = (Label(first.place.source, first.place.span, "the first of them"),)
        help = f"`schedule = cosine(warmup={warmup})`, or a norm in front of each sublayer"
        edit = _warmed(subject, plan, warmup) if plan.epochs > warmup else None
        return self.at(
            Place(source, plan.span(where)),
            message,
            related=related,
            help=help,
            fix=Fix("let the rate rise at the start", (edit,), Safety.UNSAFE) if edit else None,
            severity=Severity.INFO if rate <= SMALL else None,
        )


def _rises(plan: TrainPlan) -> bool:
    schedule = plan.schedule
    return isinstance(schedule, OneCycle) or (isinstance(schedule, Falling) and schedule.warmup > 0)


def _depth(facts: Facts, sublayers: list[Sublayer]) -> int:
    """How many of the sublayers lie one behind the other."""
    sums = {one.add.id for one in sublayers}
    depths: dict[int, int] = {}
    for node in facts.graph.nodes[min(sums) :]:
        depth = max((depths.get(value, 0) for value in node.inputs), default=0)
        depth += node.id in sums
        if depth:
            depths.update(dict.fromkeys(node.outputs, depth))
    return max(depths.values())


def _warmed(subject: Subject, plan: TrainPlan, warmup: int) -> Edit | None:
    """A schedule that rises: the one that is given where it can, or one where none is."""
    source = plan.place.source
    if "schedule" not in plan.spans:
        value = f"cosine(warmup={warmup})"
        return set_line(source, subject.section(plan), "schedule", value)
    if not isinstance(plan.schedule, Falling):
        return None
    use = subject.written(Place(source, plan.span("schedule")), plan.schedule.word)
    return None if use is None else set_setting(source, use, "warmup", str(warmup))
