"""The rule `causal-mask-in-encoder`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Label, Severity
from specc.ir.graph import Node
from specc.layers.attention import MultiHeadAttention
from specc.layers.indexing import Take
from specc.layers.pooling import GlobalAvgPool
from specc.layers.recurrent import Recurrent
from specc.layers.reduction import Mean
from specc.prove.blame import blamed
from specc.prove.facts import Facts
from specc.prove.field import FAR, inside
from specc.prove.reach import Reach, Reached
from specc.prove.receptive import receptive
from specc.rule import Application, Rule, Subject


class CausalMaskInEncoder(Rule):
    """A model that reads the whole of a text does so through a mask made for writing it.

    What it does:
        Finds where the first position is taken of what causal attention made, which under the mask
        has seen nothing but itself, a warning; and in models without an output for each position
        where the mean of all positions is, an info.

    Why is this bad?
        Position t knows of positions 0 to t. The first one knows of itself alone, so that a
        classifier on it sees one token. In a mean the early positions know next to nothing; only
        the last has seen everything.

    Example:
        a = x -> MultiHeadAttention(4, causal=true)

    Use instead:
        a = x -> MultiHeadAttention(4)

        Or take the last position, as classifiers on language models do.

    References:
        Devlin et al. 2018, "BERT" (arXiv 1810.04805), section 3: what an encoder gains from seeing
        both sides, and the first token as what classifies. Radford et al. 2018, "Improving language
        understanding by generative pre-training", section 3.2: with a mask the last token does.
    """

    severity = Severity.INFO
    needs = ("MultiHeadAttention",)
    bad = """\
model Sentiment {
    input review: int[100]
    x = Embedding(8000, 64) -> PositionEmbedding(100)
    a = x -> MultiHeadAttention(4, causal=true)
    h = (x + a) -> LayerNorm -> Take(0)
    output positive = h -> Dense(1, activation=sigmoid)
}
"""
    message = "position 0 reads 1 position of `review`: the causal attention hides the others"
    good = """\
model Sentiment {
    input review: int[100]
    x = Embedding(8000, 64) -> PositionEmbedding(100)
    a = x -> MultiHeadAttention(4)
    h = (x + a) -> LayerNorm -> Take(0)
    output positive = h -> Dense(1, activation=sigmoid)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Where one position, or all, is taken of what causal attention made."""
        for facts in subject.graphs.values():
            causal = [
                node
                for node in facts.uses(MultiHeadAttention)
                if node.layer.causal  # type: ignore[attr-defined]
            ]
            if causal and not facts.uses(Recurrent):
                yield from self._taken(subject, facts, causal)

    def _taken(self, subject: Subject, facts: Facts, causal: list[Node]) -> Iterator[Diagnostic]:
        reached = subject.once(receptive)(facts)
        outputs = (reached[output].values() for output in facts.graph.root.outputs)
        writes = any(_looks_back(reach) for some in outputs for reach in some)
        pools = () if writes else (*facts.uses(GlobalAvgPool), *facts.uses(Mean))
        for node in (*facts.uses(Take), *pools):
            masks = [one for one in causal if one.id < node.id]
            given = _given(facts, node, reached[node.inputs[0]]) if masks else None
            if given is None:
                continue
            place = masks[-1].place
            related = (Label(place.source, place.span, "sees positions up to its own"),)
            for blame in blamed(subject, [Application(facts, node)]):
                yield self.at(
                    blame.place,
                    _message(node, given),
                    related=related,
                    help="without `causal=true` every position sees all; `Take(-1)` takes the last",
                    severity=Severity.WARNING if isinstance(node.layer, Take) else None,
                )


def _message(node: Node, given: str) -> str:
    if isinstance(node.layer, Take):
        return f"position 0 reads 1 position of `{given}`: the causal attention hides the others"
    word = node.layer.word
    return f"`{word}` averages positions of `{given}` of which only the last has seen all others"


def _given(facts: Facts, node: Node, reached: Reached) -> str | None:
    """The input that is read so by what a node takes; None where there is none."""
    layer = node.layer
    if isinstance(layer, Take) and (layer.index != 0 or layer.axis != 0):
        return None
    if isinstance(layer, Mean) and layer.axis not in (0, (0,)):
        return None
    back = {key: reach for key, reach in reached.items() if _looks_back(reach)}
    if not back or len(back) < len(reached):
        return None
    if isinstance(layer, Take) and any(inside(r.field.at(0), FAR) > 1 for r in back.values()):
        return None
    (input, _) = next(iter(back))
    name, value = next(one for one in facts.graph.inputs.items() if one[1].id == input)
    return None if value.type.sizes[0] == 1 else name


def _looks_back(reach: Reach) -> bool:
    """True where each position reads from the start up to about its own."""
    reads = reach.field.phases[0]
    return reach.axis == 0 and reads.start <= -FAR and reads.stop < FAR
