"""The rule `linear-stack-collapse`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Label, Safety, Severity
from specc.edit import set_setting
from specc.ir.graph import Graph, Node
from specc.prove.stack import is_whole, stacks
from specc.prove.table import inseparable
from specc.rule import Rule, Subject


class LinearStackCollapse(Rule):
    """Layers in a row without an activation between them are one layer in disguise.

    What it does:
        Finds dense and convolution layers that follow each other with nothing between them that
        bends values; dropout, average pooling, batch norm and a flattening do not. It is an error
        where nothing else is in the network, so that the whole of it is linear. It is silent where
        the parts are worth more than the whole: a narrow middle (a low-rank factorisation), a
        depthwise or grouped convolution and its pointwise partner, a kernel split into its axes,
        layers around a change of resolution, tied or frozen weights.

    Why is this bad?
        A product of matrices is a matrix: the stack computes nothing that one layer (of
        convolutions, one with a larger kernel) could not compute alone, for more weights and a
        harder optimisation.

    Example:
        Dense(128)
        Dense(10, activation=softmax)

    Use instead:
        Dense(128, activation=relu)
        Dense(10, activation=softmax)

    References:
        Saxe, McClelland and Ganguli 2013 (arXiv 1312.6120): "the input-output map of a deep linear
        network can always be rewritten as a shallow network". The narrow middle: Sandler et al.
        2018, "MobileNetV2: Inverted Residuals and Linear Bottlenecks" (arXiv 1801.04381). The
        depthwise pair without an activation between: Chollet 2017, "Xception" (arXiv 1610.02357).
    """

    severity = Severity.WARNING
    needs = ("model",)
    bad = """\
model Digits {
    input image: [8, 8, 1]
    Flatten
    Dense(128)
    Dense(10, activation=softmax)
}
"""
    message = (
        "`Digits` is linear: its 2 layers from [64] to [10] have no activation between them "
        "and act as one"
    )
    good = """\
model Digits {
    input image: [8, 8, 1]
    Flatten
    Dense(4)
    Dense(10, activation=softmax)
}
"""
    fixed = """\
model Digits {
    input image: [8, 8, 1]
    Flatten
    Dense(128, activation=relu)
    Dense(10, activation=softmax)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Stacks of two or more; not in a model that `xor-needs-hidden-layer` speaks of."""
        proved = {proof.plan.model for proof in subject.once(inseparable)}
        for name, facts in subject.graphs.items():
            if name not in proved:
                for stack in stacks(facts):
                    yield self._finding(subject, facts.graph, stack)

    def _finding(self, subject: Subject, graph: Graph, stack: list[Node]) -> Diagnostic:
        whole = is_whole(graph, stack)
        start = graph.values[stack[0].inputs[0]].type
        end = graph.values[stack[-1].outputs[0]].type
        layers = f"{len(stack)} layers from {start} to {end}"
        if whole:
            message = (
                f"`{graph.name}` is linear: its {layers} have no activation between them "
                "and act as one"
            )
        else:
            message = f"{layers} have no activation between them and act as one"
        return self.at(
            stack[0].place,
            message,
            label="no activation",
            related=_others(stack),
            help="give each but the last an activation: `activation=relu`",
            fix=_bent(subject, stack),
            severity=Severity.ERROR if whole else Severity.WARNING,
        )


def _others(stack: list[Node]) -> tuple[Label, ...]:
    places = list(dict.fromkeys(node.place for node in stack[1:] if node.place != stack[0].place))
    return tuple(Label(p.source, p.span, "linear in what the first makes") for p in places[:3])


def _bent(subject: Subject, stack: list[Node]) -> Fix | None:
    first = {node.place: node for node in stack[:-1]}
    written = [(node, subject.written(node.place, node.layer.word)) for node in first.values()]
    edits = tuple(
        set_setting(node.place.source, use, "activation", "relu") for node, use in written if use
    )
    if len(edits) < len(written):
        return None
    return Fix("put a ReLU between the layers", edits, Safety.SHOWN)
