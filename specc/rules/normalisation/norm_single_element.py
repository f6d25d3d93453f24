"""The rule `norm-single-element`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Severity
from specc.ir.graph import Node
from specc.layers.normalisation import GroupNorm, InstanceNorm, LayerNorm, RMSNorm
from specc.namedtuple import NamedTuple
from specc.rule import Application, Rule, Subject


class Norm(NamedTuple):
    """A normalisation, what it looks at, and how many elements its statistics are of."""

    node: Node
    kind: str
    elements: int


class NormSingleElement(Rule):
    """A normalisation takes its statistics from one element, or from two.

    What it does:
        Finds layer norms over one channel, instance norms over one position, and group norms with
        one channel in a group at one position. Of two elements it is a warning.

    Why is this bad?
        The mean of one element is the element: what is left of it is 0, and the result is `beta`,
        whatever went in. RMS norm leaves only its sign. Of two elements only the sign of their
        difference is left, as 1 and -1.

    Example:
        LayerNorm

    Use instead:
        Dense(64, activation=relu)
        LayerNorm

    References:
        Ba, Kiros and Hinton 2016, "Layer normalization" (arXiv 1607.06450), equation 3. PyTorch
        raises "Expected more than 1 spatial element when training" for instance norm:
        https://github.com/pytorch/pytorch/issues/45687.
    """

    severity = Severity.ERROR
    needs = (("GroupNorm", "InstanceNorm", "LayerNorm", "RMSNorm"),)
    bad = """\
model Regression {
    input x: [20]
    Dense(64, activation=relu)
    Dense(1)
    LayerNorm
    Dense(8, activation=relu)
    Dense(1)
}
"""
    message = "`LayerNorm` of [1] normalises each value by itself: the result is `beta` always"
    good = """\
model Regression {
    input x: [20]
    Dense(64, activation=relu)
    LayerNorm
    Dense(1)
    Dense(8, activation=relu)
    Dense(1)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Places where every use has too few elements."""
        for uses in subject.places(LayerNorm, RMSNorm, GroupNorm, InstanceNorm):
            norms = [_norm(use) for use in uses]
            if norms[0] is not None and None not in norms:
                yield self._finding(max((n for n in norms if n), key=lambda norm: norm.elements))

    def _finding(self, norm: Norm) -> Diagnostic:
        word = norm.node.layer.word
        what = f"`{word}` of {norm.kind} normalises each value by itself"
        if norm.elements > 1:
            message = f"`{word}` of {norm.kind} normalises two values at a time"
            message = f"{message}: they come out as 1 and -1"
        elif word == RMSNorm.word:
            message = f"{what}: only its sign is left"
        elif getattr(norm.node.layer, "center", False):
            message = f"{what}: the result is `beta` always"
        else:
            message = f"{what}: the result is 0 always"
        one = norm.elements == 1
        severity = Severity.ERROR if one else Severity.WARNING
        help = "leave it out, or put it where there is more to normalise over"
        return self.at(norm.node.place, message, help=help, severity=severity)


def _norm(use: Application) -> Norm | None:
    """A normalisation of one element; of two, where it takes a mean away."""
    facts, node = use
    kind, layer = facts.graph.values[node.inputs[0]].type, node.layer
    positions = kind.with_channels(1).size
    if isinstance(layer, InstanceNorm):
        elements = positions
    elif isinstance(layer, GroupNorm):
        elements = positions * (kind.channels // layer.groups)
    else:
        elements = kind.channels
    fewest = 1 if isinstance(layer, RMSNorm) else 2
    if not isinstance(elements, int) or elements > fewest:
        return None
    return Norm(node, str(kind), elements)
