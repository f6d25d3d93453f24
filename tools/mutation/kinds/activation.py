"""Faults in activations."""

from collections.abc import Iterator

from specc.edit import remove_setting
from specc.ir.graph import Node
from specc.layer import Activation
from specc.layers.activation import ReLU, Sigmoid, Softmax, Step
from specc.layers.dense import Dense
from specc.prove.facts import Facts, affine
from tools.mutation.kind import Planting, kind
from tools.mutation.reach import (
    KERNELS,
    bent,
    gives_back,
    hidden,
    narrow,
    next_kernel,
    only_way,
)
from tools.mutation.seed import Form, Seed


@kind("linear-stack-collapse", "missing-activation", "xor-needs-hidden-layer")
def activation_setting_forgotten(seed: Seed) -> Iterator[Planting]:
    """A hidden dense or convolution layer without its `activation=`, in front of another one.

    Where a max pool stands between the two, `missing-activation` speaks, and where the data proves
    it, `xor-needs-hidden-layer`.
    """
    for spot in bent(seed):
        # A narrow middle without an activation is a factorisation of a low rank.
        if not narrow(spot):
            yield remove_setting(seed.source, spot.use, "activation")


@kind("linear-stack-collapse", "missing-activation")
def activation_layer_forgotten(seed: Seed) -> Iterator[Planting]:
    """No layer such as `ReLU` between two dense or convolution layers."""
    for spot in seed.spots(Activation):
        bounded = isinstance(spot.layer, (Softmax, Sigmoid, Step))
        if not bounded and all(_between(facts, node) for facts, node in spot.found):
            yield seed.drop(spot.step)


@kind("double-activation")
def tanh_behind_an_activation(seed: Seed) -> Iterator[Planting]:
    """A tanh behind the activation of a hidden layer."""
    for spot in bent(seed):
        yield seed.after_step(spot.step, "Tanh")


@kind("double-activation")
def relu_twice(seed: Seed) -> Iterator[Planting]:
    """A ReLU behind a ReLU."""
    for spot in seed.spots(ReLU):
        yield seed.after_step(spot.step, "ReLU")


@kind("softmax-hidden")
def softmax_inside(seed: Seed) -> Iterator[Planting]:
    """A softmax for the activation of a hidden layer.

    A model that gives its input back may have shares of topics inside, and the mean of shares over
    all positions says how much of each there is.
    """
    for spot in bent(seed):
        pooled = any(
            (one := facts.follower(node)) is not None and one.layer.word == "GlobalAvgPool"
            for facts, node in spot.found
        )
        if not gives_back(spot) and not pooled:
            yield seed.setting(spot.use, "activation", "softmax")


@kind("selu-misuse")
def selu_with_he(seed: Seed) -> Iterator[Planting]:
    """SELU on kernels that start for ReLU."""
    for spot in bent(seed):
        if spot.word("activation") == "relu":
            start = seed.insert(spot.use.span.end - 1, ", init=he_normal")
            yield seed.setting(spot.use, "activation", "selu"), start


@kind("dying-relu-risk", "width-bottleneck")
def one_relu_for_all(seed: Seed) -> Iterator[Planting]:
    """A hidden dense layer of one unit with a ReLU, through which everything goes.

    Where nothing goes around it; dropout behind it would be a second fault.
    """
    for spot in seed.spots(Dense):
        alone = len(spot.shapes[0]) == 1 and hidden(spot, but="regularising")
        if spot.word("activation") == "relu" and alone and only_way(spot):
            units = spot.given("units")
            yield None if units is None else seed.number(units, "1")


@kind("step-with-gradient", on=Form.TRAINED)
def step_inside(seed: Seed) -> Iterator[Planting]:
    """A step for the activation of a hidden layer."""
    for spot in bent(seed):
        yield seed.setting(spot.use, "activation", "step")


def _between(facts: Facts, node: Node) -> bool:
    """Whether an activation stands between two kernels, the first without one of its own.

    Where others read the first as well it is a projection that they share.
    """
    before = facts.graph.producer(node.inputs[0])
    if before is None or not isinstance(before.layer, KERNELS) or not affine(before):
        return False
    return facts.follower(before) is node and next_kernel(facts, node) is not None
