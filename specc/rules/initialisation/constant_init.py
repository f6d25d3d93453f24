"""The rule `constant-init`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Label, Safety, Severity
from specc.edit import remove_setting
from specc.ending import activation
from specc.initialiser import Constant, Initialiser, Ones, Zeros
from specc.ir.graph import Node
from specc.layer import Activation
from specc.layers.activation import GLU, PReLU, ReLU, ReLU6
from specc.layers.convolution import Convolution
from specc.layers.dense import Dense
from specc.layers.transposed import ConvTranspose
from specc.namedtuple import NamedTuple
from specc.prove.chain import behind
from specc.prove.facts import Facts, affine
from specc.rule import Application, Rule, Subject

ALIKE = ("pooling", "normalisation")
"""Families that treat every channel alike."""
MILDEST = ("alike", "together", "dead")
"""Kinds of faults: what is true of all uses of a line comes first."""


class Fault(NamedTuple):
    """`kind` is "dead", "together" or "alike"; `after` is the next layer with weights."""

    kind: str
    after: Node | None


class ConstantInit(Rule):
    """A kernel starts with one number everywhere, so that all units start as one.

    What it does:
        Finds trained kernels that start as zeros, ones or a constant. It is an error where that is
        proved to last: zeros under a ReLU with a bias of 0 or less, whose slope there is 0; or two
        such kernels behind each other, with nothing between them that tells channels apart. It is
        a warning where the next kernel is random. It is silent about a last layer, about zeros
        that a gradient passes (the last kernel of a residual branch, a LoRA), and where training
        starts from a file.

    Why is this bad?
        Units with equal weights compute equal values and, where what follows weighs them equally,
        get equal gradients: they stay equal, and a layer of any width learns as one unit. Under a
        ReLU a sum that starts at 0 passes no gradient at all.

    Example:
        Dense(64, activation=relu, init=zeros)

    Use instead:
        Dense(64, activation=relu)

    References:
        "Pitfall: all zero initialization", in the notes of Stanford's CS231n
        (https://cs231n.github.io/neural-networks-2/). Zeros on purpose: Hu et al. 2021, "LoRA"
        (arXiv 2106.09685), where one of two matrices starts at zero.
    """

    severity = Severity.ERROR
    needs = ("init", ("convolution", "dense"))
    bad = """\
model Net {
    input x: [20]
    Dense(64, activation=relu, init=zeros)
    Dense(10)
}
"""
    message = "`Dense` never learns: its sums start at 0, where ReLU passes no gradient"
    good = """\
model Net {
    input x: [20]
    Dense(64, activation=relu)
    Dense(10, init=zeros)
}
"""
    fixed = """\
model Net {
    input x: [20]
    Dense(64, activation=relu)
    Dense(10)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Places where every use has one of the faults."""
        loaded = {p.model for p in subject.sections.trains.values() if p.init_from is not None}
        for uses in subject.places(Dense, Convolution, ConvTranspose):
            if not _constant(_kernel(uses[0].node)):
                continue
            faults = [None if u.facts.graph.name in loaded else _fault(u) for u in uses]
            told = [fault for fault in faults if fault is not None]
            if len(told) == len(faults):
                mildest = min(told, key=lambda fault: MILDEST.index(fault.kind))
                yield self._finding(subject, uses[0].node, mildest)

    def _finding(self, subject: Subject, node: Node, fault: Fault) -> Diagnostic:
        word, units, after = node.layer.word, node.weights[0].shape[-1], fault.after
        message = f"`{word}` never learns: its sums start at {_bias(node):g}, where ReLU passes no"
        related: tuple[Label, ...] = ()
        if fault.kind == "dead" or after is None:
            message += " gradient"
        else:
            message = f"the {units} units of `{word}` start alike, and `{after.layer.word}` behind "
            message += "is random: only that tells them apart"
            said = "starts at random"
            if fault.kind == "together":
                message = f"the {units} units of `{word}` start alike, are weighed alike by "
                message += f"`{after.layer.word}`, and act as one for ever"
                said = "weighs them alike"
            related = (Label(after.place.source, after.place.span, said),)
        use = subject.written(node.place, word)
        edit = remove_setting(node.place.source, use, "init") if use else None
        return self.at(
            node.place,
            message,
            related=related,
            help="without `init` it starts at random, in a range that suits the activation",
            fix=Fix("start at random", (edit,), Safety.UNSAFE) if edit else None,
            severity=Severity.WARNING if fault.kind == "alike" else Severity.ERROR,
        )


def _kernel(node: Node) -> Initialiser | None:
    """How a trained kernel starts."""
    first = node.weights[0] if node.weights else None
    return first.init if first is not None and first.name == "kernel" and first.trainable else None


def _constant(init: Initialiser | None) -> bool:
    return isinstance(init, (Zeros, Ones, Constant))


def _value(init: Initialiser) -> float | None:
    if isinstance(init, Constant):
        return init.value
    return {"zeros": 0.0, "ones": 1.0}.get(init.word)


def _bias(node: Node) -> float | None:
    """The one value that all biases start with, 0 without any; None where they differ."""
    found = [weight for weight in node.weights if weight.name == "bias"]
    return _value(found[0].init) if found else 0.0


def _fault(use: Application) -> Fault | None:
    facts, node = use
    kernel, bias = _kernel(node), _bias(node)
    if kernel is None or bias is None:
        return None
    if _value(kernel) == 0 and bias <= 0 and _rectified(facts, node):
        return Fault("dead", None)
    units = node.weights[0].shape[-1]
    if units < 2 or getattr(node.layer, "groups", 1) > 1:
        return None
    after = behind(facts, node, _treats_alike)
    if after is None or not isinstance(after.layer, (Dense, Convolution, ConvTranspose)):
        return None
    # Weights that are used elsewhere too get another gradient there, unless all of it is shared.
    if after.shared != node.shared or getattr(after.layer, "groups", 1) > 1:
        return None
    if _constant(_kernel(after)):
        return Fault("together", after)
    return Fault("alike", after) if _value(kernel) != 0 and _kernel(after) is not None else None


def _rectified(facts: Facts, node: Node) -> bool:
    """True where a ReLU, with its slope of 0 at 0, is all that reads the sums."""
    if isinstance(activation(node), (ReLU, ReLU6)):
        return True
    readers = facts.only_readers(node)
    found = [isinstance(reader.layer, (ReLU, ReLU6)) for reader in readers]
    return affine(node) and bool(found) and all(found)


def _treats_alike(node: Node) -> bool:
    layer = node.layer
    if isinstance(layer, Activation):
        return not isinstance(layer, (PReLU, GLU))
    return len(node.inputs) == 1 and (
        layer.family in ALIKE or layer.word in ("Flatten", "Identity")
    )
