"""The rule `reshape-used-as-permute`."""

from collections import Counter
from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Edit, Fix, Safety, Severity
from specc.ir.dim import Size
from specc.ir.graph import Node
from specc.ir.tensor import TensorType
from specc.layers.shape import Reshape
from specc.prove.mend import alone
from specc.rule import Application, Rule, Subject


class ReshapeUsedAsPermute(Rule):
    """The axes of a tensor change places by a reshaping, which mixes up what they hold.

    What it does:
        Finds `Reshape` layers whose sizes are those of their input in another order, axes of size 1
        left aside. What makes a vector of a tensor or a tensor of a vector is not among them.

    Why is this bad?
        Reshaping keeps the elements in their order and only counts them off anew: of an image
        [height, width, channels] it makes "channels" that are strips of rows with all colours in
        them. `Permute` moves the axes. Both have a result of the same shape, so nothing complains.

    Example:
        Reshape([8, 100]) -> LSTM(32)

    Use instead:
        Permute([1, 0]) -> LSTM(32)

    References:
        https://docs.pytorch.org/docs/stable/generated/torch.reshape.html and
        https://docs.pytorch.org/docs/stable/generated/torch.permute.html. The question about it:
        "Difference between 2 reshaping operations (reshape vs permute)", PyTorch forums, 2018.
    """

    severity = Severity.WARNING
    needs = ("Reshape",)
    bad = """\
model Sensors {
    input signals: [100, 8]
    Reshape([8, 100]) -> LSTM(32)
    Dense(3)
}
"""
    message = "`Reshape` makes [8, 100] of [100, 8], and the elements keep their old order"
    good = """\
model Digits {
    input image: [8, 8, 1]
    Reshape([1, 8, 8]) -> Flatten
    Dense(10)
}
"""
    fixed = """\
model Sensors {
    input signals: [100, 8]
    Permute([1, 0]) -> LSTM(32)
    Dense(3)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Places where every use turns the axes."""
        for uses in subject.places(Reshape):
            if all(_turned(*_types(use)) for use in uses):
                yield self._finding(subject, uses[0])

    def _finding(self, subject: Subject, use: Application) -> Diagnostic:
        given, made = _types(use)
        message = f"`Reshape` makes {made} of {given}, and the elements keep their old order"
        axes = _axes(given.sizes, made.sizes)
        help = "`Permute` moves the axes, and what they hold with them"
        if axes is not None:
            help = f"`Permute({list(axes)})` moves the axes, and what they hold with them"
        fix = None if axes is None else _permuted(subject, use.node, axes)
        return self.at(use.node.place, message, help=help, fix=fix)


def _types(use: Application) -> tuple[TensorType, TensorType]:
    values = use.facts.graph.values
    return values[use.node.inputs[0]].type, values[use.node.outputs[0]].type


def _turned(given: TensorType, made: TensorType) -> bool:
    """True where the sizes above 1 are the same, in another order."""
    before = [size for size in given.sizes if size != 1]
    after = [size for size in made.sizes if size != 1]
    return before != after and Counter(map(str, before)) == Counter(map(str, after))


def _axes(given: tuple[Size, ...], made: tuple[Size, ...]) -> tuple[int, ...] | None:
    """The one permutation that gives these sizes; None where there are several or none."""
    if len(given) != len(made) or len(set(map(str, given))) < len(given):
        return None
    return tuple(given.index(size) for size in made)


def _permuted(subject: Subject, node: Node, axes: tuple[int, ...]) -> Fix | None:
    use = subject.written(node.place, node.layer.word)
    if use is None or not alone(subject, node) or "#" in node.place.source.cut(use.span):
        return None
    edit = Edit(node.place.source, use.span, f"Permute({list(axes)})")
    return Fix("move the axes", (edit,), Safety.UNSAFE)
