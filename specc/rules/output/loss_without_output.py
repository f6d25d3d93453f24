"""The rule `loss-without-output`."""

from specc.diagnostics import Severity
from specc.rule import Rule


class LossWithoutOutput(Rule):
    """A model has several outputs, and one loss does not say which it is for.

    What it does:
        Finds losses without an output's name in the training of a model with two or more outputs.

    Why is this bad?
        It could be meant for one of them or for each. A map says it for every output, with weights
        where they matter: `loss = {kind: cross_entropy, place: 0.5 * huber}`.

    Example:
        loss = cross_entropy

    Use instead:
        loss = {kind: cross_entropy, place: huber}

    References:
        Losses by the names of outputs: "The Keras functional API", on models with several inputs
        and outputs (https://keras.io/guides/functional_api/).
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
model Detector {
    input picture: [64]
    seen = Dense(32, activation=relu)
    output kind = seen -> Dense(3, activation=softmax)
    output place = seen -> Dense(4, activation=sigmoid)
}

train {
    loss = cross_entropy
}
"""
    message = "`loss` does not say which output it is for: `Detector` has `kind`, `place`"
    good = """\
model Detector {
    input picture: [64]
    seen = Dense(32, activation=relu)
    output kind = seen -> Dense(3, activation=softmax)
    output place = seen -> Dense(4, activation=sigmoid)
}

train {
    loss = {kind: cross_entropy, place: huber}
}
"""
