"""The rule `stride-equals-kernel-conv`."""

from collections.abc import Iterator
from math import prod

from specc.diagnostics import Diagnostic, Severity
from specc.ir.graph import Node
from specc.layers.convolution import Convolution
from specc.prove.blame import sorted_out
from specc.prove.chain import ahead, behind, plain
from specc.prove.sliding import shown
from specc.rule import Application, Rule, Subject
from specc.window import channel_count


class StrideEqualsKernelConv(Rule):
    """Inside a network a convolution cuts its input into patches that do not see each other.

    What it does:
        Finds convolutions whose stride is their kernel, 3 or more along every axis, unless they are
        the first layer (an image cut into patches), lose nothing (as many filters as a patch has
        numbers), leave one position, or make tokens for attention.

    Why is this bad?
        What lies across the border of two patches is seen by neither: an edge there has to be put
        together again by later layers. Windows that overlap, as 3 with a stride of 2, see it.

    Example:
        Conv2D(64, kernel=4, stride=4, activation=relu)

    Use instead:
        Conv2D(64, kernel=5, stride=4, padding=same, activation=relu)

    References:
        Krizhevsky, Sutskever and Hinton 2012, "ImageNet classification with deep convolutional
        neural networks", section 3.4: overlapping windows (3, stride 2) lowered the top-1 error by
        0.4 % against windows side by side (2, stride 2); of pools there.
    """

    severity = Severity.INFO
    needs = ("convolution", "stride")
    bad = """\
model Net {
    input image: [64, 64, 3]
    Conv2D(32, kernel=3, padding=same, activation=relu)
    Conv2D(64, kernel=4, stride=4, activation=relu)
    Conv2D(64, kernel=3, activation=relu)
    GlobalAvgPool
    Dense(10)
}
"""
    message = "`Conv2D` cuts [64, 64, 32] into patches of 4 that share no position"
    good = """\
model Net {
    input image: [64, 64, 3]
    Conv2D(32, kernel=3, padding=same, activation=relu)
    Conv2D(64, kernel=5, stride=4, padding=same, activation=relu)
    Conv2D(64, kernel=3, activation=relu)
    GlobalAvgPool
    Dense(10)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Convolutions, where all uses of their line cut patches."""
        for blame in sorted_out(subject, (Convolution,), _cuts):
            facts, node = blame.uses[0]
            layer = node.layer
            assert isinstance(layer, Convolution)
            kind = facts.graph.values[node.inputs[0]].type
            message = (
                f"`{layer.word}` cuts {kind} into patches of {shown(layer.kernel)} "
                "that share no position"
            )
            wider = shown(tuple(size + 1 - size % 2 for size in (k + 1 for k in layer.kernel)))
            help = f"`kernel={wider}` with `padding=same` lets neighbours overlap"
            yield self.at(blame.place, message, help=help)


def _cuts(use: Application) -> bool:
    facts, node = use
    layer = node.layer
    assert isinstance(layer, Convolution)
    if (
        layer.kernel != layer.stride
        or min(layer.kernel) < 3
        or layer.dilation != (1,) * layer.spatial
    ):
        return False
    given, made = facts.graph.types((node.inputs[0], node.outputs[0]))
    if layer.filters >= prod(layer.kernel) * channel_count(given) or set(made.sizes[:-1]) == {1}:
        return False
    before, after = ahead(facts, node, plain), behind(facts, node, _in_place)
    follows = after is not None and after.layer.family in ("attention", "shape")
    return before is not None and not before.layer.source and not follows


def _in_place(node: Node) -> bool:
    return plain(node) and node.layer.family not in ("attention", "shape", "pooling")
