"""The rule `stateful-layer-reuse`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Label, Severity
from specc.ir.graph import Graph, Node, Place
from specc.layers.normalisation import BatchNorm
from specc.prove.facts import Facts
from specc.rule import Rule, Subject

MOST_SHARED = 16
"""So many shared norms of one model are looked at."""


class StatefulLayerReuse(Rule):
    """One batch norm keeps the statistics of several places.

    What it does:
        Finds batch norms, alone or in a shared block, that are used on what comes out of themselves
        a few layers earlier; as an info also those that are used on tensors of several resolutions.
        Twins that work side by side on inputs of one kind, as in a siamese network, are what
        sharing is for. Batch norms that are not trained keep what they have.

    Why is this bad?
        In training each use normalises with the mean and the variance of its own batch, and both
        go into one running average. In evaluation both are normalised with that average, which is
        right for neither. Weights can be shared and the norm left out of it.

    Example:
        layer norm = BatchNorm
        Dense(64, bias=false) -> norm -> ReLU
        Dense(64, bias=false) -> norm -> ReLU

    Use instead:
        Dense(64, bias=false) -> BatchNorm -> ReLU
        Dense(64, bias=false) -> BatchNorm -> ReLU

    References:
        Cooijmans et al. 2016, "Recurrent Batch Normalization" (arXiv 1603.09025): statistics are
        kept for each time step. Wu and Johnson 2021, "Rethinking 'Batch' in BatchNorm" (arXiv
        2105.07576), on a head that is shared among levels of a feature pyramid.
    """

    severity = Severity.WARNING
    needs = ("BatchNorm",)
    bad = """\
model Net {
    input x: [64]
    layer norm = BatchNorm
    Dense(64, bias=false) -> norm -> ReLU
    Dense(64, bias=false) -> norm -> ReLU
    Dense(10)
}
"""
    message = "the 2 uses of `BatchNorm` follow each other and keep one mean and variance"
    good = """\
model Net {
    input x: [64]
    Dense(64, bias=false) -> BatchNorm -> ReLU
    Dense(64, bias=false) -> BatchNorm -> ReLU
    Dense(10)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """The batch norms of each model by the one that owns their weights."""
        for facts in subject.graphs.values():
            groups: dict[int, list[Node]] = {}
            for node in facts.uses(BatchNorm):
                groups.setdefault(node.owner, []).append(node)
            shared = [uses for uses in groups.values() if len(uses) > 1]
            for uses in shared[:MOST_SHARED]:
                if uses[0].layer.trainable:  # type: ignore[attr-defined]
                    yield from self._shared(subject, facts, uses)

    def _shared(self, subject: Subject, facts: Facts, uses: list[Node]) -> Iterator[Diagnostic]:
        graph = facts.graph
        later = _downstream(facts, uses)
        kinds = {graph.values[node.inputs[0]].type for node in uses}
        node = later or next((n for n in uses if n.shared), None)
        place = None if node is None else _place(graph, node)
        if node is None or place is None or place.source is not subject.scope.source:
            return
        first = Label(*_place(graph, uses[0]), "used here first")
        help = "a `BatchNorm` of its own for each use"
        if later is not None:
            message = (
                f"the {len(uses)} uses of `BatchNorm` follow each other "
                "and keep one mean and variance"
            )
            yield self.at(place, message, related=(first,), help=help)
        elif len(kinds) > 1:
            one, other = graph.values[uses[0].inputs[0]].type, graph.values[node.inputs[0]].type
            message = f"`BatchNorm` keeps one mean and variance for {one} and {other}"
            yield self.at(place, message, related=(first,), help=help, severity=Severity.INFO)


def _downstream(facts: Facts, uses: list[Node]) -> Node | None:
    """The first use that depends on the first one."""
    reached = set(uses[0].outputs)
    later = {node.id for node in uses[1:]}
    for node in facts.graph.nodes[uses[0].id + 1 : uses[-1].id + 1]:
        if not reached.isdisjoint(node.inputs):
            if node.id in later:
                return node
            reached.update(node.outputs)
    return None


def _place(graph: Graph, node: Node) -> Place:
    """Where a layer is used: of one in a shared block, where the block is."""
    for region in graph.around(node.region):
        if region.kind == "block" and _shares(graph, region.id):
            return region.place
    return node.place


def _shares(graph: Graph, region: int) -> bool:
    """Whether a use of a block is one of several uses of its weights."""
    owner = graph.regions[region].owner
    return owner != region or any(r.owner == region for r in graph.regions[region + 1 :])
