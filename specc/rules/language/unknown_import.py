"""The rule `unknown-import`: specc finds it while it reads a spec."""

from specc.diagnostics import Severity
from specc.rule import Rule


class UnknownImport(Rule):
    """An imported file does not have what is imported from it.

    What it does:
        Finds names in an `import` that the other file does not declare. The nearest name is
        suggested, or what the file has is listed.

    Why is this bad?
        The name stands for nothing.

    Example:
        import Residul from std.convolution

    Use instead:
        import Residual from std.convolution

    References:
        docs/language.md, "Declarations".
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
import Residul from std.convolution

model Net {
    input image: [32, 32, 16]
    GlobalAvgPool -> Dense(8)
}
"""
    message = "`std.convolution` has no `Residul`"
    good = """\
import Residual from std.convolution

model Net {
    input image: [32, 32, 16]
    Residual(16)
    GlobalAvgPool -> Dense(8)
}
"""
