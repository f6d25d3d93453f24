"""The rule `ffn-ratio`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Label, Severity
from specc.ending import activation
from specc.ir.graph import Node
from specc.layer import Activation
from specc.layers.attention import MultiHeadAttention
from specc.layers.dense import Dense
from specc.layers.regularising import TrainingNoise
from specc.namedtuple import NamedTuple
from specc.prove.blame import blamed
from specc.prove.facts import Facts, affine
from specc.prove.residual import normed, summed
from specc.rule import Application, Rule, Subject

MOST = 8
LEAST = 32
"""Channels below which a model is a toy."""


class Wide(NamedTuple):
    """The dense layers of a feed-forward network beside a skip."""

    first: Node
    last: Node
    hidden: int
    width: int


class FfnRatio(Rule):
    """The feed-forward network of a transformer layer is out of proportion.

    What it does:
        Finds the two dense layers beside a skip, in models with attention, whose hidden layer has
        fewer units than the model has channels, or more than eight times as many. Gated networks
        and models of fewer than 32 channels are left alone, and so are narrow networks that stand
        beside wide ones, as adapters do.

    Why is this bad?
        Most parameters of a transformer are in these layers. Narrower than the channels they lose
        what they are given; many times as wide they leave attention little of the model: a default
        of 2048 units on 64 channels is 32 times the width.

    Example:
        output (h + (h -> Dense(2048, activation=relu) -> Dense(64))) -> LayerNorm

    Use instead:
        output (h + (h -> Dense(256, activation=relu) -> Dense(64))) -> LayerNorm

    References:
        Vaswani et al. 2017 (arXiv 1706.03762), section 3.3: 512 channels and 2048 units. That is
        the default of `dim_feedforward` in PyTorch's `nn.TransformerEncoderLayer`, whatever
        `d_model` is.
    """

    severity = Severity.INFO
    needs = ("MultiHeadAttention", "Dense")
    bad = """\
block Layer(heads) {
    input x
    h = (x + (x -> MultiHeadAttention(heads))) -> LayerNorm
    output (h + (h -> Dense(2048, activation=relu) -> Dense(64))) -> LayerNorm
}

model Encoder {
    input frames: [50, 64]
    SinusoidalPositions
    repeat 2 { Layer(4) }
    GlobalAvgPool
    output class = Dense(10, activation=softmax)
}
"""
    message = "a hidden layer of 2048 units for 64 channels: 32 times the width"
    good = """\
block Layer(heads) {
    input x
    h = (x + (x -> MultiHeadAttention(heads))) -> LayerNorm
    output (h + (h -> Dense(256, activation=relu) -> Dense(64))) -> LayerNorm
}

model Encoder {
    input frames: [50, 64]
    SinusoidalPositions
    repeat 2 { Layer(4) }
    GlobalAvgPool
    output class = Dense(10, activation=softmax)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Such networks, where all uses of their line are out of proportion."""
        found = {
            (id(facts), one.first.id): one
            for facts in subject.graphs.values()
            if facts.uses(MultiHeadAttention)
            for one in _odd(list(_networks(facts)))
        }
        wrong: list[Application] = []
        right: list[Application] = []
        for uses in subject.places(Dense) if found else ():
            for use in uses:
                (wrong if (id(use.facts), use.node.id) in found else right).append(use)
        for blame in blamed(subject, wrong, right) if wrong else ():
            facts, node = blame.uses[0]
            one = found[id(facts), node.id]
            ratio = f"{one.hidden / one.width:.3g} times the width"
            message = f"a hidden layer of {one.hidden} units for {one.width} channels: {ratio}"
            last = one.last.place
            related = (Label(last.source, last.span, f"back to {one.width} channels"),)
            yield self.at(
                blame.place,
                message,
                related=related if last != blame.place else (),
                help=f"{4 * one.width} is usual, four times the channels",
            )


def _odd(found: list[Wide]) -> list[Wide]:
    wide = any(one.hidden >= one.width for one in found)
    return [
        one
        for one in found
        if one.hidden > MOST * one.width or (one.hidden < one.width and not wide)
    ]


def _networks(facts: Facts) -> Iterator[Wide]:
    """Two dense layers with an activation between, the result of which is added to their input."""
    for first in facts.uses(Dense):
        bends = activation(first) is not None
        last = facts.follower(first)
        while last is not None and isinstance(last.layer, (Activation, TrainingNoise)):
            bends = bends or isinstance(last.layer, Activation)
            last = facts.follower(last)
        if last is None or not bends or not isinstance(last.layer, Dense) or not affine(last):
            continue
        add = summed(facts, last)
        if add is None or normed(facts, first.inputs[0], add) is None:
            continue
        hidden = facts.graph.values[last.inputs[0]].type.channels
        width = last.layer.units
        if isinstance(hidden, int) and width >= LEAST:
            yield Wide(first, last, hidden, width)
