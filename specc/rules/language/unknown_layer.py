"""The rule `unknown-layer`: specc finds it while it reads a spec."""

from specc.diagnostics import Severity
from specc.rule import Rule


class UnknownLayer(Rule):
    """There is no layer or block of that name.

    What it does:
        Finds names of layers that specc does not have and the file neither declares nor imports. A
        name of PyTorch, Keras or Flax gets the name that the layer has here, and what its settings
        are called here.

    Why is this bad?
        Nobody knows what the layer computes.

    Example:
        Linear(10)

    Use instead:
        Dense(10)

    References:
        docs/language.md, "Layers"; `specc layers` lists them all.
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
model Net {
    input x: [8]
    Linear(10)
}
"""
    message = "there is no layer or block `Linear`"
    good = """\
model Net {
    input x: [8]
    Dense(10)
}
"""
