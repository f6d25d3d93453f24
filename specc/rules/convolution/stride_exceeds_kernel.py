"""The rule `stride-exceeds-kernel`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Label, Severity
from specc.ir.graph import Node
from specc.layers.convolution import Spatial
from specc.layers.indexing import Slice
from specc.layers.padding import Bordered, Pad
from specc.layers.pooling import Pool
from specc.layers.transposed import ConvTranspose
from specc.prove.blame import sorted_out
from specc.prove.facts import Facts
from specc.prove.sliding import shown, span
from specc.prove.stepping import Stepped, stepped_over
from specc.rule import Application, Rule, Subject

MOVES = (Bordered, Pad, Slice)
"""Layers that begin a tensor at another position."""


class StrideExceedsKernel(Rule):
    """Windows step over positions that nothing ever reads.

    What it does:
        Finds convolutions and pools whose stride is larger than their window, or whose taps stand
        apart and meet the same remainders again and again, so that positions of the input are read
        by no window; and transposed convolutions that leave positions of their output at the bias.
        It is silent where another layer reads the rest of the tensor, as beside the 1x1 shortcut of
        a residual block or in two phases side by side. Where all that read a tensor are 1x1
        convolutions, as in the first ResNets, it is an info.

    Why is this bad?
        What is stepped over was computed, or recorded, for nothing: no gradient flows to it, and no
        weight behind it knows of it. The result is the same as of a coarser picture of which most
        pixels were thrown away without smoothing.

    Example:
        MaxPool2D(2, stride=3)

    Use instead:
        MaxPool2D(3)

    References:
        He et al. 2019, "Bag of tricks for image classification with convolutional neural networks"
        (arXiv 1812.01187), section 4: a 1x1 convolution with a stride of 2 ignores three quarters
        of its input; ResNet-D pools in front of it. For transposed convolutions: Odena, Dumoulin
        and Olah 2016, "Deconvolution and checkerboard artifacts"
        (https://distill.pub/2016/deconv-checkerboard).
    """

    severity = Severity.WARNING
    needs = (("convolution", "pooling"),)
    bad = """\
model Net {
    input image: [32, 32, 3]
    Conv2D(32, kernel=3, padding=same, activation=relu)
    MaxPool2D(2, stride=3)
    Conv2D(64, kernel=3, activation=relu)
    GlobalAvgPool
    Dense(10)
}
"""
    message = (
        "`MaxPool2D` reads 484 of the 1024 positions of [32, 32, 32]: "
        "its window spans 2, and it moves by 3"
    )
    good = """\
model Net {
    input image: [32, 32, 3]
    Conv2D(32, kernel=3, padding=same, activation=relu)
    MaxPool2D(3)
    Conv2D(64, kernel=3, activation=relu)
    GlobalAvgPool
    Dense(10)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Layers that step over something, where all uses of their line do."""
        for blame in sorted_out(subject, (Spatial, Pool), _stepped):
            use = blame.uses[0]
            others = _others(use)
            small = others and all(_is_point(node) for node in (use.node, *others))
            related = (Label(n.place.source, n.place.span, "reads no more of it") for n in others)
            yield self.at(
                blame.place,
                _message(use),
                related=tuple(one for one in related if one.span != blame.place.span),
                help=_help(use.node),
                severity=Severity.INFO if small else None,
            )


def _stepped(use: Application) -> Stepped | None:
    """What a layer steps over, where nothing else reads it; of several such layers the first."""
    facts, node = use
    found = stepped_over(facts.graph, node)
    if found is None or isinstance(node.layer, ConvTranspose):
        return found
    value = node.inputs[0]
    if facts.leaves(value) or _readers(facts, value)[0] != node.id or _is_phase(facts, value):
        return None
    return None if any(stepped_over(facts.graph, one) is None for one in _others(use)) else found


def _is_phase(facts: Facts, value: int) -> bool:
    """True for a tensor moved on by some positions, where others read it as it was."""
    maker = facts.graph.producer(value)
    while maker is not None and isinstance(maker.layer, MOVES):
        if len(facts.readers(maker.inputs[0])) > 1:
            return True
        maker = facts.graph.producer(maker.inputs[0])
    return False


def _is_point(node: Node) -> bool:
    """True for a window of one position."""
    return isinstance(node.layer, (Spatial, Pool)) and max(span(node.layer)[0]) == 1


def _others(use: Application) -> list[Node]:
    """What else reads the input of a layer."""
    facts, node = use
    if isinstance(node.layer, ConvTranspose):
        return []
    readers = _readers(facts, node.inputs[0])
    return [facts.graph.nodes[reader] for reader in readers if reader != node.id]


def _readers(facts: Facts, value: int) -> list[int]:
    """The layers that look at a tensor; one that starts a flow only counts its examples."""
    nodes = facts.graph.nodes
    return [reader for reader in facts.readers(value) if not nodes[reader].layer.source]


def _message(use: Application) -> str:
    facts, node = use
    found = stepped_over(facts.graph, node)
    assert found is not None
    layer, word = node.layer, node.layer.word
    assert isinstance(layer, (Spatial, Pool))
    kernel, dilation = span(layer)
    window = f"its window spans {shown(kernel)}"
    if max(dilation[: layer.spatial]) > 1 and not isinstance(layer, ConvTranspose):
        window = f"its {shown(kernel)} taps stand {shown(dilation)} apart"
    why = f"{window}, and it moves by {shown(layer.stride)}"
    given, made = facts.graph.types((node.inputs[0], node.outputs[0]))
    if isinstance(layer, ConvTranspose):
        left, total = found.total - found.read, found.total
        of = f"{left} of the {total} positions" if found.known else f"{left} of {total} positions"
        return f"`{word}` leaves {of} of {made} at the bias: {why}"
    of = f"{found.read} of the {found.total}" if found.known else f"{found.read} of {found.total}"
    return f"`{word}` reads {of} positions of {given}: {why}"


def _help(node: Node) -> str:
    layer = node.layer
    assert isinstance(layer, (Spatial, Pool))
    stride = shown(layer.stride)
    if isinstance(layer, ConvTranspose):
        return f"`kernel={stride}` or a multiple of it reaches every position equally often"
    if isinstance(layer, Pool):
        return f"a window of {stride} reads everything once"
    if max(layer.dilation) > 1:
        return "a stride of 1 reads everything"
    return f"`kernel={stride}` or more reads everything; or pool in front of it: `AvgPool`"
