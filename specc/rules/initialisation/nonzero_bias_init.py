"""The rule `nonzero-bias-init`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Safety, Severity
from specc.edit import remove_setting
from specc.ending import activation
from specc.initialiser import Constant
from specc.ir.graph import Node
from specc.layer import Weighted
from specc.prove.chain import behind, plain
from specc.rule import Application, Rule, Subject

GATES = ("HardSigmoid", "Sigmoid")
USUAL = (-0.1, 1.0)


class NonzeroBiasInit(Rule):
    """The biases of a hidden layer start far from zero.

    What it does:
        Finds hidden dense and convolution layers whose biases start at one value below -0.1 or
        above 1. Small positive biases, gates (a sigmoid), random starts, heads such as the
        logarithm of a variance, and the output layer, whose bias may say how rare a class is, are
        left alone.

    Why is this bad?
        All units of the layer start on the same side of their activation: where that bends they
        are saturated, and where it does not the constant only has to be learned away.

    Example:
        Dense(64, activation=tanh, bias_init=constant(5))

    Use instead:
        Dense(64, activation=tanh)

    References:
        "Initializing the biases" in the notes of Stanford's CS231n: zeros are common, and some use
        small constants such as 0.01 under ReLUs (https://cs231n.github.io/neural-networks-2/).
        Biases of 1 in published work: Krizhevsky, Sutskever and Hinton 2012, "ImageNet
        classification with deep convolutional neural networks". NeuraLint (arXiv 2105.08095) has
        a rule for it.
    """

    severity = Severity.INFO
    needs = ("bias_init", ("convolution", "dense"))
    gives_way_to = (
        "bias-before-batch-norm",
        "dying-relu-risk",
        "constant-init",
        "vanishing-gradient",
    )
    bad = """\
model Net {
    input x: [20]
    Dense(64, activation=tanh, bias_init=constant(5))
    Dense(10)
}
"""
    message = "the 64 biases of the hidden `Dense` start at 5"
    good = """\
model Net {
    input x: [20]
    Dense(64, activation=relu, bias_init=constant(0.1))
    Dense(10, bias_init=constant(-4.6))
}
"""
    fixed = """\
model Net {
    input x: [20]
    Dense(64, activation=tanh)
    Dense(10)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Places where every use is a hidden layer."""
        for uses in subject.places(Weighted):
            if all(_far(use) for use in uses):
                yield self._finding(subject, uses[0].node)

    def _finding(self, subject: Subject, node: Node) -> Diagnostic:
        bias = node.weights[-1]
        start = bias.init.value if isinstance(bias.init, Constant) else 0.0
        message = f"the {bias.size} biases of the hidden `{node.layer.word}` start at {start:g}"
        use = subject.written(node.place, node.layer.word)
        edit = remove_setting(node.place.source, use, "bias_init") if use else None
        fix = Fix("let the biases start at 0", (edit,), Safety.UNSAFE) if edit else None
        return self.at(node.place, message, help="0 is the usual start", fix=fix)


def _far(use: Application) -> bool:
    facts, node = use
    bias = node.weights[-1] if node.weights else None
    if bias is None or bias.name != "bias" or not isinstance(bias.init, Constant):
        return False
    low, high = USUAL
    bent = activation(node)
    gate = bent is not None and bent.word in GATES
    if low <= bias.init.value <= high or gate:
        return False
    after = behind(facts, node, plain)
    return after is not None and isinstance(after.layer, Weighted)
