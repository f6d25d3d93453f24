"""The rule `deconv-checkerboard`."""

from collections.abc import Iterator
from math import prod

from specc.diagnostics import Diagnostic, Edit, Fix, Safety, Severity
from specc.edit import Use, remove_setting
from specc.edit.given import given, put
from specc.ir.graph import Node
from specc.layers.convolution import Spatial
from specc.layers.transposed import ConvTranspose
from specc.prove.blame import Blamed, sorted_out
from specc.prove.chain import behind, plain
from specc.prove.sliding import shown
from specc.rule import Application, Rule, Subject


class DeconvCheckerboard(Rule):
    """A transposed convolution lays more paint on some positions than on their neighbours.

    What it does:
        Finds transposed convolutions whose kernel is no multiple of their stride. It is silent
        where a convolution with a window of more than one position comes next and can even it out.

    Why is this bad?
        Each position of the result is the sum of kernel / stride products along an axis: where that
        is no whole number, neighbours by turns get one more and one less, for any weights. The
        picture starts with a checkerboard that training has to work against.

    Example:
        ConvTranspose2D(1, kernel=3, stride=2, padding=same, activation=sigmoid)

    Use instead:
        ConvTranspose2D(1, kernel=4, stride=2, padding=same, activation=sigmoid)

        Or `Upsample(2)` and a convolution.

    References:
        Odena, Dumoulin and Olah 2016, "Deconvolution and checkerboard artifacts"
        (https://distill.pub/2016/deconv-checkerboard): the overlap is uneven where the kernel size
        is not divisible by the stride, and resizing before a convolution does without.
    """

    severity = Severity.INFO
    needs = (("ConvTranspose1D", "ConvTranspose2D", "ConvTranspose3D"),)
    gives_way_to = ("stride-exceeds-kernel",)
    bad = """\
model Decoder {
    input code: [7, 7, 32]
    output image = ConvTranspose2D(1, kernel=3, stride=2, padding=same, activation=sigmoid)
}
"""
    message = "with kernel 3 and stride 2 each pixel sums up 1 to 4 products, by turns: 3 % 2 = 1"
    good = """\
model Decoder {
    input code: [7, 7, 32]
    Upsample(2)
    output image = Conv2D(1, kernel=3, padding=same, activation=sigmoid)
}
"""
    fixed = """\
model Decoder {
    input code: [7, 7, 32]
    output image = ConvTranspose2D(1, kernel=4, stride=2, padding=same, activation=sigmoid)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Transposed convolutions, where all uses of their line are uneven."""
        for blame in sorted_out(subject, (ConvTranspose,), _uneven):
            yield self._finding(subject, blame)

    def _finding(self, subject: Subject, blame: Blamed) -> Diagnostic:
        node = blame.uses[0].node
        layer = node.layer
        assert isinstance(layer, ConvTranspose)
        pairs = list(zip(layer.kernel, layer.stride, strict=True))
        least, most = prod(k // s for k, s in pairs), prod(-(-k // s) for k, s in pairs)
        kernel, stride = next((k, s) for k, s in pairs if k % s)
        what = {1: "step", 2: "pixel", 3: "voxel"}[layer.spatial]
        message = (
            f"with kernel {shown(layer.kernel)} and stride {shown(layer.stride)} each {what} sums "
            f"up {least} to {most} products, by turns: {kernel} % {stride} = {kernel % stride}"
        )
        more = shown(tuple(-(-k // s) * s for k, s in pairs))
        return self.at(
            blame.place,
            message,
            help=f"`kernel={more}` is even; so is `Upsample({stride})` and then a convolution",
            fix=_even(subject, node, more) if blame.region is None else None,
        )


def _uneven(use: Application) -> bool:
    layer = use.node.layer
    assert isinstance(layer, ConvTranspose)
    if not any(k % s for k, s in zip(layer.kernel, layer.stride, strict=True)):
        return False
    after = behind(use.facts, use.node, plain)
    convolves = after is not None and isinstance(after.layer, Spatial)
    return not convolves or isinstance(after.layer, ConvTranspose) or max(after.layer.kernel) == 1  # type: ignore[union-attr]


def _even(subject: Subject, node: Node, kernel: str) -> Fix | None:
    """A larger kernel, where the size of the result stays: under `same`, or one less is added."""
    layer, source = node.layer, node.place.source
    assert isinstance(layer, ConvTranspose)
    use = subject.written(node.place, layer.word)
    if use is None or given(use, type(layer), "kernel") is None:
        return None
    edits = [put(source, use, type(layer), "kernel", kernel)]
    if layer.padding != "same":
        taken = _without_added(node, use)
        if taken is None:
            return None
        edits.append(taken)
    title = f"use a kernel of {kernel}"
    return Fix(title, tuple(edits), Safety.UNSAFE)


def _without_added(node: Node, use: Use) -> Edit | None:
    layer = node.layer
    assert isinstance(layer, ConvTranspose)
    grows = (-k % s for k, s in zip(layer.kernel, layer.stride, strict=True))
    if tuple(grows) != layer.output_padding:
        return None
    return remove_setting(node.place.source, use, "output_padding")
