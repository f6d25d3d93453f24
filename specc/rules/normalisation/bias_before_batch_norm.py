"""The rule `bias-before-batch-norm`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Label, Safety, Severity
from specc.edit import argument, remove_setting, set_setting, word_of
from specc.ir.graph import Node
from specc.layer import Weighted
from specc.layers.normalisation import BatchNorm
from specc.prove.facts import affine
from specc.rule import Application, Rule, Subject


class BiasBeforeBatchNorm(Rule):
    """A bias is added and taken away again by the batch norm that follows.

    What it does:
        Finds layers with a bias and without an activation whose result only batch norms read. A
        line that stands for several layers, in a block or a loop, is named once, and only where it
        is true of all of them. Models of which a training freezes something are left alone, because
        frozen batch norms subtract what they have stored.

    Why is this bad?
        Batch norm subtracts the mean of each channel over the batch, and with it whatever constant
        was added to the channel before. The bias gets no gradient; it only takes up memory and
        time. Batch norm's own shift does its work.

    Example:
        Conv2D(32, kernel=3) -> BatchNorm -> ReLU

    Use instead:
        Conv2D(32, kernel=3, bias=false) -> BatchNorm -> ReLU

    References:
        Ioffe and Szegedy 2015, "Batch Normalization", section 3.2 (arXiv 1502.03167): "the bias b
        can be ignored since its effect will be canceled by the subsequent mean subtraction".
    """

    severity = Severity.INFO
    needs = ("BatchNorm",)
    bad = """\
model Net {
    input image: [28, 28, 1]
    Conv2D(32, kernel=3) -> BatchNorm -> ReLU
    GlobalAvgPool
    Dense(10)
}
"""
    message = "the 32 biases of `Conv2D` have no effect: the `BatchNorm` behind it subtracts them"
    good = """\
model Net {
    input image: [28, 28, 1]
    Conv2D(32, kernel=3, activation=relu) -> BatchNorm
    GlobalAvgPool
    Dense(10)
}
"""
    fixed = """\
model Net {
    input image: [28, 28, 1]
    Conv2D(32, kernel=3, bias=false) -> BatchNorm -> ReLU
    GlobalAvgPool
    Dense(10)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Places where every use is undone."""
        plans = subject.sections.trains.values()
        frozen = {plan.model for plan in plans if plan.freeze}
        for uses in subject.places(Weighted):
            if any(use.facts.graph.name in frozen for use in uses):
                continue
            norms = [_undoing(use) for use in uses]
            if norms[0] is not None and None not in norms:
                yield self._finding(subject, uses[0].node, norms[0])

    def _finding(self, subject: Subject, node: Node, norm: Node) -> Diagnostic:
        count = node.weights[-1].size
        message = (
            f"the {count} biases of `{node.layer.word}` have no effect: "
            f"the `BatchNorm` behind it subtracts them"
        )
        place = norm.place
        related = (Label(place.source, place.span, "subtracts the mean of each channel"),)
        help = "`bias=false` leaves them out"
        return self.at(
            node.place, message, related=related, help=help, fix=_without_bias(subject, node)
        )


def _undoing(use: Application) -> Node | None:
    """The batch norm that alone reads a layer's result and takes its bias away."""
    layer = use.node.layer
    if not (isinstance(layer, Weighted) and layer.bias and affine(use.node)):
        return None
    readers = use.facts.only_readers(use.node)
    undo = [n for n in readers if isinstance(n.layer, BatchNorm) and n.layer.trainable]
    return undo[0] if undo and len(undo) == len(readers) else None


def _without_bias(subject: Subject, node: Node) -> Fix | None:
    use = subject.written(node.place, node.layer.word)
    given = argument(use, "bias") if use is not None else None
    if use is None or (given is not None and word_of(given.value) != "true"):
        return None
    edits = [set_setting(node.place.source, use, "bias", "false")]
    start = remove_setting(node.place.source, use, "bias_init")
    if start is not None:
        edits.append(start)
    loaded = any(plan.init_from for plan in subject.sections.trains.values())
    # A file of weights holds the biases, and stored means that contain them.
    return Fix("leave the bias out", tuple(edits), Safety.UNSAFE if loaded else Safety.SAFE)
