"""The rule `unscaled-input`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Label, Safety, Severity
from specc.edit import set_line
from specc.ir.graph import Place
from specc.layers.dense import Scale
from specc.layers.normalisation import Normalisation
from specc.prove.facts import Facts
from specc.rule import Rule, Subject
from specc.training.agree.input import AS_IS, paired
from specc.training.plan import DataInput, DataPlan, TrainPlan

WIDE = 10.0
"""Values beyond it make the first layer's sums many times what its weights start for."""
BYTE = (0, 255)


class UnscaledInput(Rule):
    """Large input values reach the first layer as they are.

    What it does:
        Finds inputs whose known range goes beyond -10..10 in a training on data without `scale`,
        where the model does not begin with a normalisation of its own, or with a `Scale`. Integers
        are left alone: they are indices.

    Why is this bad?
        Weights start so that inputs of about unit size give sums of about unit size. Inputs in the
        hundreds saturate sigmoids, make the first steps of the loss enormous, and give the features
        with the largest unit the whole say.

    Example:
        source = sklearn(wine)

    Use instead:
        scale  = standard

    References:
        LeCun, Bottou, Orr and Müller 1998, "Efficient backprop", section 4.3, "Normalizing the
        inputs", in Neural Networks: Tricks of the Trade (Springer LNCS 1524).
    """

    severity = Severity.WARNING
    needs = ("train", "data")
    bad = """\
data wines {
    source = sklearn(wine)
}

model Wine {
    input wine: [13]
    Dense(32, activation=relu)
    output cultivar = Dense(3, activation=softmax)
}

train {
    loss   = cross_entropy
    epochs = 60
    batch  = 16
}
"""
    message = "`features` lies in 0.13..1680 and reaches the model unscaled"
    good = """\
data cells {
    source = sklearn(iris)
}

model Iris {
    input flower: [4]
    Dense(32, activation=relu)
    output species = Dense(3, activation=softmax)
}

train {
    loss   = cross_entropy
    epochs = 60
    batch  = 16
}
"""
    fixed = """\
data wines {
    source = sklearn(wine)
    scale  = standard
}

model Wine {
    input wine: [13]
    Dense(32, activation=relu)
    output cultivar = Dense(3, activation=softmax)
}

train {
    loss   = cross_entropy
    epochs = 60
    batch  = 16
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Inputs of the data that some training feeds to a model unscaled."""
        said: set[str] = set()
        for plan in subject.sections.trains.values():
            data, facts = plan.data, subject.graphs.get(plan.model)
            if data is None or facts is None or data.scale is not None or data.name in said:
                continue
            for given, name in _fed(plan, data, facts):
                if _wide(given) and not _normalised(facts, name):
                    said.add(data.name)
                    yield self._finding(subject, plan, data, given)
                    break

    def _finding(
        self, subject: Subject, plan: TrainPlan, data: DataPlan, given: DataInput
    ) -> Diagnostic:
        message = f"`{given.name}` lies in {given.low:g}..{given.high:g} and reaches the model"
        source = data.place.source
        place = Place(source, given.span or data.span("source"))
        scale = "divide(255)" if (given.low, given.high) == BYTE else "standard"
        edit = set_line(source, subject.section(data), "scale", scale)
        return self.at(
            place,
            f"{message} unscaled",
            related=(Label(plan.place.source, plan.place.span, "trained here"),),
            help=f"`scale = {scale}` brings it to about unit size",
            fix=Fix("scale the input", (edit,), Safety.UNSAFE),
        )


def _fed(plan: TrainPlan, data: DataPlan, facts: Facts) -> list[tuple[DataInput, str]]:
    """Which input of the data goes into which of the model, where that is one to one."""
    taken = {name: value.type for name, value in facts.graph.inputs.items()}
    if plan.objective.word not in AS_IS or len(taken) != len(data.inputs):
        return []
    return paired(data.inputs, taken)


def _wide(given: DataInput) -> bool:
    if given.type.dtype != "float" or given.low is None or given.high is None:
        return False
    return max(abs(given.low), abs(given.high)) > WIDE


def _normalised(facts: Facts, name: str) -> bool:
    """True where all that reads an input brings it to scale, seen through changes of shape."""
    waiting = [facts.graph.inputs[name].id]
    while waiting:
        for reader in (facts.graph.nodes[i] for i in facts.readers(waiting.pop())):
            if reader.layer.view:
                waiting.extend(reader.outputs)
            elif not isinstance(reader.layer, (Normalisation, Scale)):
                return False
    return True
