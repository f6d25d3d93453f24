"""The rule `regression-step-diverges`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Label, Safety, Severity
from specc.edit import set_setting
from specc.ir.graph import Node, Place
from specc.layers.dense import Dense
from specc.namedtuple import NamedTuple
from specc.prove.trained import Trained, trained
from specc.rule import Rule, Subject
from specc.training.plan import TrainPlan

SURE = 24.0
"""The step times the curvature beyond which every measured training diverged; 2 is where a bowl
stops being descended, and up to 12 networks with ReLU can find a flatter place by themselves."""
GOOD = 0.15
"""The step times the curvature that large targets bear too, measured on raw ones of about 150."""


class Steep(NamedTuple):
    """A last layer, the mean product of its input in two examples, and the curvature there."""

    node: Node
    features: int
    curvature: float


class RegressionStepDiverges(Rule):
    """Gradient descent on squared errors takes steps that throw the last layer out.

    What it does:
        For `sgd` on `mse` with a dense last layer it predicts how the features in front of that
        layer go together over the examples (`specc flow`): the loss bends along them by twice their
        number times their mean product, for each output. It warns where the learning rate times
        that is over 24. Clipped gradients are left out.

    Why is this bad?
        A step along the steepest direction overshoots by more than it came from, the next one by
        more again: the loss is NaN after a few steps, however small the targets are.

    Example:
        optimizer = sgd(lr=0.2)

    Use instead:
        optimizer = adam(lr=1e-3)

    References:
        LeCun, Bottou, Orr and Müller 1998, "Efficient backprop", section 5.1. That networks bear a
        step of up to about 12 over the curvature: Lewkowycz, Bahri, Dyer, Sohl-Dickstein and
        Gur-Ari 2020, "The large learning rate phase of deep learning" (arXiv 2003.02218). Measured
        with PyTorch on widths of 64 to 1024: beyond 24 every training diverged.
    """

    severity = Severity.WARNING
    needs = ("train", "sgd", "mse", "Dense")
    gives_way_to = ("learning-rate-range",)
    bad = """\
data patients {
    source = sklearn(diabetes)
    scale  = standard
}

model Progression {
    input patient: [10]
    Dense(512, activation=relu) -> Dropout(0.1)
    output progression = Dense(1)
}

train {
    loss      = mse
    optimizer = sgd(lr=0.2)
    epochs    = 60
}
"""
    message = (
        "`lr=0.2` times the curvature of the loss along the 512 features of the last layer,"
        " about 302, is 60: steps diverge beyond 24"
    )
    good = """\
data patients {
    source = sklearn(diabetes)
    scale  = standard
}

model Progression {
    input patient: [10]
    Dense(512, activation=relu) -> Dropout(0.1)
    output progression = Dense(1)
}

train {
    loss      = mse
    optimizer = adam(lr=1e-3)
    epochs    = 60
}
"""

    fixed = """\
data patients {
    source = sklearn(diabetes)
    scale  = standard
}

model Progression {
    input patient: [10]
    Dense(512, activation=relu) -> Dropout(0.1)
    output progression = Dense(1)
}

train {
    loss      = mse
    optimizer = sgd(lr=0.0005)
    epochs    = 60
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Trainings that cannot hold their last layer."""
        for one in subject.once(trained):
            plan = one.plan
            clipped = plan.clip_norm or plan.clip_value
            if plan.optimizer.word == "sgd" and one.word == "mse" and not clipped:
                steep = _steep(one)
                if steep is not None and plan.optimizer.lr * steep.curvature > SURE:
                    yield self._finding(subject, plan, steep)

    def _finding(self, subject: Subject, plan: TrainPlan, steep: Steep) -> Diagnostic:
        lr, place = plan.optimizer.lr, steep.node.place
        message = f"`lr={lr:g}` times the curvature of the loss along the {steep.features} features"
        message += f" of the last layer, about {steep.curvature:.3g}, is {lr * steep.curvature:.2g}"
        source = plan.place.source
        span = plan.span("optimizer.lr")
        better = float(f"{GOOD / steep.curvature:.1g}")
        return self.at(
            Place(source, span),
            f"{message}: steps diverge beyond {SURE:g}",
            related=(Label(place.source, place.span, "the last layer"),),
            help=f"`lr={better:g}`, or an optimizer that scales its steps, such as `adam`",
            fix=_fix(subject, plan, better),
        )


def _steep(one: Trained) -> Steep | None:
    """The curvature at a plain dense last layer; None where it is not known."""
    node = one.facts.graph.producer(one.value.id)
    if node is None or not isinstance(node.layer, Dense) or one.ending is not None:
        return None
    kernel = node.weights[0] if node.weights and node.layer.tie is None else None
    outputs = one.value.type.size
    if kernel is None or not kernel.trainable or not isinstance(outputs, int):
        return None
    found = one.facts.flow(one.plan)
    inner = next((row.inner for row in found.layers if row.node == node.id), None)
    mean, variance = kernel.init.moments(kernel.shape, kernel.fan_in, kernel.fan_out)
    if inner is None or found.correlation is None or mean or not variance:
        return None
    square = inner * inner / (kernel.fan_in * variance)
    alike = square * max(0.0, found.correlation)
    return Steep(node, kernel.fan_in, 2 * (kernel.fan_in * alike + 1) / outputs)


def _fix(subject: Subject, plan: TrainPlan, better: float) -> Fix | None:
    use = subject.written(Place(plan.place.source, plan.span("optimizer")), plan.optimizer.word)
    if use is None or "optimizer.lr" not in plan.spans:
        return None
    edit = set_setting(plan.place.source, use, "lr", f"{better:g}")
    return Fix(f"take smaller steps: `lr={better:g}`", (edit,), Safety.UNSAFE)
