"""The rule `dying-relu-risk`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Label, Safety, Severity
from specc.edit import remove_setting, swap_activation
from specc.ending import activation
from specc.initialiser import Constant, IdentityMatrix, Ones, Orthogonal, Zeros
from specc.ir.graph import Node
from specc.layer import Weight, Weighted
from specc.layers.activation import LeakyReLU, ReLU, ReLU6
from specc.layers.dense import Dense
from specc.namedtuple import NamedTuple
from specc.prove.chain import ends, waists
from specc.prove.facts import Facts, affine
from specc.rule import Application, Rule, Subject

RISK = 0.2
LOW = -0.1


class Narrow(NamedTuple):
    """A dense layer and how many of its units a ReLU may all put out."""

    node: Node
    units: int


class DyingReluRisk(Rule):
    """All ReLUs of a layer may be off at the start, and then nothing behind them learns.

    What it does:
        A unit that starts with random weights around zero and no bias is off for a given example
        with probability 1/2, so all n units of a layer are off with probability 1 / 2^n. Where the
        whole signal goes through such dense layers, and for one of them that happens to an example
        with more than 20 %, it names the narrowest. It also finds biases of a ReLU layer that
        start below -0.1.

    Why is this bad?
        Where all units of a layer are off, its output is 0, whatever the example is, and no
        gradient passes. Examples for which that is so train nothing in front of it; where it is so
        for all, the network is dead from the start. XOR with two ReLUs is the well-known case:
        measured with PyTorch, 16 % of 500 starts learn it with Adam, of eight ReLUs 90 %.

    Example:
        Dense(2, activation=relu)

    Use instead:
        Dense(2, activation=leaky_relu)

    References:
        Lu, Shin, Su and Karniadakis 2020, "Dying ReLU and initialization: theory and numerical
        examples" (arXiv 1903.06733). Rister and Rubin 2020, "Probabilistic bounds on neuron death
        in deep rectifier networks" (arXiv 2007.06192): the bound that is exact for a single
        example.
    """

    severity = Severity.WARNING
    needs = (("ReLU", "ReLU6"),)
    gives_way_to = (
        "one-sided-logits",
        "parity-hidden-too-small",
        "relu-before-softmax",
        "relu-output-regression",
    )
    bad = """\
model Regression {
    input x: [6]
    Dense(2, activation=relu)
    Dense(1)
}
"""
    message = "all 2 ReLUs of `Dense` are off at the start for an example with probability 25 %"
    good = """\
model Regression {
    input x: [6]
    Dense(8, activation=relu)
    Dense(1)
}
"""
    fixed = """\
model Regression {
    input x: [6]
    Dense(2, activation=leaky_relu)
    Dense(1)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Models whose whole signal goes through few ReLUs, and places with negative biases."""
        for facts in subject.graphs.values():
            narrow = _narrow(facts)
            alive = 1.0
            for one in narrow:
                alive *= 1 - 0.5**one.units
            if 1 - alive > RISK and _all_alike(subject, narrow):
                yield self._risk(subject, narrow, 1 - alive)
        for uses in subject.places(Weighted):
            starts = [_bias(use) for use in uses]
            if starts[0] is not None and None not in starts:
                yield self._negative(subject, uses[0].node, starts[0])

    def _risk(self, subject: Subject, narrow: list[Narrow], risk: float) -> Diagnostic:
        tight = min(narrow, key=lambda one: one.units)
        node, units = tight
        if len(narrow) == 1:
            what = "the only ReLU" if units == 1 else f"all {units} ReLUs"
            verb = "is" if units == 1 else "are"
            message = f"{what} of `Dense` {verb} off at the start for an example"
        else:
            message = (
                f"in one of {len(narrow)} layers, the narrowest of {units}, all ReLUs are off "
                "at the start for an example"
            )
        others = [one.node.place for one in narrow if one.node.place != node.place]
        use = subject.written(node.place, node.layer.word)
        edit = swap_activation(node.place.source, use, ReLU, LeakyReLU) if use else None
        title = "use leaky ReLUs"
        return self.at(
            node.place,
            f"{message} with probability {100 * risk:.0f} %",
            related=tuple(Label(p.source, p.span, "and here") for p in others[:3]),
            help="more units, or `leaky_relu`, which is never off",
            fix=Fix(title, (edit,), Safety.UNSAFE) if edit and len(narrow) == 1 else None,
        )

    def _negative(self, subject: Subject, node: Node, start: float) -> Diagnostic:
        message = f"the biases of `{node.layer.word}` start at {start:g}, and ReLU gives 0 below 0"
        use = subject.written(node.place, node.layer.word)
        edit = remove_setting(node.place.source, use, "bias_init") if use else None
        fix = Fix("let the biases start at 0", (edit,), Safety.UNSAFE) if edit else None
        return self.at(node.place, message, help="0 is the usual start", fix=fix)


def _narrow(facts: Facts) -> list[Narrow]:
    """The dense ReLU layers through which the whole signal goes, with random starts around zero."""
    found = [
        Narrow(node, node.weights[0].shape[-1])
        for node in facts.uses(Dense)
        if node.weights
        and _rectified(facts, node)
        and _random(node.weights)
        and _hidden(facts, node)
    ]
    if not any(one.units <= 16 for one in found):
        return []
    through = waists(facts)
    return [one for one in found if one.node.id in through]


def _all_alike(subject: Subject, narrow: list[Narrow]) -> bool:
    """True where the line of the narrowest layer stands for layers of that width only."""
    tight = min(narrow, key=lambda one: one.units)
    widths = {
        use.node.weights[0].shape[-1]
        for uses in subject.places(Dense)
        for use in uses
        if use.node.place == tight.node.place and use.node.weights
    }
    return widths == {tight.units}


def _rectified(facts: Facts, node: Node) -> bool:
    bent = activation(node)
    after = facts.follower(node) if bent is None else None
    bent = activation(after) if after is not None and affine(node) else bent
    own = after is None or after.layer is bent
    return own and isinstance(bent, (ReLU, ReLU6))


def _random(weights: tuple[Weight, ...]) -> bool:
    """True for independent weights around zero, and a bias of zero if any."""
    kernel, *bias = weights
    fixed = (Constant, IdentityMatrix, Ones, Orthogonal, Zeros)
    if kernel.name != "kernel" or not kernel.trainable or isinstance(kernel.init, fixed):
        return False
    return all(isinstance(weight.init, Zeros) for weight in bias)


def _hidden(facts: Facts, node: Node) -> bool:
    flat = facts.graph.values[node.outputs[0]].type.rank == 1
    return flat and not ends(facts, node)


def _bias(use: Application) -> float | None:
    """Where the biases of a ReLU layer start, where that is far below zero."""
    facts, node = use
    bias = next((weight for weight in node.weights if weight.name == "bias"), None)
    if bias is None or not isinstance(bias.init, Constant) or not _rectified(facts, node):
        return None
    return bias.init.value if bias.init.value <= LOW else None
