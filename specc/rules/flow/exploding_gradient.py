"""The rule `exploding-gradient`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Label, Severity
from specc.prove.signal import Predicted, Stage, normalised, predicted
from specc.prove.start import extreme_start
from specc.rule import Rule, Subject

MUCH, DECADES = 1e3, 3.0


class ExplodingGradient(Rule):
    """Signal or gradient grows from layer to layer beyond all bounds.

    What it does:
        Predicts from sizes, starts and activations the signal and the weight gradient of each layer
        at the start of training (`specc flow` prints them). It warns where a layer through which
        the whole signal goes gets more than a thousand times the last layer's gradient, or gives
        out more than a thousand times what the first layer gives. A layer whose result is
        normalised is left out: the scale of its weights does not matter.

    Why is this bad?
        The first step moves the weights by more than they are worth: the loss jumps, often to NaN.

    Example:
        repeat 12 { Dense(64, activation=relu, init=orthogonal(3)) }

    Use instead:
        repeat 12 { Dense(64, activation=relu) }

    References:
        Pascanu, Mikolov and Bengio 2013, "On the difficulty of training recurrent neural networks"
        (arXiv 1211.5063). The prediction: Poole et al. 2016, "Exponential expressivity in deep
        neural networks through transient chaos" (arXiv 1606.05340).
    """

    severity = Severity.WARNING
    needs = ("model",)
    gives_way_to = ("init-scale-extreme",)
    bad = """\
data digits {
    source = sklearn(digits)
    scale  = standard
}

model Deep {
    input image: [8, 8, 1]
    Flatten
    repeat 12 { Dense(64, activation=relu, init=orthogonal(3)) }
    output digit = Dense(10, activation=softmax)
}

train {
    loss = cross_entropy
}
"""
    message = "the signal grows from 3 to 1.1e+04 on its way through `Deep`"
    good = """\
data digits {
    source = sklearn(digits)
    scale  = standard
}

model Deep {
    input image: [8, 8, 1]
    Flatten
    repeat 12 { Dense(64, activation=relu) }
    output digit = Dense(10, activation=softmax)
}

train {
    loss = cross_entropy
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Models that blow up."""
        for one in subject.once(predicted):
            stages = [s for s in one.stages if not normalised(one.facts, s.node)]
            if len(stages) > 1:
                found = self._gradient(one, stages) or self._signal(one, stages)
                if found is not None:
                    yield found

    def _gradient(self, one: Predicted, stages: list[Stage]) -> Diagnostic | None:
        worst = max(stages, key=lambda stage: stage.row.weight_gradient or 0.0)
        times = worst.row.weight_gradient or 0.0
        if times <= MUCH or not one.sure(worst.row, DECADES):
            return None
        message = f"`{worst.node.layer.word}` gets {times:.2g} times the last layer's gradient"
        return self._finding(one, worst, stages[-1], message, "compared with this one")

    def _signal(self, one: Predicted, stages: list[Stage]) -> Diagnostic | None:
        first, worst = stages[0], max(stages, key=lambda stage: stage.row.inner or 0.0)
        start, most = first.row.inner or 0.0, worst.row.inner or 0.0
        if start <= 0.0 or most <= MUCH * start or not one.sure(worst.row, DECADES):
            return None
        message = f"the signal grows from {start:.2g} to {most:.2g} on its way through "
        message += f"`{one.facts.graph.name}`"
        return self._finding(one, worst, first, message, f"{start:.2g} here")

    def _finding(
        self, one: Predicted, worst: Stage, other: Stage, message: str, said: str
    ) -> Diagnostic:
        place = other.node.place
        related = (Label(place.source, place.span, said),)
        clipped = one.plan is not None and bool(one.plan.clip_norm or one.plan.clip_value)
        severity = Severity.INFO if clipped else Severity.WARNING
        help = "the default start, a normalisation between the layers, or `clip_norm = 1`"
        cause = extreme_start(one) or worst
        return self.at(cause.node.place, message, related=related, help=help, severity=severity)
