"""The rule `unused-setting`."""

from specc.diagnostics import Severity
from specc.rule import Rule


class UnusedSetting(Rule):
    """A training has a loss or a model that it cannot use.

    What it does:
        Finds a `loss` where the objective is its own loss (`gan`, `contrastive`, `triplet`) or the
        optimizer has a rule of its own (`perceptron`), and a `model` where the objective names its
        models itself (`gan`).

    Why is this bad?
        The line looks as if it decided something, and nothing reads it.

    Example:
        loss      = mse

    Use instead:
        optimizer = perceptron(lr=0.1)

    References:
        Rosenblatt 1958, "The perceptron: a probabilistic model for information storage and
        organization in the brain" (Psychological Review 65): the rule corrects mistakes, it makes
        no loss small.
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
data and_gate {
    source = table([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 0, 0, 1])
    split  = [1, 0, 0]
}

model Neuron {
    input x: [2]
    output y = Dense(1, activation=step)
}

train {
    optimizer = perceptron(lr=0.1)
    loss      = mse
    epochs    = 100
    batch     = 1
}
"""
    message = "`perceptron` has its own rule of learning, so `loss` has no use"
    good = """\
data and_gate {
    source = table([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 0, 0, 1])
    split  = [1, 0, 0]
}

model Neuron {
    input x: [2]
    output y = Dense(1, activation=step)
}

train {
    optimizer = perceptron(lr=0.1)
    epochs    = 100
    batch     = 1
}
"""
