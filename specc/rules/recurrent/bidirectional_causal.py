"""The rule `bidirectional-causal`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Safety, Severity
from specc.edit import remove_setting
from specc.layer import Layer
from specc.layers.recurrent import Recurrent
from specc.prove.blame import Blamed
from specc.prove.future import leaking, reason
from specc.rule import Rule, Subject


class BidirectionalCausal(Rule):
    """A recurrent layer that reads from the end has seen what is to be predicted.

    What it does:
        Follows which positions of the input each position of the output reads. Under
        `next_token`, and for the target of `sequence_to_sequence`, it finds recurrent layers with
        `bidirectional=true` or `reverse=true` on the way. Encoders, and windows of the past, may
        read both ways.

    Why is this bad?
        At every step the backward state holds all that comes later, the next token first. Training
        learns to copy it, and where text is written token by token there is nothing to copy.

    Example:
        LSTM(128, sequences=true, bidirectional=true)

    Use instead:
        LSTM(128, sequences=true)

    References:
        Schuster and Paliwal 1997, "Bidirectional recurrent neural networks", IEEE Transactions on
        Signal Processing 45(11): they are trained with all of the past and all of the future of a
        position.
    """

    severity = Severity.ERROR
    needs = (("next_token", "sequence_to_sequence"), "recurrent")
    bad = """\
data corpus {
    source = text("corpus.txt", unit=char, length=40)
}

model Writer(vocab=96) {
    input text: int[40]
    Embedding(vocab, 64)
    LSTM(128, sequences=true, bidirectional=true)
    output logits = Dense(vocab)
}

train {
    objective = next_token
    metrics   = [perplexity]
}
"""
    message = (
        "`logits` is to predict `text` one position on, and this `LSTM` reads from the end too"
    )
    good = """\
data corpus {
    source = text("corpus.txt", unit=char, length=40)
}

model Writer(vocab=96) {
    input text: int[40]
    Embedding(vocab, 64)
    LSTM(128, sequences=true)
    output logits = Dense(vocab)
}

train {
    objective = next_token
    metrics   = [perplexity]
}
"""
    fixed = good

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Recurrent layers that look ahead."""
        for blame, leak in leaking(subject, _from_end):
            start, named = reason(leak)
            layer = leak.node.layer
            too = " too" if getattr(layer, "bidirectional", False) else ""
            yield self.at(
                blame.place,
                f"{start}, and this `{layer.word}` reads from the end{too}",
                related=(named,),
                help="read forward only; only an encoder may read both ways",
                fix=_forward(subject, blame),
            )


def _from_end(layer: Layer) -> bool:
    """True for a recurrent layer that gives results at every step and reads from the end."""
    return (
        isinstance(layer, Recurrent) and layer.sequences and (layer.bidirectional or layer.reverse)
    )


def _forward(subject: Subject, blame: Blamed) -> Fix | None:
    node = blame.uses[0].node
    use = subject.written(blame.place, node.layer.word) if blame.region is None else None
    if use is None:
        return None
    setting = "bidirectional" if getattr(node.layer, "bidirectional", False) else "reverse"
    edit = remove_setting(blame.place.source, use, setting)
    return None if edit is None else Fix("read forward only", (edit,), Safety.UNSAFE)
