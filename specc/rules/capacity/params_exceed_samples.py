"""The rule `params-exceed-samples`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Label, Severity
from specc.layers.normalisation import BatchNorm
from specc.layers.pretrained import Pretrained
from specc.layers.regularising import TrainingNoise
from specc.prove.facts import Facts
from specc.rule import Rule, Subject
from specc.training.plan import DataPlan, TrainPlan

MANY, TOY = 100, 64


class ParamsExceedSamples(Rule):
    """There are over a hundred weights for each example, and nothing holds them back.

    What it does:
        Finds supervised trainings of a model with more than 100 weights for each example of the
        training part, in which there is no dropout, noise, batch norm, weight decay, penalty,
        augmentation, early stopping or pretrained part. Literal tables of up to 64 rows and random
        data are left alone.

    Why is this bad?
        Such a network can learn every example by heart, even with random labels. It may do well on
        others all the same; but then something has to show that, and the usual means against it
        cost little.

    Example:
        Dense(512, activation=relu)

    Use instead:
        Dense(64, activation=relu) -> Dropout(0.2)

    References:
        Zhang, Bengio, Hardt, Recht and Vinyals 2017, "Understanding deep learning requires
        rethinking generalization" (ICLR, arXiv 1611.03530): networks with more weights than
        examples fit random labels; many of them do well on true labels all the same.
    """

    severity = Severity.INFO
    needs = ("train", "data")
    bad = """\
data flowers {
    source = sklearn(iris)
    scale  = standard
}

model Net {
    input x: [4]
    Dense(512, activation=relu)
    Dense(512, activation=relu)
    Dense(3)
}

train {
    loss   = cross_entropy
    epochs = 60
}
"""
    message = "`Net` has 266,755 weights to learn from 120 examples, and nothing holds them back"
    good = """\
data flowers {
    source = sklearn(iris)
    scale  = standard
}

model Net {
    input x: [4]
    Dense(64, activation=relu) -> Dropout(0.2)
    Dense(64, activation=relu) -> Dropout(0.2)
    Dense(3)
}

train {
    loss   = cross_entropy
    epochs = 60
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Supervised trainings on data of a known size."""
        for plan in subject.sections.trains.values():
            facts, data = subject.graphs.get(plan.model), plan.data
            if facts is None or data is None or plan.objective.word != "supervised":
                continue
            samples = data.training_samples
            if samples is None or _held(plan, data, facts):
                continue
            if facts.graph.trainable <= MANY * samples:
                continue
            if data.source.word != "synthetic" and (data.source.word != "table" or samples > TOY):
                yield self._finding(plan, data, facts, samples)

    def _finding(self, plan: TrainPlan, data: DataPlan, facts: Facts, samples: int) -> Diagnostic:
        graph = facts.graph
        message = (
            f"`{graph.name}` has {graph.trainable:,} weights to learn from {samples:,} examples, "
            "and nothing holds them back"
        )
        source = Label(data.place.source, data.span("source"), "the data")
        help = "dropout, `weight_decay`, `augment`, `early_stop`, or a smaller model"
        return self.at(graph.place, message, related=(source,), help=help)


def _held(plan: TrainPlan, data: DataPlan, facts: Facts) -> bool:
    """True where something holds the weights back, or they do not start at random."""
    training = (
        getattr(plan.optimizer, "weight_decay", 0), data.augment, plan.early_stop, plan.init_from,
        plan.freeze, plan.ema,
        any(getattr(loss, "label_smoothing", 0) for _, loss, _ in plan.losses),
    )  # fmt: skip
    return any(training) or any(_holds(node.layer) for node in facts.graph.nodes)


def _holds(layer: object) -> bool:
    if isinstance(layer, (TrainingNoise, BatchNorm, Pretrained)):
        return True
    names = ("dropout", "recurrent_dropout", "l1", "l2", "max_norm")
    return any(getattr(layer, name, None) for name in names)
