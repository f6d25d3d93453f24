"""The rule `signal-collapse`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Severity
from specc.prove.signal import Predicted, Stage, predicted
from specc.rule import Rule, Subject

ALIKE = 0.9995
FAINT = 1e-3


class SignalCollapse(Rule):
    """Behind some layers all examples look the same.

    What it does:
        Predicts from sizes, starts and activations how the results for two unrelated inputs
        correlate in front of the last layer, and how large they are (`specc flow` prints both). It
        warns where the correlation of dense layers is over 0.9995, or the RMS of a layer through
        which the whole signal goes is under a thousandth, in a model that the file trains from its
        random start. Of the correlation it only remarks where an optimizer scales each weight's
        step.

    Why is this bad?
        The last layer sees the same numbers whatever the input is: there is nothing to tell classes
        apart by until the layers in front have changed, and these get hardly any gradient.
        Measured with PyTorch on three layers of sigmoids and a task of 100 classes: at 0.9997 plain
        SGD gets 6 % right after 30 epochs, where two layers get 14 % and one 33 %; Adam still gets
        22 %.

    Example:
        repeat 12 { Dense(64, activation=tanh, init=orthogonal(0.4)) }

    Use instead:
        repeat 12 { Dense(64, activation=tanh) }

    References:
        Schoenholz, Gilmer, Ganguli and Sohl-Dickstein 2017, "Deep information propagation" (arXiv
        1611.01232), section 3.
    """

    severity = Severity.WARNING
    needs = ("train",)
    gives_way_to = ("init-scale-extreme", "vanishing-gradient", "exploding-gradient")
    bad = """\
data digits {
    source = sklearn(digits)
    scale  = standard
}

model Deep {
    input image: [8, 8, 1]
    Flatten
    repeat 12 { Dense(64, activation=tanh, init=orthogonal(0.4)) }
    output digit = Dense(10, activation=softmax)
}

train {
    loss = cross_entropy
}
"""
    message = "the signal is 0.00056 behind `denses.7.dense`, next to nothing"
    good = """\
data digits {
    source = sklearn(digits)
    scale  = standard
}

model Deep {
    input image: [8, 8, 1]
    Flatten
    repeat 12 { Dense(64, activation=tanh) }
    output digit = Dense(10, activation=softmax)
}

train {
    loss = cross_entropy
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Models of trainings from the start."""
        for one in subject.once(predicted):
            if one.fresh and len(one.stages) > 1 and len(one.facts.graph.inputs) == 1:
                found = self._faint(one) or self._alike(one)
                if found is not None:
                    yield found

    def _faint(self, one: Predicted) -> Diagnostic | None:
        faint = next((s for s in one.stages[:-1] if _rms(s) < FAINT), None)
        if faint is None:
            return None
        message = f"the signal is {_rms(faint):.2g} behind `{faint.node.path}`, next to nothing"
        return self._finding(faint, message)

    def _alike(self, one: Predicted) -> Diagnostic | None:
        correlation = one.flow.correlation
        if correlation is None or correlation <= ALIKE or not _by_numbers(one):
            return None
        message = f"any two inputs correlate by {correlation:.5g} in front of the last layer of"
        bears = one.plan is not None and one.plan.optimizer.adaptive
        severity = Severity.INFO if bears else Severity.WARNING
        # At the first layer, where a gradient that vanishes for the same reason is reported.
        return self._finding(one.stages[0], f"{message} `{one.facts.graph.name}`", severity)

    def _finding(
        self, stage: Stage, message: str, severity: Severity = Severity.WARNING
    ) -> Diagnostic:
        help = "fewer layers, a normalisation between them, or the default start"
        return self.at(stage.node.place, message, help=help, severity=severity)


def _rms(stage: Stage) -> float:
    return 1.0 if stage.row.signal is None else stage.row.signal


def _by_numbers(one: Predicted) -> bool:
    """False where positions are averaged: those of real data go together, and keep examples apart.

    The prediction takes the elements of an input for independent.
    """
    families = {node.layer.family for node in one.facts.graph.nodes}
    return families <= {"dense", "activation", "shape", "normalisation", "regularising", "other"}
