"""The rule `disconnected-layer`."""

import re
from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Label, Safety, Severity
from specc.edit.whole import remove_lines
from specc.ir.graph import Node
from specc.prove.dead import End, ends
from specc.rule import Rule, Subject
from specc.source import Span
from specc.syntax import ast


class DisconnectedLayer(Rule):
    """A layer is in a model, and no output depends on it.

    What it does:
        Finds layers whose result nothing reads, and counts the layers that lead only to them. A
        line in a block or a loop is named where that is true of all its uses. Results that a
        training names itself, as the mean of a variational autoencoder, are read.

    Why is this bad?
        What it computes is thrown away, and its weights get no gradient. Mostly the next line
        starts from another tensor than was meant. PyTorch's training on several devices stops at
        such weights, Keras leaves the layer out of the model without a word.

    Example:
        b = image -> Conv2D(8, kernel=5, padding=same, activation=relu)
        output a -> GlobalAvgPool -> Dense(10)

    Use instead:
        output [a, b] -> Concat -> GlobalAvgPool -> Dense(10)

    References:
        `torch.nn.parallel.DistributedDataParallel` at run time: "This error indicates that your
        module has parameters that were not used in producing loss", as in
        https://github.com/keonlee9420/Comprehensive-Transformer-TTS/issues/12. NeuraLint (arXiv
        2105.08095) looks for layers that are not connected.
    """

    severity = Severity.WARNING
    needs = ("model",)
    bad = """\
model Digits {
    input image: [8, 8, 1]
    a = image -> Conv2D(8, kernel=3, padding=same, activation=relu)
    b = image -> Conv2D(8, kernel=5, padding=same, activation=relu)
    output a -> GlobalAvgPool -> Dense(10)
}
"""
    message = "nothing uses the result of `Conv2D`, [8, 8, 8]: its 208 weights get no gradient"
    good = """\
model Digits {
    input image: [8, 8, 1]
    a = image -> Conv2D(8, kernel=3, padding=same, activation=relu)
    b = image -> Conv2D(8, kernel=5, padding=same, activation=relu)
    output [a, b] -> Concat -> GlobalAvgPool -> Dense(10)
}
"""
    fixed = """\
model Digits {
    input image: [8, 8, 1]
    a = image -> Conv2D(8, kernel=3, padding=same, activation=relu)
    output a -> GlobalAvgPool -> Dense(10)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Dead ends in the checked file; those in a library are not for its users to mend."""
        for end in ends(subject):
            if end.node.place.source is subject.scope.source:
                yield self._finding(subject, end)

    def _finding(self, subject: Subject, end: End) -> Diagnostic:
        kinds = end.facts.graph.types(end.node.outputs)
        shown = ", ".join(map(str, kinds[:3]))
        message = f"nothing uses the result of `{end.node.layer.word}`, {shown}"
        whole = (end.node, *end.others)
        weights = sum(node.trainable for node in whole)
        if end.others:
            count = len(end.others)
            layers = f"{count} more layers lead" if count > 1 else "1 more layer leads"
            message = f"{message}, and {layers} only to it"
        if weights:
            whose = "their" if end.others else "its"
            message = f"{message}: {whose} {weights} weights get no gradient"
        last = end.others[-1] if end.others else None
        related = (Label(*last.place, "leads only there"),) if last is not None else ()
        help = "a flow that starts from it uses it, `output` gives it out"
        fix = _removed(subject, end, whole)
        return self.at(end.node.place, message, related=related, help=help, fix=fix)


def _removed(subject: Subject, end: End, nodes: tuple[Node, ...]) -> Fix | None:
    """Take the statements away that make nothing else; None where one makes something else."""
    source = subject.scope.source
    statements = {s.span: s for node in nodes if (s := _statement(subject, node)) is not None}
    inside = {node.id for node in nodes}
    for node in end.facts.graph.nodes:
        if node.id in inside:
            continue
        statement = _statement(subject, node)
        if statement is not None and statement.span in statements:
            return None
    if not statements or _mentioned(source.text, list(statements.values())):
        return None
    edits = [remove_lines(source, span) for span in statements]
    whole = tuple(edit for edit in edits if edit is not None)
    return Fix("take it away", whole, Safety.UNSAFE) if len(whole) == len(edits) else None


def _statement(subject: Subject, node: Node) -> ast.Statement | None:
    use = subject.written(node.place, node.layer.word)
    step = subject.step(use) if use is not None else None
    return None if step is None else step.statement


def _mentioned(text: str, statements: list[ast.Statement]) -> bool:
    """Whether a name that these statements give stands anywhere else."""
    names = {n.text for s in statements if isinstance(s, ast.Bind) for n in s.names}
    spans: list[Span] = [s.span for s in statements]
    for found in re.finditer(r"[A-Za-z_]\w*", text) if names else ():
        if found[0] in names and not any(s.start <= found.start() < s.end for s in spans):
            return True
    return False
