"""The rule `missing-positional`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Label, Safety, Severity
from specc.edit import after, steps
from specc.ir.dim import bounds
from specc.ir.graph import Node
from specc.layers.attention import MultiHeadAttention
from specc.layers.text import Embedding
from specc.prove.blame import Blamed, blamed
from specc.prove.order import Blind, orders
from specc.rule import Application, Rule, Subject

TABLE = 64
"""A fixed number of indices up to this may be the columns of a table, each with its own."""
ORDERED = ("next_token", "sequence_to_sequence")


class MissingPositional(Rule):
    """Attention is not told where its tokens stand, so their order is lost.

    What it does:
        Proves that tokens come to attention without anything that depends on their position: no
        position table or waves added, no `rotary=true`, no overlapping windows and no recurrence in
        front, no learned tensor or other input that could say it. An info where that may be meant:
        with `causal=true`, which tells a little of the order; for rows of numbers, which may be a
        set; and for a few indices, which may be columns of a table.

    Why is this bad?
        Whatever the weights are, other orders of the same tokens give the same results in another
        order: "dog bites man" and "man bites dog" are one. A picture is a bag of its patches.

    Example:
        Embedding(8000, 64)

    Use instead:
        Embedding(8000, 64) -> PositionEmbedding(100)

    References:
        Vaswani et al. 2017, "Attention is all you need" (arXiv 1706.03762), section 3.5. Lee et al.
        2019, "Set Transformer" (arXiv 1810.00825), builds on self-attention not knowing an order.
        Haviv et al. 2022, "Transformer language models without positional encodings still learn
        positional information" (arXiv 2203.16634), on causal attention.
    """

    severity = Severity.WARNING
    needs = ("MultiHeadAttention",)
    bad = """\
model Sentiment {
    input review: int[100]
    x = Embedding(8000, 64)
    a = x -> MultiHeadAttention(4)
    h = (x + a) -> LayerNorm -> GlobalAvgPool
    output positive = h -> Dense(1, activation=sigmoid)
}
"""
    message = "this attention gets the tokens of `review` without their positions"
    good = """\
model Sentiment {
    input review: int[100]
    x = Embedding(8000, 64) -> PositionEmbedding(100)
    a = x -> MultiHeadAttention(4)
    h = (x + a) -> LayerNorm -> GlobalAvgPool
    output positive = h -> Dense(1, activation=sigmoid)
}
"""
    fixed = good

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """The first attention on the way of tokens that know nothing of their order."""
        found = subject.once(orders)
        known = {(id(one.facts), one.node.id): one for one in found.blind}
        wrong = [Application(one.facts, one.node) for one in found.blind]
        for blame in blamed(subject, wrong, found.fine) if wrong else ():
            facts, node = blame.uses[0]
            yield self._finding(subject, blame, known[id(facts), node.id])

    def _finding(self, subject: Subject, blame: Blamed, one: Blind) -> Diagnostic:
        graph = one.facts.graph
        names = [name for name, value in graph.inputs.items() if value.id in one.bare.inputs]
        kind = graph.inputs[names[0]].type
        what = "tokens" if kind.dtype != "float" else "rows" if kind.rank == 2 else "patches"
        message = f"this attention gets the {what} of `{names[0]}` without their positions"
        makers = [graph.nodes[maker] for maker in one.bare.makers]
        related = tuple(
            Label(n.place.source, n.place.span, "says what, not where")
            for n in makers
            if n.place != blame.place
        )
        help = "`PositionEmbedding(length)` or `SinusoidalPositions` in front, or `rotary=true`"
        severity = Severity.INFO if _meant(subject, one) else None
        fix = _placed(subject, one, makers)
        return self.at(blame.place, message, related=related, help=help, fix=fix, severity=severity)


def _meant(subject: Subject, one: Blind) -> bool:
    """True where it may be right to do without: see the docstring."""
    layer, graph = one.node.layer, one.facts.graph
    assert isinstance(layer, MultiHeadAttention)
    kinds = [value.type for value in graph.inputs.values() if value.id in one.bare.inputs]
    if layer.causal or any(kind.dtype == "float" and kind.rank == 2 for kind in kinds):
        return True
    plans = subject.sections.trains.values()
    if any(plan.model == graph.name and plan.objective.word in ORDERED for plan in plans):
        return False
    if kinds[0].dtype == "float":
        return False
    length = kinds[0].sizes[0]
    return isinstance(length, int) and length < TABLE


def _placed(subject: Subject, one: Blind, makers: list[Node]) -> Fix | None:
    """Positions behind the only embedding."""
    maker = makers[0] if len(makers) == 1 else None
    if maker is None or not isinstance(maker.layer, Embedding):
        return None
    kind = one.facts.graph.values[maker.outputs[0]].type
    if maker.place.source is not subject.scope.source or kind.rank != 2:
        return None
    step = steps(subject.scope.module).get(maker.place.span)
    if step is None:
        return None
    longest = bounds(kind.sizes[0])[1]
    layer = "SinusoidalPositions" if longest is None else f"PositionEmbedding({longest})"
    edit = after(maker.place.source, step, layer)
    return Fix("say where each token stands", (edit,), Safety.UNSAFE)
