"""The rule `unknown-monitor`."""

from specc.diagnostics import Severity
from specc.rule import Rule


class UnknownMonitor(Rule):
    """What is watched is never computed.

    What it does:
        Finds a `monitor` of `early_stop`, `checkpoint` or a `plateau` schedule that is neither the
        loss nor one of `metrics`, on the training part or, as `val_`, on the validation part.

    Why is this bad?
        Keras goes on training with a warning that the conditioned metric is not available, and the
        line does nothing; here it is found before training starts.

    Example:
        early_stop = patience(5, monitor=val_accuracy)

    Use instead:
        metrics    = [accuracy]

    References:
        specc, `docs/language.md`, "Training". Keras, `keras.callbacks.EarlyStopping`.
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
data digits {
    source = sklearn(digits)
    scale  = standard
}

model Digits {
    input image: [8, 8, 1]
    Flatten -> Dense(64, activation=relu)
    output digit = Dense(10, activation=softmax)
}

train {
    loss       = cross_entropy
    epochs     = 50
    early_stop = patience(5, monitor=val_accuracy)
}
"""
    message = "`early_stop` watches `val_accuracy`, which training does not compute"
    good = """\
data digits {
    source = sklearn(digits)
    scale  = standard
}

model Digits {
    input image: [8, 8, 1]
    Flatten -> Dense(64, activation=relu)
    output digit = Dense(10, activation=softmax)
}

train {
    loss       = cross_entropy
    metrics    = [accuracy]
    epochs     = 50
    early_stop = patience(5, monitor=val_accuracy)
}
"""
