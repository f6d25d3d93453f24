"""The rule `extern-declaration`: specc finds it while it reads a spec."""

from specc.diagnostics import Severity
from specc.rule import Rule


class ExternDeclaration(Rule):
    """An extern layer does not say what specc has to know of it.

    What it does:
        Finds extern layers without their outputs, with a number of parameters that is none, or with
        a place of the Python class that is not written `module:Class`.

    Why is this bad?
        specc never imports that Python. What the layer gives and how many weights it has is known
        only from the declaration.

    Example:
        extern layer Fourier(modes) {

    Use instead:
            output [T, modes]

    References:
        docs/language.md, "Extern layers".
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
extern layer Fourier(modes) {
    input x: [T, C]
    params  = C * modes
    pytorch = "mylib.layers:Fourier"
}

model Net {
    input x: [16, 4]
    Fourier(modes=8) -> GlobalAvgPool
}
"""
    message = "the extern layer `Fourier` does not declare what it gives"
    good = """\
extern layer Fourier(modes) {
    input x: [T, C]
    output [T, modes]
    params  = C * modes
    pytorch = "mylib.layers:Fourier"
}

model Net {
    input x: [16, 4]
    Fourier(modes=8) -> GlobalAvgPool
}
"""
