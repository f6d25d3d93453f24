"""The rule `data-contract-mismatch`."""

from specc.diagnostics import Severity
from specc.rule import Rule


class DataContractMismatch(Rule):
    """What a spec says of its data is not what the source holds.

    What it does:
        Holds `input`, `target`, `samples` and `balance` against what is known of the source: a
        literal table, the sets of scikit-learn, Keras and torchvision.

    Why is this bad?
        Everything else is checked against the declaration: a wrong one lets a wrong model pass, and
        the program stops when it has loaded the data.

    Example:
        target digit: class(9)

    Use instead:
        target digit: class(10)

    References:
        specc, `docs/language.md`, "Data". The sets: scikit-learn, "Toy datasets"; Keras,
        `keras.datasets`; torchvision, `torchvision.datasets`.
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
data digits {
    source = sklearn(digits)
    target digit: class(9)
    scale  = standard
}

model Digits {
    input image: [8, 8, 1]
    Flatten -> Dense(64, activation=relu)
    output digit = Dense(9, activation=softmax)
}

train {
    loss = cross_entropy
}
"""
    message = "`digit` is declared as class(9), but `sklearn(digits)` has class(10)"
    good = """\
data digits {
    source = sklearn(digits)
    target digit: class(10)
    scale  = standard
}

model Digits {
    input image: [8, 8, 1]
    Flatten -> Dense(64, activation=relu)
    output digit = Dense(10, activation=softmax)
}

train {
    loss = cross_entropy
}
"""
