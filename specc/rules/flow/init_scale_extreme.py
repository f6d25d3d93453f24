"""The rule `init-scale-extreme`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Safety, Severity
from specc.edit import remove_setting
from specc.initialiser import Initialiser
from specc.prove.signal import Stage, predicted
from specc.prove.start import extreme_start
from specc.rule import Rule, Subject


class InitScaleExtreme(Rule):
    """A start with a fixed scale makes a layer's sums far too small or too large.

    What it does:
        Finds kernels that start with a given deviation or limit (`normal`, `truncated_normal`,
        `uniform`) whose sums, as predicted from all layers in front, have an RMS outside 0.01..10.
        A layer whose result is normalised is left out, and so is the last one: small first
        predictions are a choice. So are small sums in models that add tensors up: a branch that
        starts near 0 leaves a sum to its other terms.

    Why is this bad?
        Sums add up one product for each input, so that the right scale of a weight depends on their
        number, about 1 / sqrt(n). One deviation for layers of all sizes fits none of them: the
        activations saturate, or the signal and the gradient fade.

    Example:
        Dense(256, activation=tanh, init=normal(1))

    Use instead:
        Dense(256, activation=tanh)

    References:
        He, Zhang, Ren and Sun 2015, "Delving deep into rectifiers" (arXiv 1502.01852), section 2.2;
        Glorot and Bengio 2010 (AISTATS).
    """

    severity = Severity.WARNING
    needs = ("model", "init")
    bad = """\
model Net {
    input x: [256]
    Dense(256, activation=tanh, init=normal(1))
    Dense(10)
}
"""
    message = (
        "`normal(1)` gives the sums of `Dense` an RMS of 16: for 256 inputs a deviation of about "
        "0.062 is usual"
    )
    good = """\
model Net {
    input x: [256]
    Dense(256, activation=tanh, init=normal(0.06))
    Dense(10)
}
"""
    fixed = """\
model Net {
    input x: [256]
    Dense(256, activation=tanh)
    Dense(10)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """The first such layer of each model: what comes behind it follows from it."""
        for one in subject.once(predicted):
            stage = extreme_start(one)
            if stage is not None:
                yield self._finding(subject, stage)

    def _finding(self, subject: Subject, stage: Stage) -> Diagnostic:
        node, size = stage.node, stage.row.inner or 0.0
        kernel = node.weights[0]
        start = repr_of(kernel.init)
        usual = (1 / kernel.fan_in) ** 0.5
        message = f"`{start}` gives the sums of `{node.layer.word}` an RMS of {size:.2g}: "
        message += f"for {kernel.fan_in} inputs a deviation of about {usual:.2g} is usual"
        use = subject.written(node.place, node.layer.word)
        edit = remove_setting(node.place.source, use, "init") if use is not None else None
        fix = Fix("start in a range that suits the size", (edit,), Safety.UNSAFE) if edit else None
        help = "without `init` the scale follows from the sizes and the activation"
        return self.at(node.place, message, help=help, fix=fix)


def repr_of(init: Initialiser) -> str:
    """As it is written in a spec."""
    given = ", ".join(f"{getattr(init, name):g}" for name in init.settings)
    return f"{init.word}({given})"
