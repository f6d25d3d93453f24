"""The rule `future-leak`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Severity
from specc.layer import Layer
from specc.layers.attention import MultiHeadAttention
from specc.layers.convolution import Spatial
from specc.layers.pooling import Pool
from specc.layers.recurrent import Recurrent
from specc.prove.future import leaking, reason
from specc.rule import Rule, Subject


class FutureLeak(Rule):
    """Something of all positions, the future among them, flows into the predictions.

    What it does:
        Follows which positions of the input each position of the output reads. Under
        `next_token`, and for the target of `sequence_to_sequence`, it finds layers that mix all
        positions and whose result each position sees: a mean over time, a dense layer over the time
        axis, a group norm, a last state that is repeated. Of attention, windows and layers that
        read from the end speak `missing-causal-mask`, `noncausal-convolution` and
        `bidirectional-causal`.

    Why is this bad?
        The token to predict is part of what is mixed. Training learns to find it there, and of text
        that is not there yet the model knows nothing.

    Example:
        topic = x -> GlobalAvgPool

    Use instead:
        y = x -> GRU(64, sequences=true)

        A recurrent layer, causal attention and causal convolutions carry on what came before.

    References:
        Vaswani et al. 2017, "Attention is all you need" (arXiv 1706.03762), section 3.1: the
        predictions for a position can depend only on the known outputs at positions before it.
    """

    severity = Severity.ERROR
    gives_way_to = ("softmax-over-wrong-axis",)
    needs = (("next_token", "sequence_to_sequence"),)
    bad = """\
data corpus {
    source = text("corpus.txt", unit=char, length=40)
}

model Writer(vocab=96) {
    input text: int[40]
    x = Embedding(vocab, 64)
    topic = x -> GlobalAvgPool
    y = x -> GRU(64, sequences=true)
    output logits = (y + topic) -> Dense(vocab)
}

train {
    objective = next_token
    metrics   = [perplexity]
}
"""
    message = (
        "`logits` is to predict `text` one position on, and `GlobalAvgPool` mixes all positions "
        "into it"
    )
    good = """\
data corpus {
    source = text("corpus.txt", unit=char, length=40)
}

model Writer(vocab=96) {
    input text: int[40]
    x = Embedding(vocab, 64)
    y = x -> GRU(64, sequences=true)
    output logits = (x + y) -> Dense(vocab)
}

train {
    objective = next_token
    metrics   = [perplexity]
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Other layers that look ahead."""
        for blame, leak in leaking(subject, _mixes):
            start, named = reason(leak)
            word, far = leak.node.layer.word, leak.ahead
            what = "mixes all positions into it" if far is None else f"reads {far} ahead"
            help = "recurrence, causal attention and causal windows carry on only what came before"
            yield self.at(blame.place, f"{start}, and `{word}` {what}", related=(named,), help=help)


def _mixes(layer: Layer) -> bool:
    """True for a layer that no other rule speaks of."""
    if isinstance(layer, Recurrent):
        return not (layer.sequences and (layer.bidirectional or layer.reverse))
    return not isinstance(layer, (MultiHeadAttention, Spatial, Pool))
