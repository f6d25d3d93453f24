"""The rule `head-divisibility`: specc finds it while it infers the shapes."""

from specc.diagnostics import Severity
from specc.rule import Rule


class HeadDivisibility(Rule):
    """Channels cannot be shared out evenly among heads, or heads among those of the keys.

    What it does:
        Finds attention without `key_dim` whose heads do not divide the query's channels, and
        `kv_heads` that do not divide the heads. The nearest number that does is offered.

    Why is this bad?
        Each head has as many channels as every other, and each head of keys and values serves as
        many heads of queries.

    Example:
        MultiHeadAttention(6)

    Use instead:
        MultiHeadAttention(5)

        Or `key_dim=32`, which sets the channels of a head apart from those of the input.

    References:
        PyTorch's `torch.nn.MultiheadAttention` raises "embed_dim must be divisible by num_heads".
        Grouped queries: Ainslie et al. 2023 (arXiv 2305.13245).
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
model Encoder {
    input frames: [50, 80]
    a = SinusoidalPositions -> MultiHeadAttention(6)
    output y = (frames + a) -> LayerNorm
}
"""
    message = "`MultiHeadAttention` splits 80 channels among 6 heads: 80 % 6 = 2"
    good = """\
model Encoder {
    input frames: [50, 80]
    a = SinusoidalPositions -> MultiHeadAttention(6, key_dim=32)
    output y = (frames + a) -> LayerNorm
}
"""
    fixed = """\
model Encoder {
    input frames: [50, 80]
    a = SinusoidalPositions -> MultiHeadAttention(5)
    output y = (frames + a) -> LayerNorm
}
"""
