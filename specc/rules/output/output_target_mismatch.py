"""The rule `output-target-mismatch`."""

from specc.diagnostics import Severity
from specc.rule import Rule


class OutputTargetMismatch(Rule):
    """The output has other sizes than what it is held against.

    What it does:
        Holds the sizes of each trained output against its target: one unit for each class, label or
        token, one for yes or no, the target's own sizes for numbers, the input's for an
        autoencoder, a prediction at each position for a language model. Sizes that are not known
        yet agree with anything.

    Why is this bad?
        The loss cannot be computed, or, where one size is 1, is computed between all pairs of
        outputs and targets, which trains something without a meaning.

    Example:
        output species = Dense(4, activation=softmax)

    Use instead:
        output species = Dense(3, activation=softmax)

    References:
        PyTorch stops with an index error for a class that has no unit, and warns of a target size
        that differs from the input size in `mse_loss`, "likely lead to incorrect results due to
        broadcasting" (`torch/nn/functional.py`).
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
    output species = Dense(4, activation=softmax)
}

train {
    loss = cross_entropy
}
"""
    message = "the output `species` of `Iris` is [4], and the target `species` (class(3)) wants [3]"
    good = """\
data flowers {
    source = sklearn(iris)
}

model Iris {
    input flower: [4]
    Dense(16, activation=relu)
    output species = Dense(3, activation=softmax)
}

train {
    loss = cross_entropy
}
"""
