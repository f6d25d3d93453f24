"""The rule `import-failed`: specc finds it while it reads a spec."""

from specc.diagnostics import Severity
from specc.rule import Rule


class ImportFailed(Rule):
    """What an import names cannot be read.

    What it does:
        Finds imports of files that do not exist, that lie outside of the project, that are not
        specs or have errors, and of library modules that there are not.

    Why is this bad?
        Every name that would have come from there is unknown.

    Example:
        import Residual from std.convolutions

    Use instead:
        import Residual from std.convolution

    References:
        docs/language.md, "Declarations" and "Limits": only files below the root of the project are
        read.
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
import Residual from std.convolutions

model Net {
    input image: [32, 32, 16]
    GlobalAvgPool -> Dense(8)
}
"""
    message = "there is no library module `std.convolutions`"
    good = """\
import Residual from std.convolution

model Net {
    input image: [32, 32, 16]
    Residual(16)
    GlobalAvgPool -> Dense(8)
}
"""
