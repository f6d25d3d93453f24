"""The rule `output-bias-prior`."""

from collections.abc import Iterator
from math import log

from specc.diagnostics import Diagnostic, Edit, Fix, Label, Safety, Severity
from specc.edit import argument, set_setting
from specc.initialiser import Zeros
from specc.ir.graph import Node
from specc.layer import Activation, Weighted
from specc.prove.mend import alone
from specc.prove.trained import Trained, trained
from specc.rule import Rule, Subject

RATIO = 10


class OutputBiasPrior(Rule):
    """A rare answer starts out as likely as a common one.

    What it does:
        Where one of no and yes is at least ten times as frequent as the other, as `balance` says or
        as is known of the data, it finds single units trained by `binary_cross_entropy` or `focal`
        whose bias starts at 0.

    Why is this bad?
        The first steps only teach the bias how rare the answer is. Starting it at the logit of the
        share saves them, and keeps the many easy examples from pulling at all weights meanwhile.

    Example:
        output fraud = Dense(1, activation=sigmoid)

    Use instead:
        output fraud = Dense(1, activation=sigmoid, bias_init=constant(-3.9))

    References:
        Lin, Goyal, Girshick, He and Dollár 2017, "Focal Loss for Dense Object Detection" (arXiv
        1708.02002), on the prior at initialisation. Karpathy 2019, "A Recipe for Training Neural
        Networks": "set the bias on your logits such that your network predicts probability of 0.1
        at initialization" (http://karpathy.github.io/2019/04/25/recipe/).
    """

    severity = Severity.INFO
    needs = ("train", ("binary_cross_entropy", "focal"), ("binary", "class"))
    bad = """\
data payments {
    source  = npz("payments.npz")
    input   payment: [30]
    target  fraud: binary
    balance = [0.98, 0.02]
}

model Fraud {
    input payment: [30]
    Dense(16, activation=tanh)
    output fraud = Dense(1, activation=sigmoid)
}

train {
    loss    = binary_cross_entropy
    metrics = [auc]
}
"""
    message = "`fraud` starts at probability 0.5, and 2 % of the examples are a yes"
    good = """\
data payments {
    source  = npz("payments.npz")
    input   payment: [30]
    target  fraud: binary
    balance = [0.5, 0.5]
}

model Fraud {
    input payment: [30]
    Dense(16, activation=tanh)
    output fraud = Dense(1, activation=sigmoid)
}

train {
    loss    = binary_cross_entropy
    metrics = [auc]
}
"""
    fixed = """\
data payments {
    source  = npz("payments.npz")
    input   payment: [30]
    target  fraud: binary
    balance = [0.98, 0.02]
}

model Fraud {
    input payment: [30]
    Dense(16, activation=tanh)
    output fraud = Dense(1, activation=sigmoid, bias_init=constant(-3.9))
}

train {
    loss    = binary_cross_entropy
    metrics = [auc]
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Single units with a bias, and data whose balance is known."""
        for one in subject.once(trained):
            data = one.plan.data
            shares = () if data is None or len(data.targets) != 1 else data.balance
            separate = one.word in ("binary_cross_entropy", "focal") and one.units == 1
            if separate and len(shares) == 2 and _starts_even(one):
                low, high = min(shares), max(shares)
                if low > 0 and high >= RATIO * low:
                    yield self._finding(subject, one, shares[1])

    def _finding(self, subject: Subject, one: Trained, share: float) -> Diagnostic:
        bias = f"{log(share / (1 - share)):.2g}"
        data = one.plan.data
        labels = []
        if data is not None and "balance" in data.spans:
            labels.append(Label(data.place.source, data.spans["balance"], "how rare it is"))
        edit = _edit(subject, one, f"constant({bias})")
        return self.at(
            one.at(_last(one)),
            f"`{one.name}` starts at probability 0.5, and {100 * share:.2g} % of the examples are "
            "a yes",
            related=tuple(labels),
            help=f"`bias_init=constant({bias})`, the logit of {share:.2g}, starts it there",
            fix=None if edit is None else Fix("start at the share", (edit,), Safety.UNSAFE),
        )


def _last(one: Trained) -> Node | None:
    """The layer that makes the logit, behind which there is at most a sigmoid."""
    node = one.producer
    if node is None or not (one.ending is None or one.ends_in("Sigmoid")):
        return None
    if isinstance(node.layer, Activation):
        node = one.facts.graph.producer(node.inputs[0])
    return node


def _starts_even(one: Trained) -> bool:
    node = _last(one)
    layer = None if node is None else node.layer
    if not isinstance(layer, Weighted) or one.plan.init_from:
        return False
    return layer.bias and layer.trainable and isinstance(layer.bias_init, Zeros)


def _edit(subject: Subject, one: Trained, value: str) -> Edit | None:
    node = _last(one)
    if node is None or not alone(subject, node):
        return None
    use = subject.written(node.place, node.layer.word)
    if use is None or argument(use, "bias_init") is not None:
        return None
    return set_setting(node.place.source, use, "bias_init", value)
