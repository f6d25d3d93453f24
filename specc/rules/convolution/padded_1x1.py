"""The rule `padded-1x1`."""

from collections.abc import Iterator
from math import prod

from specc.diagnostics import Diagnostic, Fix, Safety, Severity
from specc.edit import remove_setting
from specc.edit.given import given, put
from specc.ir.graph import Node
from specc.ir.tensor import TensorType
from specc.kind import show
from specc.layers.convolution import Spatial
from specc.layers.transposed import ConvTranspose
from specc.prove.blame import sorted_out
from specc.prove.sliding import leading
from specc.rule import Application, Rule, Subject


class Padded1x1(Rule):
    """A window of one position is padded: its border sees nothing but zeros.

    What it does:
        Finds convolutions with padding along an axis where their kernel is 1.

    Why is this bad?
        Padding is there for windows that reach over the edge. A window of 1 reaches nowhere: on the
        padding it sees zeros alone, so every padded position of the result is the bias, whatever
        the input is. The result is larger than the input, and what is added says nothing.

    Example:
        Conv2D(64, kernel=1, padding=1, activation=relu)

    Use instead:
        Conv2D(64, kernel=1, activation=relu)

    References:
        Dumoulin and Visin 2016, "A guide to convolution arithmetic for deep learning" (arXiv
        1603.07285), section 2.2: a kernel of size k keeps the size of the input under padding of
        (k - 1) / 2, which is 0 for a kernel of 1.
    """

    severity = Severity.WARNING
    needs = ("convolution", "padding")
    bad = """\
model Net {
    input image: [28, 28, 1]
    Conv2D(32, kernel=3, activation=relu)
    Conv2D(64, kernel=1, padding=1, activation=relu)
    GlobalAvgPool
    Dense(10)
}
"""
    message = "a window of 1 sees only padding at 108 of the 784 positions of [28, 28, 64]"
    good = """\
model Net {
    input image: [28, 28, 1]
    Conv2D(32, kernel=3, activation=relu)
    Conv2D(64, kernel=3, padding=1, activation=relu)
    GlobalAvgPool
    Dense(10)
}
"""
    fixed = """\
model Net {
    input image: [28, 28, 1]
    Conv2D(32, kernel=3, activation=relu)
    Conv2D(64, kernel=1, activation=relu)
    GlobalAvgPool
    Dense(10)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Convolutions, where all uses of their line are padded so."""
        for blame in sorted_out(subject, (Spatial,), _axes):
            use = blame.uses[0]
            message = f"a window of 1 sees only padding {_where(use)}"
            fix = _without(subject, use.node) if blame.region is None else None
            yield self.at(blame.place, message, help="without the padding nothing is lost", fix=fix)


def _axes(use: Application) -> list[int]:
    """The axes along which a window of 1 is padded."""
    layer = use.node.layer
    if not isinstance(layer, Spatial) or isinstance(layer, ConvTranspose):
        return []
    if isinstance(layer.padding, str):
        return []
    return [at for at, sides in enumerate(layer.padding) if any(sides) and layer.kernel[at] == 1]


def _where(use: Application) -> str:
    facts, node = use
    given, made = facts.graph.types((node.inputs[0], node.outputs[0]))
    seen = _seen(use, given, made)
    if seen is None:
        return f"at the border of {made}"
    total = prod(made.sizes[:-1])
    return f"at {total - seen} of the {total} positions of {made}"


def _seen(use: Application, given: TensorType, made: TensorType) -> int | None:
    """How many positions of the result see the input; None where sizes are symbolic."""
    layer, axes, seen = use.node.layer, _axes(use), 1
    assert isinstance(layer, Spatial)
    for axis, (old, new) in enumerate(zip(given.sizes[:-1], made.sizes[:-1], strict=True)):
        if not isinstance(old, int) or not isinstance(new, int):
            return None
        if axis not in axes:
            seen *= new
            continue
        before, stride = leading(layer, axis, old), layer.stride[axis]
        first, last = -(-before // stride), (before + old - 1) // stride
        seen *= min(last, new - 1) - first + 1
    return seen


def _without(subject: Subject, node: Node) -> Fix | None:
    layer, source = node.layer, node.place.source
    use = subject.written(node.place, layer.word)
    if use is None or not isinstance(layer, Spatial) or given(use, type(layer), "padding") is None:
        return None
    left = tuple(
        (0, 0) if layer.kernel[at] == 1 else sides for at, sides in enumerate(layer.padding)
    )
    edit = None if any(map(any, left)) else remove_setting(source, use, "padding")
    if edit is None:
        value = show(left) if any(map(any, left)) else "0"
        edit = put(source, use, type(layer), "padding", value)
    return Fix("leave the padding out", (edit,), Safety.UNSAFE)
