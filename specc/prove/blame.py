"""Where to speak of a fault that only some uses of a line have."""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from specc.ir.graph import Node, Place, Region
from specc.layer import Layer
from specc.namedtuple import NamedTuple

if TYPE_CHECKING:
    from specc.prove.facts import Facts
    from specc.subject import Application, Subject


class Blamed(NamedTuple):
    """A place of the checked file, and the uses with the fault that it answers for.

    `region` is the use of a block that stands there; None where the layer itself does. `whole` is
    false where the place has uses without the fault as well.
    """

    place: Place
    uses: "list[Application]"
    region: Region | None
    whole: bool = True


def blamed(
    subject: "Subject", wrong: "Iterable[Application]", right: "Iterable[tuple[Facts, Node]]" = ()
) -> Iterator[Blamed]:
    """For each fault the innermost place of the checked file that has no use without it.

    A line in a block stands for all uses of the block: where only some of them are wrong, the
    block is used wrongly there. The outermost place where there is no better one.
    """
    fine = {(place.source.path, place.span) for use in right for place, _ in _around(*use)}
    found: dict[tuple[str, int, int], Blamed] = {}
    for use in wrong:
        inside = [
            (place, region)
            for place, region in _around(*use)
            if place.source is subject.scope.source
        ]
        clean = [one for one in inside if (one[0].source.path, one[0].span) not in fine]
        if not inside:
            continue
        place, region = clean[0] if clean else inside[-1]
        key = place.source.path, *place.span
        found.setdefault(key, Blamed(place, [], region, bool(clean))).uses.append(use)
    yield from found.values()


def sorted_out(
    subject: "Subject", families: Iterable[type[Layer]], wrong: "Callable[[Application], object]"
) -> Iterator[Blamed]:
    """`blamed` of the uses of some layers for which `wrong` says something."""
    both: tuple[list[Application], list[Application]] = [], []
    for uses in subject.places(*families):
        for use in uses:
            both[bool(wrong(use))].append(use)
    right, faulty = both
    if faulty:
        yield from blamed(subject, faulty, right)


def _around(facts: "Facts", node: Node) -> Iterator[tuple[Place, Region | None]]:
    """The place of a node, then those of the uses of blocks around it, the innermost first."""
    yield node.place, None
    for region in facts.graph.around(node.region):
        if region.kind == "block":
            yield region.place, region
