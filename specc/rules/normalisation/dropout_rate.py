"""The rule `dropout-rate`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Severity
from specc.layers.regularising import AlphaDropout, Dropout, GaussianDropout, SpatialDropout
from specc.prove.chain import rate
from specc.rule import Application, Rule, Subject

HALF, MOST, WIDE, OF_INPUT = 0.5, 0.7, 1024, 0.25


class DropoutRate(Rule):
    """Dropout takes away more than is usual.

    What it does:
        Finds dropout of 0.7 and more (a warning), of more than 0.5 (an info), and of more than
        0.25 on the model's input (an info). Behind 1,024 channels or more only 0.8 and more is
        named, as an info, because published networks drop so much of their widest layers. Models
        that give their input back, as denoising autoencoders, may spoil it as they like.

    Why is this bad?
        `rate` is the share that is dropped. Half of a hidden layer is where dropout does most;
        beyond that too little passes to learn from. A rate of 0.8 is often meant as a share that
        is kept, which it was in the first TensorFlow.

    Example:
        Dense(256, activation=relu) -> Dropout(0.8)

    Use instead:
        Dense(256, activation=relu) -> Dropout(0.2)

    References:
        Srivastava et al. 2014, "Dropout: a simple way to prevent neural networks from overfitting"
        (JMLR 15), appendix A.4: units are kept with 0.5 to 0.8 in hidden layers, with 0.8 in an
        input of real numbers. `rate` in TensorFlow 2 is 1 - `keep_prob`:
        https://www.tensorflow.org/api_docs/python/tf/nn/dropout. High rates on purpose: Wang,
        Xiong, Wang and Qiao 2015, "Towards good practices for very deep two-stream ConvNets" (arXiv
        1507.02159).
    """

    severity = Severity.WARNING
    needs = (("AlphaDropout", "Dropout", "GaussianDropout", "SpatialDropout"),)
    gives_way_to = ("dropout-on-output", "dropout-on-tiny-layer", "dropout-before-batchnorm")
    bad = """\
model Net {
    input x: [100]
    Dense(256, activation=relu) -> Dropout(0.8)
    Dense(10)
}
"""
    message = "`Dropout(0.8)` drops 80 % of 256 channels"
    good = """\
model Net {
    input x: [100]
    Dense(256, activation=relu) -> Dropout(0.2)
    Dense(10)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Places where every use drops much."""
        for uses in subject.places(Dropout, SpatialDropout, AlphaDropout, GaussianDropout):
            found = [_severity(use) for use in uses]
            if None not in found:
                severe = all(one is Severity.WARNING for one in found)
                yield self._finding(uses[0], Severity.WARNING if severe else Severity.INFO)

    def _finding(self, use: Application, severity: Severity) -> Diagnostic:
        facts, node = use
        share = rate(node)
        kind = facts.graph.values[node.inputs[0]].type
        what = f"{kind.channels} channels" if kind.rank else "a number"
        dropped = f"`{node.layer.word}({share:g})` drops {100 * share:g} %"
        message = f"{dropped} of {what}"
        if _of_input(use):
            message = f"{dropped} of the input"
        help = f"`rate` is what is dropped: to keep {100 * share:g} % write {1 - share:g}"
        if share <= HALF:
            help = "0.2 and less is usual for an input"
        return self.at(node.place, message, help=help, severity=severity)


def _of_input(use: Application) -> bool:
    return use.node.inputs[0] in use.facts.graph.root.inputs


def _severity(use: Application) -> Severity | None:
    """How much too much is dropped; None where it is not."""
    facts, node = use
    share = rate(node)
    kind = facts.graph.values[node.inputs[0]].type
    if _of_input(use):
        given = (value.type.sizes for value in facts.graph.outputs.values())
        if kind.sizes in given or share <= OF_INPUT:
            return None
    elif kind.rank and isinstance(kind.channels, int) and kind.channels >= WIDE:
        return Severity.INFO if share >= 0.8 else None
    if share >= MOST:
        return Severity.WARNING
    return Severity.INFO if share > HALF or _of_input(use) else None
