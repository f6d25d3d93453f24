"""The rule `metric-task-mismatch`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specc.diagnostics import Diagnostic, Edit, Fix, Label, Safety, Severity
from specc.ir.graph import Place
from specc.prove.mend import metric_span
from specc.prove.trained import Trained, by_plan, trained
from specc.rule import Rule, Subject

if TYPE_CHECKING:
    from specc.training.metric import Metric
    from specc.training.plan import DataTarget, TrainPlan

INSTEAD = {"real": "mae", "count": "mae", "same": "mae", "sequence": "perplexity"}
"""What to report for a kind of target; `accuracy` for classes."""


class MetricTaskMismatch(Rule):
    """A metric that has no meaning for any target of the training.

    What it does:
        Finds metrics that none of the trained outputs has a target for: `accuracy` of numbers,
        `mae` of classes, `iou` without a mask. Where the kind of a target is not known, nothing is
        said.

    Why is this bad?
        Accuracy counts answers that are right, and a predicted number is never exactly the one in
        the data. An error in units of a class's number depends on the order in which the classes
        were numbered. Building the program refuses such a metric.

    Example:
        metrics = [accuracy]

    Use instead:
        metrics = [mae]

    References:
        scikit-learn refuses it with "Classification metrics can't handle a mix of binary and
        continuous targets". Schoop, Huang and Hartmann 2021, "UMLAUT: Debugging Deep Learning
        Programs using Program Structure and Model Behavior" (CHI), checks for accuracy in
        regression.
    """

    severity = Severity.ERROR
    needs = ("train", "metrics")
    bad = """\
data diabetes {
    source = sklearn(diabetes)
}

model Progression {
    input features: [10]
    Dense(16, activation=relu)
    output progression = Dense(1)
}

train {
    loss    = mse
    metrics = [accuracy]
}
"""
    message = "`accuracy` has no meaning for the target `progression`, which is real in 25..346"
    good = """\
data diabetes {
    source = sklearn(diabetes)
}

model Progression {
    input features: [10]
    Dense(16, activation=relu)
    output progression = Dense(1)
}

train {
    loss    = mse
    metrics = [mae, r2]
}
"""
    fixed = """\
data diabetes {
    source = sklearn(diabetes)
}

model Progression {
    input features: [10]
    Dense(16, activation=relu)
    output progression = Dense(1)
}

train {
    loss    = mse
    metrics = [mae]
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Metrics of trainings of which every target is known."""
        for outputs in by_plan(subject.once(trained)):
            plan, kinds = outputs[0].plan, [one.target_word for one in outputs]
            if "" in kinds:
                continue
            for index, metric in enumerate(plan.metrics):
                if not any(metric.suits(kind) for kind in kinds):
                    yield self._finding(subject, plan, index, outputs)

    def _finding(
        self, subject: Subject, plan: "TrainPlan", index: int, outputs: list[Trained]
    ) -> Diagnostic:
        metric = plan.metrics[index]
        span = metric_span(subject, plan, index)
        known = list(_targets(outputs))
        several = "any of the targets" if len(known) > 1 else "the target"
        targets = ", ".join(f"`{t.name}`, which is {_kind(t)}" for t in known)
        better = INSTEAD.get(outputs[0].target_word, "accuracy")
        labels = [label for one in outputs if (label := _declared(one)) is not None]
        return self.at(
            Place(plan.place.source, span),
            f"`{metric.word}` has no meaning for {several} {targets}",
            related=tuple(dict.fromkeys(labels)),
            help=f"`{better}` says how well such a target is met",
            fix=_fix(plan, metric, Edit(plan.place.source, span, better)),
        )


def _targets(outputs: list[Trained]) -> "Iterator[DataTarget]":
    seen = set()
    for one in outputs:
        if one.target is not None and one.target.name not in seen:
            seen.add(one.target.name)
            yield one.target


def _kind(target: "DataTarget") -> str:
    return "the input itself" if target.kind.word == "same" else str(target.kind)


def _declared(one: Trained) -> Label | None:
    target, data = one.target, one.plan.data
    if target is None or target.span is None or data is None:
        return None
    return Label(data.place.source, target.span, f"{target.kind}")


def _fix(plan: "TrainPlan", metric: "Metric", edit: Edit) -> Fix | None:
    """Another metric in its place, where it is not there yet and nothing watches the old one."""
    watchers = (plan.early_stop, plan.checkpoint, plan.schedule)
    watched = [getattr(one, "monitor", "").removeprefix("val_") for one in watchers]
    if edit.text in [other.word for other in plan.metrics] or metric.word in watched:
        return None
    plain = edit.source.cut(edit.span).split("(")[0] == metric.word
    return Fix(f"report `{edit.text}`", (edit,), Safety.SAFE) if plain else None
