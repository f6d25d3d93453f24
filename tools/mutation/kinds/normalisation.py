"""Faults in normalisation and regularisation."""

from collections.abc import Iterator

from specc.edit import remove_setting
from specc.layers.convolution import Conv2D, DepthwiseConv2D
from specc.layers.dense import Dense
from specc.layers.normalisation import BatchNorm, GroupNorm, LayerNorm, RMSNorm
from specc.layers.pooling import GlobalAvgPool, MaxPool2D
from specc.layers.regularising import Dropout
from tools.mutation.kind import Planting, kind
from tools.mutation.reach import followed_by, next_kernel
from tools.mutation.seed import Form, Seed

ON = Form.TRAINED
NORMS = (BatchNorm, GroupNorm, LayerNorm, RMSNorm)


@kind("dropout-before-batchnorm")
def dropout_in_front_of_a_batch_norm(seed: Seed) -> Iterator[Planting]:
    """Dropout of one half in front of a batch norm."""
    for spot in seed.spots(BatchNorm):
        yield seed.before_step(spot.step, "Dropout(0.5)")


@kind("dropout-rate", "dropout-on-tiny-layer")
def rate_of_what_is_kept(seed: Seed) -> Iterator[Planting]:
    """A dropout rate of 0.9, as where it is the share that is kept.

    Where it leaves hardly a value, `dropout-on-tiny-layer` says how many.
    """
    for spot in seed.spots(Dropout):
        rate = spot.given("rate")
        yield None if rate is None else seed.number(rate, "0.9")


@kind("dropout-before-pooling")
def dropout_in_front_of_a_max_pool(seed: Seed) -> Iterator[Planting]:
    """Dropout of single values in front of a max pool."""
    for spot in seed.spots(MaxPool2D):
        # What other layers read as well is not dropped for the pool alone.
        if all(len(facts.readers(node.inputs[0])) == 1 for facts, node in spot.found):
            yield seed.before_step(spot.step, "Dropout(0.2)")


@kind("dropout-on-tiny-layer")
def dropout_of_four_units(seed: Seed) -> Iterator[Planting]:
    """Dropout of one half behind a hidden layer of four units."""
    dense = {id(spot.found[0].node): spot for spot in seed.spots(Dense) if len(spot.found) == 1}
    for spot in seed.spots(Dropout):
        facts, node = spot.found[0]
        made = dense.get(id(facts.graph.producer(node.inputs[0])))
        if len(spot.found) == 1 and made is not None and len(spot.shapes[0]) == 1:
            yield seed.units(made, "4"), seed.put(spot, "rate", "0.5")


@kind("bias-before-batch-norm")
def bias_in_front_of_a_batch_norm(seed: Seed) -> Iterator[Planting]:
    """A bias that the batch norm behind takes out again."""
    for spot in seed.spots(Conv2D, DepthwiseConv2D, Dense):
        if spot.word("bias") == "false" and followed_by(spot, BatchNorm):
            yield remove_setting(seed.source, spot.use, "bias")


@kind("norm-single-element")
def norm_of_one_position(seed: Seed) -> Iterator[Planting]:
    """An instance norm of what a global pool has made one position."""
    for spot in seed.spots(GlobalAvgPool):
        if spot.word("keep") == "true":
            yield seed.after_step(spot.step, "InstanceNorm")


@kind("regulariser-overwhelms", on=ON)
def penalty_of_ten(seed: Seed) -> Iterator[Planting]:
    """`l2=10` on a layer whose scale no norm takes out, and that starts as usual."""
    guessed = any(one.classes and one.loss is not None for one in seed.trained())
    for spot in seed.spots(Conv2D, Dense) if guessed and not seed.has(*NORMS) else ():
        if spot.given("init") is None and spot.given("tie") is None:
            yield seed.setting(spot.use, "l2", "10.0")


@kind("adam-l2-decay", on=ON)
def decay_in_adam(seed: Seed) -> Iterator[Planting]:
    """`weight_decay` under `adam`, where `adamw` keeps the two apart."""
    if seed.plan.optimizer.word in ("adam", "adamw"):
        yield seed.train("optimizer", "adam(lr=1e-3, weight_decay=0.01)")


@kind("batchnorm-small-batch", on=ON)
def batches_of_two(seed: Seed) -> Iterator[Planting]:
    """Two examples a batch for a model with batch norms."""
    if seed.has(BatchNorm):
        yield seed.train("batch", "2")


@kind("batchnorm-stats-not-converged", on=ON)
def momentum_for_a_longer_training(seed: Seed) -> Iterator[Planting]:
    """A batch norm whose averages need more steps than there are.

    How many batches the models of a game see in a step is the program's matter.
    """
    for spot in seed.spots(BatchNorm) if seed.objective != "gan" else ():
        yield seed.put(spot, "momentum", "0.99999")


@kind("double-regularisation")
def decay_norm_and_dropout(seed: Seed) -> Iterator[Planting]:
    """A strong `l2`, a batch norm and a dropout of one half on the last hidden layer."""
    for spot in seed.spots(Dense):
        after = [next_kernel(facts, node) for facts, node in spot.found]
        last = all(
            one is not None and facts.leaves(one.outputs[0])
            for one, (facts, _) in zip(after, spot.found, strict=True)
        )
        if spot.word("activation") == "relu" and last and not followed_by(spot, Dropout):
            bare = seed.setting(spot.use, "activation", "none")
            l2 = seed.insert(spot.use.span.end - 1, ", bias=false, l2=0.05")
            yield bare, l2, seed.after_step(spot.step, "BatchNorm -> ReLU -> Dropout(0.5)")
