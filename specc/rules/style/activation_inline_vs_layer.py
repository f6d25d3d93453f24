"""The rule `activation-inline-vs-layer`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Label, Safety, Severity
from specc.edit import remove, set_setting
from specc.ir.graph import Node
from specc.layer import Activation, Weighted
from specc.prove.mend import alone
from specc.rule import Application, Rule, Subject


class ActivationInlineVsLayer(Rule):
    """Some activations of a file are settings of their layer, and others layers of their own.

    What it does:
        Finds activations that stand as a layer directly behind the layer that could take them as a
        setting, in a file in which others do. Behind a norm they have to be layers. Off by default:
        it is a matter of taste.

    Why is this bad?
        It is one thing in two spellings. Where one is used throughout, a missing activation is
        seen at a glance.

    Example:
        Dense(64) -> ReLU

    Use instead:
        Dense(64, activation=relu)

    References:
        docs/language.md, "Layers": every `activation=` takes an activation word.
    """

    severity = Severity.INFO
    default = False
    needs = ("activation",)
    bad = """\
model Net {
    input x: [20]
    Dense(128, activation=relu)
    Dense(64) -> ReLU
    Dense(10)
}
"""
    message = "`ReLU` stands behind `Dense`, and elsewhere activations are settings"
    good = """\
model Net {
    input x: [20]
    Dense(128, activation=relu)
    Dense(64) -> LayerNorm -> ReLU
    Dense(10)
}
"""
    fixed = """\
model Net {
    input x: [20]
    Dense(128, activation=relu)
    Dense(64, activation=relu)
    Dense(10)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Layers that could take the activation behind them, where some layer has one."""
        source, inline = subject.scope.source, None
        behind: list[tuple[Node, Node]] = []
        for uses in subject.places(Weighted):
            node = uses[0].node
            if node.place.source is not source:
                continue
            if node.layer.activation is not None:  # type: ignore[attr-defined]
                inline = inline or node
            else:
                after = [_activation_behind(use) for use in uses]
                if after[0] is not None and None not in after:
                    behind.append((node, after[0]))
        for layer, bent in behind if inline is not None else ():
            yield self._finding(subject, layer, bent, inline)

    def _finding(
        self, subject: Subject, layer: Node, bent: Node, inline: Node | None
    ) -> Diagnostic:
        word = bent.layer.word
        message = (
            f"`{word}` stands behind `{layer.layer.word}`, and elsewhere activations are settings"
        )
        related = (Label(*inline.place, "as here"),) if inline is not None else ()
        return self.at(
            bent.place, message, related=related, fix=_inlined(subject, layer, bent),
            help=f"`activation={bent.layer.activation_words[0]}` says the same",  # type: ignore[attr-defined]
        )  # fmt: skip


def _activation_behind(use: Application) -> Node | None:
    after = use.facts.follower(use.node)
    if after is None or not isinstance(after.layer, Activation):
        return None
    return after if after.layer.activation_words and not after.layer.given() else None


def _inlined(subject: Subject, layer: Node, bent: Node) -> Fix | None:
    uses = [subject.written(node.place, node.layer.word) for node in (layer, bent)]
    if uses[0] is None or uses[1] is None or not (alone(subject, layer) and alone(subject, bent)):
        return None
    step = subject.step(uses[1])
    gone = remove(bent.place.source, step) if step is not None else None
    if gone is None:
        return None
    word = bent.layer.activation_words[0]  # type: ignore[attr-defined]
    edit = set_setting(layer.place.source, uses[0], "activation", word)
    return Fix("make it a setting", (edit, gone), Safety.SAFE)
