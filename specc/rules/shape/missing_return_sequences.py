"""The rule `missing-return-sequences`: specc finds it while it infers the shapes."""

from specc.diagnostics import Severity
from specc.rule import Rule


class MissingReturnSequences(Rule):
    """A layer wants a sequence, and the recurrent layer in front of it gives only its last result.

    What it does:
        Finds layers over time (recurrent ones, convolutions, attention, pools) behind a recurrent
        layer without `sequences=true`, dropout and normalisation between them left aside.

    Why is this bad?
        A recurrent layer gives the result of its last step unless it is told otherwise, as in
        Keras. In a stack all but the last layer have to hand on every step.

    Example:
        LSTM(64)
        LSTM(32)

    Use instead:
        LSTM(64, sequences=true)
        LSTM(32)

    References:
        docs/language.md, "Recurrent layers". Keras at run time: "Input 0 of layer 'lstm' is
        incompatible with the layer: expected ndim=3, found ndim=2" (Keras 3.15); the question about
        it: https://stackoverflow.com/questions/40331510.
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
model Net {
    input words: [20, 300]
    LSTM(64)
    LSTM(32)
    Dense(3)
}
"""
    message = (
        "`LSTM` wants [time, features], and the `LSTM` in front of it gives only its last "
        "result, [64]"
    )
    good = """\
model Net {
    input words: [20, 300]
    LSTM(64, sequences=true)
    Conv1D(32, kernel=3, activation=relu)
    GlobalMaxPool
    Dense(3)
}
"""
    fixed = """\
model Net {
    input words: [20, 300]
    LSTM(64, sequences=true)
    LSTM(32)
    Dense(3)
}
"""
