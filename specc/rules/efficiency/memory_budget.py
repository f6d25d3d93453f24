"""The rule `memory-budget`."""

from collections.abc import Iterator

from specc.cost import cost, training_memory
from specc.diagnostics import Diagnostic, Label, Severity
from specc.ir.graph import Place
from specc.options import Options
from specc.rule import Rule, Subject
from specc.training.plan import TrainPlan

MIB = 2**20


class MemoryBudget(Rule):
    """A training step takes more memory than the device has.

    What it does:
        Compares the estimated memory of a training step (weights, gradients, the optimizer's state,
        what the backward pass needs of each example, the loss) with `max-memory` of the
        configuration. Without that setting, and where a size is known only at run time, it finds
        nothing.

    Why is this bad?
        A training that does not fit stops with an out-of-memory error, after the time that it took
        to get a device and load the data.

    Example:
        batch = 4096

    Use instead:
        batch = 64

    References:
        What the forward pass leaves for the backward pass: Chen et al. 2016, "Training deep nets
        with sublinear memory cost" (arXiv 1604.06174), section 2. The budget is the project's own:
        `max-memory` under `[tool.specc]` in `pyproject.toml`.
    """

    severity = Severity.WARNING
    needs = ("train", "max_memory")
    options = Options(max_memory=2**30)
    bad = """\
data photos {
    source  = images("photos", size=[64, 64])
    target  kind: class(10)
    samples = 100_000
    scale   = divide(255)
}

model Photos {
    input image: [64, 64, 3]
    Conv2D(32, kernel=3, padding=same, activation=relu)
    Conv2D(32, kernel=3, padding=same, activation=relu)
    GlobalAvgPool
    output kind = Dense(10, activation=softmax)
}

train {
    loss     = cross_entropy
    schedule = cosine(warmup=1)
    batch = 4096
}
"""
    message = "a step of 4096 examples takes 4289 MiB, and the project allows 1024 MiB"
    good = """\
data photos {
    source  = images("photos", size=[64, 64])
    target  kind: class(10)
    samples = 100_000
    scale   = divide(255)
}

model Photos {
    input image: [64, 64, 3]
    Conv2D(32, kernel=3, padding=same, activation=relu)
    Conv2D(32, kernel=3, padding=same, activation=relu)
    GlobalAvgPool
    output kind = Dense(10, activation=softmax)
}

train {
    loss     = cross_entropy
    schedule = cosine(warmup=1)
    batch = 64
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Trainings beyond the budget."""
        budget = subject.options.max_memory
        if budget is None:
            return
        for plan in subject.sections.trains.values():
            graph = subject.models.get(plan.model)
            batch = plan.batch or (plan.data.training_samples if plan.data is not None else None)
            if graph is None or batch is None:
                continue
            kept = cost(graph, plan.precision).activations
            memory = training_memory(graph, kept, batch, plan.optimizer.state_copies)
            if isinstance(memory.total, int) and memory.total > budget:
                yield self._finding(plan, graph.place, batch, (memory.total, budget))

    def _finding(
        self, plan: TrainPlan, model: Place, batch: int, bytes: tuple[int, int]
    ) -> Diagnostic:
        takes, allowed = (f"{count / MIB:.0f} MiB" for count in bytes)
        examples = f"{batch} example{'s' * (batch != 1)}"
        message = f"a step of {examples} takes {takes}, and the project allows {allowed}"
        place = Place(plan.place.source, plan.span("batch"))
        related = (Label(model.source, model.span, "the model"),)
        help = "a smaller `batch`, with `accumulate` for as many examples in a step"
        return self.at(place, message, related=related, help=help)
