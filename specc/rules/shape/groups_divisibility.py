"""The rule `groups-divisibility`: specc finds it while it infers the shapes."""

from specc.diagnostics import Severity
from specc.rule import Rule


class GroupsDivisibility(Rule):
    """Channels cannot be shared out evenly among groups.

    What it does:
        Finds grouped convolutions whose groups do not divide both the channels and the filters, and
        group norms whose groups do not divide the channels. The nearest number that does is
        offered.

    Why is this bad?
        Each group has as many channels as every other.

    Example:
        GroupNorm(8)

    Use instead:
        GroupNorm(10)

    References:
        Wu and He 2018, "Group Normalization" (arXiv 1803.08494). The frameworks at run time:
        "in_channels must be divisible by groups", "num_channels (20) must be divisible by
        num_groups (8)" (PyTorch 2.13), "The number of input channels must be evenly divisible by
        the number of groups" (Keras 3.15).
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
model Net {
    input image: [8, 8, 3]
    Conv2D(20, kernel=3) -> GroupNorm(8) -> ReLU
    GlobalAvgPool
}
"""
    message = "`GroupNorm` splits 20 channels into 8 groups: 20 % 8 = 4"
    good = """\
model Net {
    input image: [8, 8, 3]
    Conv2D(20, kernel=3) -> GroupNorm(5) -> ReLU
    GlobalAvgPool
}
"""
    fixed = """\
model Net {
    input image: [8, 8, 3]
    Conv2D(20, kernel=3) -> GroupNorm(10) -> ReLU
    GlobalAvgPool
}
"""
