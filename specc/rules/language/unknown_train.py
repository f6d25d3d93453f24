"""The rule `unknown-train`: specc finds it while it reads a spec."""

from specc.diagnostics import Severity
from specc.rule import Rule


class UnknownTrain(Rule):
    """A sweep has no training to vary.

    What it does:
        Finds `sweep` sections that name a training which the file does not have, that do not say
        which of several is meant, or that stand in a file without `train`.

    Why is this bad?
        A sweep trains a model again and again with other values. Without a training it does
        nothing.

    Example:
        sweep {

    Use instead:
        train {

    References:
        docs/language.md, "Sweeps".
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
data flowers {
    source = sklearn(iris)
}

model Iris {
    input flower: [4]
    Dense(3, activation=softmax)
}

sweep {
    epochs = [10, 20]
}
"""
    message = "`sweep` has nothing to vary: the file has no `train`"
    good = """\
data flowers {
    source = sklearn(iris)
}

model Iris {
    input flower: [4]
    Dense(3, activation=softmax)
}

train {
    loss = cross_entropy
}

sweep {
    epochs = [10, 20]
}
"""
