"""The rule `missing-warmup`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Label, Safety, Severity
from specc.edit import set_line
from specc.ir.graph import Place
from specc.rule import Rule, Subject
from specc.training.plan import TrainPlan
from specc.training.schedule import Falling, OneCycle

LARGE = 1024
"""Examples in a step from which on the first steps of a high rate do harm."""
HIGH = 0.1
"""The rate of sgd for 256 examples that large batches multiply."""


class MissingWarmup(Rule):
    """A training with very large batches starts at its full, high learning rate.

    What it does:
        Finds batches (times `accumulate`) of at least 1,024 examples with a rate that goes with
        them, above 0.1 for sgd and above the default for other optimizers, and without a schedule
        that rises at the start: `cosine` and `linear` with `warmup`, or `one_cycle`. A training
        that starts from trained weights is left alone, and so is the whole of a small data set.

    Why is this bad?
        A large batch is used with a large rate, and right after the random start the loss bends
        most: the first steps at a full rate can throw the weights where training does not recover.
        A few epochs over which the rate rises avoid that.

    Example:
        optimizer = adam(lr=4e-3)
        batch     = 4096

    Use instead:
        optimizer = adam(lr=4e-3)
        schedule  = cosine(warmup=5)
        batch     = 4096

    References:
        Goyal et al. 2017, "Accurate, large minibatch SGD: training ImageNet in 1 hour" (arXiv
        1706.02677), section 2.2. For adaptive optimizers: Liu et al. 2020, "On the variance of the
        adaptive learning rate and beyond" (arXiv 1908.03265).
    """

    severity = Severity.INFO
    needs = ("train", "batch")
    bad = """\
data photos {
    source  = images("photos", size=[64, 64])
    target  kind: class(10)
    samples = 1_000_000
    scale   = divide(255)
}

model Photos {
    input image: [64, 64, 3]
    Conv2D(32, kernel=3, stride=2, activation=relu)
    Conv2D(64, kernel=3, stride=2, activation=relu)
    GlobalAvgPool
    output kind = Dense(10, activation=softmax)
}

train {
    loss      = cross_entropy
    optimizer = adam(lr=4e-3)
    epochs    = 30
    batch     = 4096
}
"""
    message = "batches of 4096 examples start at the full rate of 0.004, without a warm-up"
    good = """\
data photos {
    source  = images("photos", size=[64, 64])
    target  kind: class(10)
    samples = 1_000_000
    scale   = divide(255)
}

model Photos {
    input image: [64, 64, 3]
    Conv2D(32, kernel=3, stride=2, activation=relu)
    Conv2D(64, kernel=3, stride=2, activation=relu)
    GlobalAvgPool
    output kind = Dense(10, activation=softmax)
}

train {
    loss      = cross_entropy
    optimizer = adam(lr=4e-3)
    schedule  = cosine(warmup=5)
    epochs    = 30
    batch     = 4096
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Trainings with such batches and no rise."""
        for plan in subject.sections.trains.values():
            size = (plan.batch or 0) * plan.accumulate
            if size >= LARGE and plan.init_from is None and _high(plan) and not _rises(plan):
                yield self._finding(subject, plan, size)

    def _finding(self, subject: Subject, plan: TrainPlan, size: int) -> Diagnostic:
        rate = f"the full rate of {plan.optimizer.lr:g}"
        message = f"batches of {size} examples start at {rate}, without a warm-up"
        source = plan.place.source
        related: tuple[Label, ...] = ()
        if "schedule" in plan.spans:
            related = (Label(source, plan.span("schedule"), "begins with the full rate"),)
        warmup = max(1, round(plan.epochs / 20))
        help = f"`schedule = cosine(warmup={warmup})` rises over {warmup} epoch"
        fix = _fix(subject, plan, warmup) if plan.epochs > warmup else None
        place = Place(source, plan.span("batch"))
        return self.at(place, message, related=related, help=help + "s" * (warmup != 1), fix=fix)


def _high(plan: TrainPlan) -> bool:
    default = type(plan.optimizer).settings["lr"].default
    return plan.optimizer.lr > (default if isinstance(default, float) else HIGH)


def _rises(plan: TrainPlan) -> bool:
    schedule = plan.schedule
    return isinstance(schedule, OneCycle) or (isinstance(schedule, Falling) and schedule.warmup > 0)


def _fix(subject: Subject, plan: TrainPlan, warmup: int) -> Fix | None:
    """A rising start; only where the spec has no schedule of its own."""
    if "schedule" in plan.spans:
        return None
    section = subject.section(plan)
    edit = set_line(plan.place.source, section, "schedule", f"cosine(warmup={warmup})")
    return Fix("let the rate rise at the start", (edit,), Safety.SHOWN)
