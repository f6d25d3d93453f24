"""The rule `unknown-data`: specc finds it while it reads a spec."""

from specc.diagnostics import Severity
from specc.rule import Rule


class UnknownData(Rule):
    """A training names data that is not in the file.

    What it does:
        Finds names in `data =` of a `train` section that no `data` section has.

    Why is this bad?
        There is nothing to learn from.

    Example:
        data = flower

    Use instead:
        data = flowers

    References:
        docs/language.md, "Data" and "Training".
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
    data = flower
    loss = cross_entropy
}
"""
    message = "there is no data `flower`"
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
    data = flowers
    loss = cross_entropy
}
"""
