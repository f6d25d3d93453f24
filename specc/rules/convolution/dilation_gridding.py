"""The rule `dilation-gridding`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Severity
from specc.ir.graph import Node, Place
from specc.layers.convolution import Spatial
from specc.layers.pooling import GlobalPool, Pool
from specc.layers.shape import Flatten
from specc.namedtuple import NamedTuple
from specc.prove.blame import blamed
from specc.prove.chain import MAX_LOOK
from specc.prove.facts import Facts
from specc.prove.reach import Reach, Reached
from specc.prove.receptive import receptive
from specc.prove.stepping import stepped_over
from specc.rule import Application, Rule, Subject


class Grid(NamedTuple):
    """A tensor whose positions leave out some of their field, and the last dilation in front."""

    input: int
    reach: Reach
    axes: tuple[int, ...]
    node: Node


class DilationGridding(Rule):
    """Dilated windows line up, and what lies between their taps is never seen.

    What it does:
        Follows which positions of the input each position of the output, or of what is pooled over
        all positions, reads, through all layers and branches. It finds models where every one of
        them leaves some positions inside of its receptive field out.

    Why is this bad?
        Dilations that share a factor read the same grid again and again. Next to each other,
        positions look at different grids that have nothing in common: the result is not continuous,
        and a thin or small thing may fall through. A convolution without dilation in front, or
        dilations such as 1, 2, 4 and 1, 2, 3, cover every position.

    Example:
        Conv2D(32, kernel=3, dilation=2, padding=same, activation=relu)

    Use instead:
        Conv2D(32, kernel=3, dilation=4, padding=same, activation=relu)

        Behind convolutions with dilations of 1 and 2.

    References:
        Wang et al. 2018, "Understanding convolution for semantic segmentation" (arXiv 1702.08502),
        section 3.2, on gridding and hybrid dilation. Yu, Koltun and Funkhouser 2017, "Dilated
        residual networks" (arXiv 1705.09914), section 4, on degridding.
    """

    severity = Severity.INFO
    needs = ("convolution", "dilation")
    bad = """\
model Segmenter {
    input image: [64, 64, 3]
    repeat 3 {
        Conv2D(32, kernel=3, dilation=2, padding=same, activation=relu)
    }
    output mask = Conv2D(1, kernel=1, activation=sigmoid)
}
"""
    message = (
        "behind `Conv2D` each position reads 7 of the 13 positions of its field "
        "along axes 0 and 1 of `image`"
    )
    good = """\
model Segmenter {
    input image: [64, 64, 3]
    for rate in [1, 2] {
        Conv2D(32, kernel=3, dilation=rate, padding=same, activation=relu)
    }
    Conv2D(32, kernel=3, dilation=4, padding=same, activation=relu)
    output mask = Conv2D(1, kernel=1, activation=sigmoid)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """The last dilated convolution in front of what has gaps."""
        for facts in subject.graphs.values():
            if _dilates(facts):
                for grid in _grids(facts, subject.once(receptive)(facts)):
                    for blame in blamed(subject, [Application(facts, grid.node)]):
                        yield self._finding(facts, grid, blame.place)

    def _finding(self, facts: Facts, grid: Grid, place: Place) -> Diagnostic:
        reads = grid.reach.field.phases[0]
        several = len(grid.axes) > 1
        axes = f"ax{'e' if several else 'i'}s {' and '.join(map(str, grid.axes))}"
        name = next(name for name, value in facts.graph.inputs.items() if value.id == grid.input)
        message = (
            f"behind `{grid.node.layer.word}` each position reads {reads.many} of the {reads.size} "
            f"positions of its field along {axes} of `{name}`"
        )
        help = "dilations that share no factor, such as 1, 2, 3 or 1, 2, 4, leave no gaps"
        return self.at(place, message, help=help)


def _dilates(facts: Facts) -> bool:
    """True where something is dilated, and no stride steps over anything: that is another fault."""
    slides = facts.uses(Spatial)
    if not any(max(node.layer.dilation) > 1 for node in slides):  # type: ignore[attr-defined]
        return False
    return not any(stepped_over(facts.graph, node) for node in (*slides, *facts.uses(Pool)))


def _grids(facts: Facts, reached: list[Reached]) -> Iterator[Grid]:
    ends = [*facts.graph.root.outputs]
    for family in (GlobalPool, Flatten):
        ends.extend(node.inputs[0] for node in facts.uses(family))
    for value in dict.fromkeys(ends):
        holed = {key: reach for key, reach in reached[value].items() if _holed(reach)}
        node = _dilated(facts, value) if holed else None
        if node is None:
            continue
        (input, _), reach = next(iter(holed.items()))
        axes = (axis for (of, axis), other in holed.items() if of == input and _like(other, reach))
        yield Grid(input, reach, tuple(axes), node)


def _holed(reach: Reach) -> bool:
    return reach.axis >= 0 and reach.field.gaps


def _like(one: Reach, other: Reach) -> bool:
    return one.field == other.field


def _dilated(facts: Facts, value: int) -> Node | None:
    """The nearest dilated convolution in front of a tensor."""
    node = facts.graph.producer(value)
    for _ in range(MAX_LOOK):
        if node is None or (isinstance(node.layer, Spatial) and max(node.layer.dilation) > 1):
            return node
        node = facts.graph.producer(node.inputs[0])
    return None
