"""The rule `missing-target`."""

from specc.diagnostics import Severity
from specc.rule import Rule


class MissingTarget(Rule):
    """Training wants a target, and the data is known to have none.

    What it does:
        Finds trainings towards a target on data without one: a table of inputs alone, or random
        data for which no target is declared.

    Why is this bad?
        There is nothing to hold the output against. Training towards the input itself has to be
        said.

    Example:
        source = table([[0, 0], [0, 1], [1, 0], [1, 1]])
        loss   = mse

    Use instead:
        objective = reconstruct

    References:
        Training with targets and without: Goodfellow, Bengio and Courville 2016, "Deep Learning",
        section 5.1.3, and chapter 14 on autoencoders.
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
data corners {
    source = table([[0, 0], [0, 1], [1, 0], [1, 1]])
    split  = [1, 0, 0]
}

model Encoder {
    input x: [2]
    Dense(1, activation=tanh)
    output y = Dense(2)
}

train {
    loss   = mse
    epochs = 500
    batch  = all
}
"""
    message = "`supervised` training wants a target, and the data has none"
    good = """\
data corners {
    source = table([[0, 0], [0, 1], [1, 0], [1, 1]])
    split  = [1, 0, 0]
}

model Encoder {
    input x: [2]
    Dense(1, activation=tanh)
    output y = Dense(2)
}

train {
    objective = reconstruct
    epochs    = 500
    batch     = all
}
"""
