"""The rule `noncausal-convolution`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Safety, Severity
from specc.edit.given import put
from specc.layer import Layer
from specc.layers.convolution import Spatial
from specc.layers.pooling import Pool
from specc.layers.transposed import ConvTranspose
from specc.prove.blame import Blamed
from specc.prove.future import leaking, reason
from specc.rule import Rule, Subject


class NoncausalConvolution(Rule):
    """A window reaches ahead, to the token that is to be predicted.

    What it does:
        Follows which positions of the input each position of the output reads. Under
        `next_token`, and for the target of `sequence_to_sequence`, it finds convolutions and pools
        through which a position reads those behind it, as with `padding=same`. A sequence that was
        moved on by as much in front of them is taken into account.

    Why is this bad?
        The token to predict stands one position on, inside of the window. Training learns to copy
        it: the loss falls to nothing, and of text that is not there yet the model knows nothing.

    Example:
        Conv1D(64, 3, padding=same, activation=relu)

    Use instead:
        Conv1D(64, 3, padding=causal, activation=relu)

    References:
        Van den Oord et al. 2016, "WaveNet: a generative model for raw audio" (arXiv 1609.03499),
        section 2.1, on causal convolutions. Keras' `Conv1D`: with `padding="causal"` "output[t]
        does not depend on input[t+1:]".
    """

    severity = Severity.ERROR
    needs = (("next_token", "sequence_to_sequence"), ("convolution", "pooling"))
    bad = """\
data corpus {
    source = text("corpus.txt", unit=char, length=16)
}

model Writer(vocab=96) {
    input text: int[16]
    Embedding(vocab, 64)
    Conv1D(64, 3, padding=same, activation=relu)
    Conv1D(64, 3, padding=causal, dilation=3, activation=relu)
    output logits = Dense(vocab)
}

train {
    objective = next_token
    metrics   = [perplexity]
}
"""
    message = (
        "`logits` is to predict `text` one position on, and this `Conv1D` reads 1 position ahead"
    )
    good = """\
data corpus {
    source = text("corpus.txt", unit=char, length=16)
}

model Writer(vocab=96) {
    input text: int[16]
    Embedding(vocab, 64)
    Conv1D(64, 3, padding=causal, activation=relu)
    Conv1D(64, 3, padding=causal, dilation=3, activation=relu)
    output logits = Dense(vocab)
}

train {
    objective = next_token
    metrics   = [perplexity]
}
"""
    fixed = good

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Windows that look ahead."""
        for blame, leak in leaking(subject, _slides):
            start, named = reason(leak)
            far = leak.ahead or 0
            ahead = f"{far} position{'s' * (far > 1)}" if far else "all positions"
            yield self.at(
                blame.place,
                f"{start}, and this `{leak.node.layer.word}` reads {ahead} ahead",
                related=(named,),
                help="`padding=causal` looks only back",
                fix=_causal(subject, blame),
            )


def _slides(layer: Layer) -> bool:
    """True for a layer that slides a window."""
    return isinstance(layer, (Spatial, Pool))


def _causal(subject: Subject, blame: Blamed) -> Fix | None:
    """The other padding, where the layer has it and the length stays."""
    node = blame.uses[0].node
    layer = node.layer
    use = subject.written(blame.place, layer.word) if blame.region is None else None
    if use is None or not isinstance(layer, Spatial) or isinstance(layer, ConvTranspose):
        return None
    given, made = blame.uses[0].facts.graph.types((node.inputs[0], node.outputs[0]))
    if layer.spatial > 1 or given.sizes[0] != made.sizes[0]:
        return None
    edit = put(blame.place.source, use, type(layer), "padding", "causal")
    return Fix("look only back", (edit,), Safety.UNSAFE)
