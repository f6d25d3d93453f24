"""The rule `vanishing-gradient`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Label, Severity
from specc.ending import activation
from specc.layer import Layer
from specc.layers.activation import HardSigmoid, Sigmoid, Softsign, Tanh
from specc.prove.signal import Predicted, Stage, predicted
from specc.rule import Rule, Subject

LITTLE, NOTHING, DECADES = 1e-2, 1e-3, 2.0
"""Shares of the last layer's gradient below which a remark and a warning are due."""
UNTRAINED = 1e-6
"""The share for a warning about a model whose training the file does not say."""
SHALLOW = 4
SATURATING = (Sigmoid, HardSigmoid, Softsign, Tanh)


class VanishingGradient(Rule):
    """The first layers get almost no gradient.

    What it does:
        Predicts from sizes, starts and activations how large the weight gradient of each layer is
        at the start of training, relative to the last layer's (`specc flow` prints all of them).
        It warns where a layer through which the whole signal goes gets less than a thousandth, and
        remarks on less than a hundredth. An optimizer that scales each weight's step, in a model of
        under four such layers, lowers it by one level. Frozen layers, and what runs beside a skip
        connection, are left out.

    Why is this bad?
        Gradient descent moves a weight in proportion to its gradient: the first layers stay at
        their random start while the last ones learn from what these make of the input.

    Example:
        repeat 8 { Dense(128, activation=sigmoid) }

    Use instead:
        repeat 8 { Dense(128, activation=relu) }

    References:
        Glorot and Bengio 2010, "Understanding the difficulty of training deep feedforward neural
        networks" (AISTATS). The prediction: Schoenholz, Gilmer, Ganguli and Sohl-Dickstein 2017,
        "Deep information propagation" (arXiv 1611.01232).
    """

    severity = Severity.WARNING
    needs = ("model",)
    gives_way_to = ("init-scale-extreme", "softmax-hidden")
    bad = """\
data digits {
    source = sklearn(digits)
    scale  = standard
}

model Deep {
    input image: [8, 8, 1]
    Flatten
    repeat 8 { Dense(128, activation=sigmoid) }
    output digit = Dense(10, activation=softmax)
}

train {
    loss = cross_entropy
}
"""
    message = (
        "the first layer of `Deep` gets 6.7e-06 of the last layer's gradient: 8 layers shrink "
        "it, each to about 0.23"
    )
    good = """\
data digits {
    source = sklearn(digits)
    scale  = standard
}

model Deep {
    input image: [8, 8, 1]
    Flatten
    repeat 8 { Dense(128, activation=relu) }
    output digit = Dense(10, activation=softmax)
}

train {
    loss = cross_entropy
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Models with a starved layer."""
        for one in subject.once(predicted):
            known = [stage for stage in one.stages[:-1] if stage.row.weight_gradient is not None]
            if known:
                worst = min(known, key=lambda stage: stage.row.weight_gradient or 0.0)
                severity = _severity(one, worst.row.weight_gradient or 0.0)
                if severity is not None and one.sure(worst.row, DECADES):
                    yield self._finding(one, worst, severity)

    def _finding(self, one: Predicted, worst: Stage, severity: Severity) -> Diagnostic:
        graph, share = one.facts.graph, worst.row.weight_gradient or 0.0
        which = "the first layer" if worst is one.stages[0] else f"`{worst.node.path}`"
        behind = [stage for stage in one.stages if stage.node.id >= worst.node.id][:-1]
        each = share ** (1 / len(behind))
        message = f"{which} of `{graph.name}` gets {share:.2g} of the last layer's gradient"
        if len(behind) > 1:
            message += f": {len(behind)} layers shrink it, each to about {each:.2g}"
        last = one.stages[-1].node.place
        related = (Label(last.source, last.span, "compared with this one"),)
        return self.at(
            worst.node.place, message, related=related, help=_help(one), severity=severity
        )


def _severity(one: Predicted, share: float) -> Severity | None:
    if share == 0.0:  # behind a layer that starts at zero, which is another matter
        return None
    if not one.fresh:
        return Severity.WARNING if share < UNTRAINED and one.plan is None else None
    levels = (share < LITTLE) + (share < NOTHING)
    assert one.plan is not None
    if one.plan.optimizer.adaptive and len(one.stages) < SHALLOW:
        levels -= 1
    return (None, Severity.INFO, Severity.WARNING)[max(0, levels)]


def _help(one: Predicted) -> str:
    bent: list[Layer | None] = [activation(node) for node in one.facts.graph.nodes]
    word = next((layer.word for layer in bent if isinstance(layer, SATURATING)), "")
    relu = f"`relu` for `{word.lower()}`, " if word in ("Sigmoid", "Tanh") else ""
    return f"{relu}a normalisation between the layers, or skip connections keep the gradient"
