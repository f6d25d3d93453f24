"""The rule `missing-causal-mask`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Safety, Severity
from specc.edit import set_setting
from specc.layer import Layer
from specc.layers.attention import MultiHeadAttention
from specc.prove.blame import Blamed
from specc.prove.future import leaking, reason
from specc.rule import Rule, Subject


class MissingCausalMask(Rule):
    """Attention lets a token see the one that it is to predict.

    What it does:
        Follows which positions of the input each position of the output reads. Under
        `next_token`, and for the target of `sequence_to_sequence`, it finds attention without
        `causal=true` through which a position reads those behind it.

    Why is this bad?
        The token to predict stands one position on, among what is seen. Training learns to copy it:
        the loss falls to nothing, and of text that is not there yet the model knows nothing.

    Example:
        a = x -> LayerNorm -> MultiHeadAttention(heads)

    Use instead:
        a = x -> LayerNorm -> MultiHeadAttention(heads, causal=true)

    References:
        Vaswani et al. 2017, "Attention is all you need" (arXiv 1706.03762), section 3.2.3: the
        decoder's self-attention masks out all that comes later. Keras' `MultiHeadAttention`:
        `use_causal_mask` keeps tokens from attending to future tokens.
    """

    severity = Severity.ERROR
    needs = (("next_token", "sequence_to_sequence"), "MultiHeadAttention")
    bad = """\
data corpus {
    source = text("corpus.txt", unit=char, length=64)
}

block Layer(heads) {
    input x
    a = x -> LayerNorm -> MultiHeadAttention(heads)
    h = x + a
    output h + (h -> LayerNorm -> Dense(4 * x.channels, activation=gelu) -> Dense(x.channels))
}

model Writer(vocab=96) {
    input text: int[64]
    Embedding(vocab, 64) -> PositionEmbedding(64)
    repeat 2 { Layer(4) }
    LayerNorm
    output logits = Dense(vocab)
}

train {
    objective = next_token
    metrics   = [perplexity]
}
"""
    message = (
        "`logits` is to predict `text` one position on, and this attention reads all positions"
    )
    good = """\
data corpus {
    source = text("corpus.txt", unit=char, length=64)
}

block Layer(heads) {
    input x
    a = x -> LayerNorm -> MultiHeadAttention(heads, causal=true)
    h = x + a
    output h + (h -> LayerNorm -> Dense(4 * x.channels, activation=gelu) -> Dense(x.channels))
}

model Writer(vocab=96) {
    input text: int[64]
    Embedding(vocab, 64) -> PositionEmbedding(64)
    repeat 2 { Layer(4) }
    LayerNorm
    output logits = Dense(vocab)
}

train {
    objective = next_token
    metrics   = [perplexity]
}
"""
    fixed = good

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Attention that looks ahead."""
        for blame, leak in leaking(subject, _attends):
            start, named = reason(leak)
            yield self.at(
                blame.place,
                f"{start}, and this attention reads all positions",
                related=(named,),
                help="`causal=true` lets a position see those up to its own",
                fix=_masked(subject, blame),
            )


def _attends(layer: Layer) -> bool:
    return isinstance(layer, MultiHeadAttention)


def _masked(subject: Subject, blame: Blamed) -> Fix | None:
    """The mask, at the layer or at a block that takes it as a setting."""
    region, node = blame.region, blame.uses[0].node
    if region is not None and dict(region.settings).get("causal") is not False:
        return None
    word = node.layer.word if region is None else region.word
    use = subject.written(blame.place, word)
    if use is None:
        return None
    edit = set_setting(blame.place.source, use, "causal", "true")
    return Fix("see only what came before", (edit,), Safety.UNSAFE)
