"""The rule `even-kernel`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Safety, Severity
from specc.edit.given import given, put
from specc.ir.graph import Node
from specc.layers.convolution import Spatial
from specc.layers.pooling import GlobalPool
from specc.layers.transposed import ConvTranspose
from specc.prove.blame import Blamed, sorted_out
from specc.prove.chain import behind, plain
from specc.prove.sliding import shown
from specc.rule import Application, Rule, Subject

LONG = 8
"""In a window of so many taps half a position is next to nothing."""


class EvenKernel(Rule):
    """An even window has no middle, so what it finds moves by half a position.

    What it does:
        Finds convolutions with a stride of 1 and `padding=same` whose kernel is even and smaller
        than 8 along some axis. It is silent where a pool over all positions follows, which does not
        care where something was found.

    Why is this bad?
        `same` pads an even kernel by one more position at the end than in front, so each position
        sees farther to one side. Layer by layer the halves add up, and the result drifts against
        the input and against what a skip adds to it. An odd kernel costs one tap more and stays.

    Example:
        Conv2D(32, kernel=4, padding=same, activation=relu)

    Use instead:
        Conv2D(32, kernel=5, padding=same, activation=relu)

    References:
        Wu et al. 2019, "Convolution with even-sized kernels and symmetric padding" (NeurIPS 2019,
        arXiv 1903.08385), on the shift of even kernels. TensorFlow's notes on padding: the odd
        position is added at the end (https://www.tensorflow.org/api_docs/python/tf/nn).
    """

    severity = Severity.INFO
    needs = ("convolution",)
    gives_way_to = ("noncausal-convolution",)
    bad = """\
model Segmenter {
    input image: [64, 64, 3]
    Conv2D(32, kernel=4, padding=same, activation=relu)
    output mask = Conv2D(1, kernel=3, padding=same, activation=sigmoid)
}
"""
    message = "`Conv2D` with kernel 4 sees 1 position in front of its own and 2 behind"
    good = """\
model Segmenter {
    input image: [64, 64, 3]
    Conv2D(32, kernel=4, stride=2, padding=same, activation=relu)
    Upsample(2)
    output mask = Conv2D(1, kernel=3, padding=same, activation=sigmoid)
}
"""
    fixed = """\
model Segmenter {
    input image: [64, 64, 3]
    Conv2D(32, kernel=5, padding=same, activation=relu)
    output mask = Conv2D(1, kernel=3, padding=same, activation=sigmoid)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Convolutions, where all uses of their line shift what they see."""
        for blame in sorted_out(subject, (Spatial,), _shifts):
            if blame.whole:
                yield self._finding(subject, blame)

    def _finding(self, subject: Subject, blame: Blamed) -> Diagnostic:
        node = blame.uses[0].node
        layer = node.layer
        assert isinstance(layer, Spatial)
        axis = _shifts(blame.uses[0])[0]
        reach = layer.dilation[axis] * (layer.kernel[axis] - 1)
        before, after = reach // 2, reach - reach // 2
        front = f"{before or 'no'} position{'s' * (before != 1)} in front of its own"
        message = (
            f"`{layer.word}` with kernel {shown(layer.kernel)} sees {front} and {after} behind"
        )
        odd = shown(tuple(size + 1 - size % 2 for size in layer.kernel))
        help = f"`kernel={odd}` sees as far to both sides"
        fix = _odd(subject, node, odd) if blame.region is None else None
        return self.at(blame.place, message, help=help, fix=fix)


def _shifts(use: Application) -> list[int]:
    """The axes along which a layer sees farther to one side."""
    layer = use.node.layer
    if not isinstance(layer, Spatial) or isinstance(layer, ConvTranspose):
        return []
    if layer.padding != "same":
        return []
    reach = (layer.dilation[axis] * (layer.kernel[axis] - 1) for axis in range(layer.spatial))
    axes = [
        at
        for at, far in enumerate(reach)
        if far % 2 and layer.stride[at] == 1 and layer.kernel[at] < LONG
    ]
    if not axes:
        return []
    after = behind(use.facts, use.node, _by_position)
    return [] if after is not None and isinstance(after.layer, GlobalPool) else axes


def _by_position(node: Node) -> bool:
    return plain(node) and not isinstance(node.layer, GlobalPool)


def _odd(subject: Subject, node: Node, kernel: str) -> Fix | None:
    use = subject.written(node.place, node.layer.word)
    if use is None or given(use, type(node.layer), "kernel") is None:
        return None
    edit = put(node.place.source, use, type(node.layer), "kernel", kernel)
    return Fix(f"use a kernel of {kernel}", (edit,), Safety.UNSAFE)
