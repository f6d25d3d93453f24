"""The rule `name-style`: specc finds it while it reads a spec."""

from specc.diagnostics import Severity
from specc.rule import Rule


class NameStyle(Rule):
    """A name is not written as its kind of name is.

    What it does:
        Finds layers, blocks and models that are not `UpperCamel`, and tensors, constants, settings
        and sections that are not `lower_snake`. Dims are written as in the paper.

    Why is this bad?
        The case of a name tells a layer from a tensor where one is read, and the generated classes
        and variables take their names from it.

    Example:
        model small_net {

    Use instead:
        model SmallNet {

    References:
        docs/language.md, "Names". The generated code follows PEP 8, "Naming Conventions": class
        names in CapWords, functions and variables in lower case with underscores.
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
model small_net {
    input x: [8]
    Dense(3)
}
"""
    message = "the model `small_net` must be UpperCamel"
    good = """\
model SmallNet {
    input x: [8]
    Dense(3)
}
"""
