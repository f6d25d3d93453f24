"""The rule `pool-size-over-half`."""

from collections.abc import Iterator
from math import prod

from specc.diagnostics import Diagnostic, Severity
from specc.layers.pooling import Pool
from specc.prove.blame import sorted_out
from specc.prove.sliding import shown
from specc.rule import Application, Rule, Subject

MOST = 4
"""A pool may make a side so many times shorter."""


class PoolSizeOverHalf(Rule):
    """One pool throws away nearly everything at once.

    What it does:
        Finds pools of images and volumes that make every side more than four times shorter and
        still leave more than one position. Sequences are left alone: sound and text are long.

    Why is this bad?
        Of each window one number is left for each channel. Behind two pools of 2 as much is left,
        with a convolution in between that says what of it to keep.

    Example:
        MaxPool2D(8)

    Use instead:
        MaxPool2D(2)

    References:
        Nikanjam et al. 2021, "Automatic fault detection for deep learning programs using graph
        transformations" (arXiv 2105.08095): NeuraLint's rules on how often and how far programs
        pool.
    """

    severity = Severity.INFO
    needs = ("pooling",)
    gives_way_to = ("stride-exceeds-kernel",)
    bad = """\
model Net {
    input image: [64, 64, 3]
    Conv2D(32, kernel=3, padding=same, activation=relu)
    MaxPool2D(8)
    Conv2D(64, kernel=3, padding=same, activation=relu)
    GlobalAvgPool
    Dense(10)
}
"""
    message = "`MaxPool2D` leaves 1 of 64 positions of [64, 64, 32]"
    good = """\
model Net {
    input image: [64, 64, 3]
    Conv2D(32, kernel=3, padding=same, activation=relu)
    MaxPool2D(2)
    Conv2D(64, kernel=3, padding=same, activation=relu)
    GlobalAvgPool
    Dense(10)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Pools, where all uses of their line leave so little."""
        for blame in sorted_out(subject, (Pool,), _harsh):
            facts, node = blame.uses[0]
            layer = node.layer
            assert isinstance(layer, Pool)
            kind = facts.graph.values[node.inputs[0]].type
            message = f"`{layer.word}` leaves 1 of {prod(layer.stride)} positions of {kind}"
            help = f"several pools of 2 in place of one of {shown(layer.size)}, layers between them"
            yield self.at(blame.place, message, help=help)


def _harsh(use: Application) -> bool:
    layer = use.node.layer
    assert isinstance(layer, Pool)
    made = use.facts.graph.values[use.node.outputs[0]].type
    several = layer.spatial > 1 and set(made.sizes[:-1]) != {1}
    return several and min(layer.stride) > MOST
