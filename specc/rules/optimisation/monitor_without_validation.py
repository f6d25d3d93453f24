"""The rule `monitor-without-validation`."""

from specc.diagnostics import Severity
from specc.rule import Rule


class MonitorWithoutValidation(Rule):
    """A number of the validation part is watched, and there is no such part.

    What it does:
        Finds `early_stop`, `checkpoint` or a `plateau` schedule that watches a `val_` number where
        `split` gives validation no share.

    Why is this bad?
        The number is never computed, so that nothing stops, is saved or changes.

    Example:
        split  = [0.9, 0, 0.1]

    Use instead:
        split  = [0.8, 0.1, 0.1]

    References:
        specc, `docs/language.md`, "Training". Prechelt 1998, "Early stopping - but when?", in
        Neural Networks: Tricks of the Trade (Springer LNCS 1524): it is the validation error that
        is watched.
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
data digits {
    source = sklearn(digits)
    split  = [0.9, 0, 0.1]
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
    early_stop = patience(5)
}
"""
    message = "`early_stop` watches `val_loss`, and `split = [0.9, 0, 0.1]` has no validation part"
    good = """\
data digits {
    source = sklearn(digits)
    split  = [0.8, 0.1, 0.1]
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
    early_stop = patience(5)
}
"""
