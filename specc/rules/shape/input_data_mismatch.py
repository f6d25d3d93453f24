"""The rule `input-data-mismatch`: specc finds it while it holds the data against the model."""

from specc.diagnostics import Severity
from specc.rule import Rule


class InputDataMismatch(Rule):
    """The data does not fit the inputs of the model that it trains.

    What it does:
        Finds trainings whose data has another number of inputs than the model, or an input of
        another shape or type. What a source is like is known for literal tables and the sets of
        scikit-learn, else from what the `data` section declares.

    Why is this bad?
        The first batch would be refused, or, where only the order of the axes differs, be read
        wrongly.

    Example:
        input image: [28, 28, 1]

    Use instead:
        input image: [8, 8, 1]

    References:
        docs/language.md, "Data". scikit-learn, `sklearn.datasets.load_digits`: the images are of 8
        x 8 pixels.
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
data digits {
    source = sklearn(digits)
    scale  = divide(16)
}

model Net {
    input image: [28, 28, 1]
    Flatten
    Dense(32, activation=relu)
    Dense(10, activation=softmax)
}

train {
    loss = cross_entropy
}
"""
    message = "the data gives `image` as [8, 8, 1], the model `Net` takes `image` as [28, 28, 1]"
    good = """\
data digits {
    source = sklearn(digits)
    scale  = divide(16)
}

model Net {
    input image: [8, 8, 1]
    Flatten
    Dense(32, activation=relu)
    Dense(10, activation=softmax)
}

train {
    loss = cross_entropy
}
"""
