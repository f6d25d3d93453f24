"""The rule `unknown-model`: specc finds it while it reads a spec."""

from specc.diagnostics import Severity
from specc.rule import Rule


class UnknownModel(Rule):
    """A training names a model that is not in the file.

    What it does:
        Finds names of models in `train` that the file does not declare, and those of blocks and of
        imported models, which have no inputs of their own here.

    Why is this bad?
        There is nothing to train.

    Example:
        model = Irises

    Use instead:
        model = Iris

    References:
        docs/language.md, "Training".
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
data flowers {
    source = sklearn(iris)
}

model Iris {
    input flower: [4]
    Dense(16, activation=relu)
    Dense(3, activation=softmax)
}

train {
    model = Irises
    loss = cross_entropy
}
"""
    message = "there is no model `Irises`"
    good = """\
data flowers {
    source = sklearn(iris)
}

model Iris {
    input flower: [4]
    Dense(16, activation=relu)
    Dense(3, activation=softmax)
}

train {
    model = Iris
    loss = cross_entropy
}
"""
