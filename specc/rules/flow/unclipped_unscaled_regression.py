"""The rule `unclipped-unscaled-regression`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Label, Severity
from specc.ending import activation
from specc.ir.graph import Node, Place
from specc.layer import Weighted
from specc.layers.normalisation import Normalisation
from specc.namedtuple import NamedTuple
from specc.prove.chain import waists
from specc.prove.facts import Facts
from specc.prove.limits import Limits, limits
from specc.prove.trained import Trained, trained
from specc.rule import Rule, Subject

DEEP_STEP, SHALLOW_STEP = 3.0, 15.0
"""First steps from which on training is lost, with two hidden layers or more and with one. All that
were measured were from 1 and from 4 on; it is more here, since the target's RMS is a guess."""
ENDLESS = frozenset({
    "ELU", "GELU", "HardSwish", "LeakyReLU", "Mish", "PReLU", "ReLU", "SELU", "SiLU", "Softplus",
})  # fmt: skip
"""Activations whose values and gradients grow with the weights in front of them."""


class Step(NamedTuple):
    """How far the first step moves a weight of the last layer, and what that follows from."""

    size: float
    target: float
    limits: Limits
    last: Node


class UnclippedUnscaledRegression(Rule):
    """Targets so large that the first steps of gradient descent throw the network out.

    What it does:
        For `sgd` on `mse`, with a target whose range is known and at least one hidden layer of an
        activation without an upper bound, it predicts how far the first step moves the weights of
        the last layer: the learning rate times twice the RMS of the target and the RMS of what the
        layer reads (`specc flow`), for each output. It warns from a step of 3 on, with one hidden
        layer from 15. Clipped gradients, a rate that starts low, and networks with norms are left
        out.

    Why is this bad?
        Weights start far below 1. After the first steps the hidden layers are as large as the
        targets, their product grows with every step, and the loss is NaN, or all ReLUs are off for
        good. Measured with PyTorch on random networks of 16 to 256 units and six such activations:
        all 516 with two hidden layers or more were lost from a step of 1 on, all 150 with one from
        a step of 4 on; the ones with tanh were not.

    Example:
        target price: real in 0..500000

    Use instead:
        target price: real in 0..5

    References:
        The step follows from the gradient of the squared error at a network whose outputs start
        small against the targets. LeCun, Bottou, Orr and Müller 1998, "Efficient backprop", section
        4.5: how large the targets should be. Pascanu, Mikolov and Bengio 2013 (arXiv 1211.5063),
        section 3.2: steps that are limited.
    """

    severity = Severity.WARNING
    needs = ("train", "sgd", "mse", tuple(sorted(ENDLESS)))
    gives_way_to = ("learning-rate-range", "regression-step-diverges")
    bad = """\
data houses {
    source = csv("houses.csv", inputs=[rooms, area, age], target=price)
    input  house: [3]
    target price: real in 0..500000
    scale  = standard
}

model Price {
    input house: [3]
    repeat 2 { Dense(64, activation=relu) }
    output price = Dense(1)
}

train {
    loss      = mse
    optimizer = sgd(lr=0.001)
}
"""
    message = (
        "the first step moves the weights of the last layer by about 576: `price` goes from 0 to "
        "500000, and `lr` is 0.001"
    )
    good = """\
data houses {
    source = csv("houses.csv", inputs=[rooms, area, age], target=price)
    input  house: [3]
    target price: real in 0..5
    scale  = standard
}

model Price {
    input house: [3]
    repeat 2 { Dense(64, activation=relu) }
    output price = Dense(1)
}

train {
    loss      = mse
    optimizer = sgd(lr=0.001)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """The trainings with such a step."""
        for one in subject.once(trained):
            step = _step(one) if _unprotected(one) else None
            if step is not None:
                yield self._finding(one, step)

    def _finding(self, one: Trained, step: Step) -> Diagnostic:
        plan, last = one.plan, step.last.place
        span = plan.span("optimizer.lr")
        return self.at(
            Place(plan.place.source, span),
            f"the first step moves the weights of the last layer by about {step.size:.3g}: "
            f"{step.limits.text}, and `lr` is {plan.optimizer.lr:g}",
            related=(step.limits.label, Label(last.source, last.span, "the last layer")),
            help=f"divide the target by about {step.target:.1g}, so that it is around 1",
        )


def _unprotected(one: Trained) -> bool:
    """True for plain gradient descent on squared errors whose steps nothing limits."""
    plan = one.plan
    limited = plan.clip_norm or plan.clip_value or plan.schedule.share(0.0, plan.epochs) < 1.0
    fresh = plan.init_from is None and not plan.freeze and one.ending is None
    return plan.optimizer.word == "sgd" and one.word == "mse" and fresh and not limited


def _step(one: Trained) -> Step | None:
    known, outputs = limits(one), one.value.type.size
    last, hidden = one.producer, _hidden(one.facts)
    if known is None or not isinstance(outputs, int) or last is None or not hidden:
        return None
    low, high = known.low, known.high
    target = ((low * low + low * high + high * high) / 3.0) ** 0.5
    least = SHALLOW_STEP if hidden == 1 else DEEP_STEP
    weight = next(weight for name, _, weight in one.plan.losses if name == one.name)
    share = one.plan.optimizer.lr * weight * 2.0 * target / outputs
    # A prediction takes time, and what a layer reads is hardly ever larger than 10.
    if not least / 10.0 < share < float("inf"):
        return None
    found = one.facts.flow(one.plan)
    at_end = bool(found.layers) and found.layers[-1].node == last.id
    if not at_end or found.entering is None or share * found.entering < least:
        return None
    return Step(share * found.entering, target, known, last)


def _hidden(facts: Facts) -> int:
    """How many hidden layers of such activations all goes through; 0 where norms hold it."""
    if facts.uses(Normalisation):
        return 0
    through, count = waists(facts), 0
    for node in facts.graph.nodes:
        bent = activation(node)
        if node.id in through and bent is not None and node.layer.family != "recurrent":
            if bent.word not in ENDLESS:
                return 0
            count += 1
    return count if facts.uses(Weighted) else 0
