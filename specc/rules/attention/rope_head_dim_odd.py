"""The rule `rope-head-dim-odd`: specc finds it while it infers the shapes."""

from specc.diagnostics import Severity
from specc.rule import Rule


class RopeHeadDimOdd(Rule):
    """Rotary positions turn pairs of channels, and one channel of a head is left over.

    What it does:
        Finds attention with `rotary=true` whose heads have an odd number of channels.

    Why is this bad?
        Channels are turned two by two, like the two coordinates of a point: there is no half of a
        pair.

    Example:
        MultiHeadAttention(4, rotary=true)

    Use instead:
        MultiHeadAttention(2, rotary=true)

    References:
        Su et al. 2021, "RoFormer: enhanced transformer with rotary position embedding" (arXiv
        2104.09864), section 3.2: the space of a head is divided into d / 2 planes, d even.
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
model Encoder {
    input frames: [50, 60]
    a = LayerNorm -> MultiHeadAttention(4, rotary=true)
    output y = (frames + a) -> LayerNorm
}
"""
    message = "`rotary` of `MultiHeadAttention` turns pairs of channels, and a head has 15"
    good = """\
model Encoder {
    input frames: [50, 60]
    a = LayerNorm -> MultiHeadAttention(2, rotary=true)
    output y = (frames + a) -> LayerNorm
}
"""
