"""The rule `head-dim-extreme`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Safety, Severity
from specc.edit.given import given, put
from specc.layers.attention import MultiHeadAttention
from specc.prove.blame import Blamed, sorted_out
from specc.rule import Application, Rule, Subject
from specc.window import channel_count, nearest_divisor

LEAST, MOST, USUAL = 16, 256, 64
"""Channels of a head."""
TOY = 64
"""With fewer channels than this a model is small in every way."""


class HeadDimExtreme(Rule):
    """The channels are shared out among too many heads, or too few.

    What it does:
        Finds attention without `key_dim` whose heads get fewer than 16 channels, in layers of 64
        or more, or more than 256, with two heads or more.

    Why is this bad?
        The scores of a head are products of vectors as long as a head is wide: with 8 channels the
        matrix of all scores has a rank of 8 at most, however long the sequence is. Beyond 256
        channels, on the other hand, the fused kernels for attention end.

    Example:
        MultiHeadAttention(32)

    Use instead:
        MultiHeadAttention(4)

    References:
        Bhojanapalli et al. 2020, "Low-rank bottleneck in multi-head attention models" (ICML 2020,
        arXiv 2002.07028). FlashAttention (https://github.com/Dao-AILab/flash-attention) refuses
        more: "only supports head dimension at most 256".
    """

    severity = Severity.INFO
    needs = ("MultiHeadAttention",)
    bad = """\
model Encoder {
    input frames: [200, 256]
    a = SinusoidalPositions -> MultiHeadAttention(32)
    output y = (frames + a) -> LayerNorm
}
"""
    message = "32 heads share 256 channels: 8 for each"
    good = """\
model Encoder {
    input frames: [200, 256]
    a = SinusoidalPositions -> MultiHeadAttention(4)
    output y = (frames + a) -> LayerNorm
}
"""
    fixed = good

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Attention, where all uses of their line have such heads."""
        for blame in sorted_out(subject, (MultiHeadAttention,), _extreme):
            yield self._finding(subject, blame)

    def _finding(self, subject: Subject, blame: Blamed) -> Diagnostic:
        facts, node = blame.uses[0]
        layer = node.layer
        assert isinstance(layer, MultiHeadAttention)
        channels = channel_count(facts.graph.values[node.inputs[0]].type)
        width = channels // layer.heads
        message = f"{layer.heads} heads share {channels} channels: {width} for each"
        heads = nearest_divisor(max(1, channels // USUAL), channels)
        help = f"`heads={heads}` gives each {channels // heads}, and `key_dim` any other number"
        fix = None
        use = subject.written(blame.place, layer.word) if blame.region is None else None
        if use is not None and given(use, MultiHeadAttention, "heads") is not None:
            edit = put(blame.place.source, use, MultiHeadAttention, "heads", str(heads))
            fix = Fix(f"use {heads} heads", (edit,), Safety.UNSAFE)
        return self.at(blame.place, message, help=help, fix=fix)


def _extreme(use: Application) -> bool:
    layer = use.node.layer
    assert isinstance(layer, MultiHeadAttention)
    channels = channel_count(use.facts.graph.values[use.node.inputs[0]].type)
    width = channels // layer.heads
    if layer.key_dim is not None or layer.heads == 1:
        return False
    return width > MOST or (width < LEAST and channels >= TOY)
