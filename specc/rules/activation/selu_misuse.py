"""The rule `selu-misuse`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Edit, Fix, Label, Safety, Severity
from specc.edit import set_setting
from specc.edit.use import Use
from specc.ending import activation
from specc.initialiser import Initialiser
from specc.ir.graph import Node
from specc.layer import Weight, Weighted
from specc.layers.activation import SELU
from specc.layers.regularising import AlphaDropout, Dropout
from specc.prove.chain import ahead, rate, view
from specc.prove.facts import Facts, affine
from specc.rule import Application, Rule, Subject
from specc.source import Span
from specc.syntax import ast

NEAR = 0.2
"""How far the variance may be from 1 / fan_in, as a share of it."""


class SeluMisuse(Rule):
    """SELU keeps mean 0 and variance 1 only under its own start and its own dropout.

    What it does:
        Finds layers with SELU whose kernel does not start with a variance of 1 / fan_in, as under
        `lecun_normal`, which `init=auto` chooses; and dropout behind SELU that sets values to 0.

    Why is this bad?
        The constants of SELU are chosen so that mean 0 and variance 1 are a fixed point from layer
        to layer where weights have mean 0 and variance 1 / fan_in. Other starts and ordinary
        dropout, which changes the variance, leave that point, and with it goes the reason for
        SELU.

    Example:
        Dense(64, activation=selu) -> Dropout(0.1)

    Use instead:
        Dense(64, activation=selu) -> AlphaDropout(0.1)

    References:
        Klambauer, Unterthiner, Mayr and Hochreiter 2017, "Self-normalizing neural networks" (arXiv
        1706.02515). The documentation of `keras.activations.selu`: to be used together with
        `LecunNormal` and `AlphaDropout`.
    """

    severity = Severity.WARNING
    needs = ("SELU",)
    bad = """\
model Net {
    input x: [20]
    Dense(64, activation=selu) -> Dropout(0.1)
    Dense(10)
}
"""
    message = "`Dropout` sets values of SELU to 0, and their variance is 1.11 times as large"
    good = """\
model Net {
    input x: [20]
    Dense(64, activation=selu, init=lecun_normal) -> AlphaDropout(0.1)
    Dense(10)
}
"""
    fixed = """\
model Net {
    input x: [20]
    Dense(64, activation=selu) -> AlphaDropout(0.1)
    Dense(10)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Places of layers with other starts, and of ordinary dropout."""
        for uses in subject.places(Weighted):
            starts = [_start(use) for use in uses]
            if starts[0] is not None and None not in starts:
                yield self._started(subject, uses[0].node, starts[0])
        for uses in subject.places(Dropout):
            firsts = [_selu(use) for use in uses]
            if firsts[0] is not None and None not in firsts:
                yield self._dropped(subject, uses[0].node, firsts[0])

    def _started(self, subject: Subject, node: Node, start: Initialiser) -> Diagnostic:
        message = (
            f"`{node.layer.word}` with SELU starts with `{start.word}`, "
            f"and SELU wants a variance of 1 / {node.weights[0].fan_in}"
        )
        use = subject.written(node.place, node.layer.word)
        edit = set_setting(node.place.source, use, "init", "lecun_normal") if use else None
        fix = Fix("start with `lecun_normal`", (edit,), Safety.UNSAFE) if edit else None
        return self.at(node.place, message, help="`init=lecun_normal` has it", fix=fix)

    def _dropped(self, subject: Subject, node: Node, first: Node) -> Diagnostic:
        place, share = first.place, rate(node)
        use = subject.written(node.place, Dropout.word)
        fix = None
        if use is not None:
            edit = Edit(node.place.source, _name(use), AlphaDropout.word)
            fix = Fix("use alpha dropout", (edit,), Safety.UNSAFE)
        return self.at(
            node.place,
            f"`Dropout` sets values of SELU to 0, and their variance is {1 / (1 - share):.3g} "
            "times as large",
            related=(Label(place.source, place.span, "ends in SELU"),),
            help="`AlphaDropout` keeps mean and variance",
            fix=fix,
        )


def _name(use: Use) -> Span:
    return use.span if isinstance(use, ast.Name) else use.name.span


def _selu(use: Application) -> Node | None:
    """The layer in front of a dropout that ends in SELU."""
    if rate(use.node) == 0:
        return None
    before = ahead(use.facts, use.node, view)
    return before if before is not None and isinstance(activation(before), SELU) else None


def _start(use: Application) -> Initialiser | None:
    """How the kernel of a layer with SELU starts, where that is not right for it."""
    facts, node = use
    if not node.weights or not node.weights[0].fan_in or not _ends_in_selu(facts, node):
        return None
    return None if _keeps(node.weights[0]) else node.weights[0].init


def _ends_in_selu(facts: Facts, node: Node) -> bool:
    if isinstance(activation(node), SELU):
        return True
    after = facts.follower(node)
    return affine(node) and after is not None and isinstance(after.layer, SELU)


def _keeps(weight: Weight) -> bool:
    """True for a mean of 0 and a variance of about 1 / fan_in."""
    mean, variance = weight.init.moments(weight.shape, weight.fan_in, weight.fan_out)
    return mean == 0 and abs(variance * weight.fan_in - 1) <= NEAR
