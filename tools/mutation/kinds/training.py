"""Faults in how a model is trained: rates, batches, schedules, what is watched."""

from collections.abc import Iterator

from specc.layers.convolution import Conv2D
from specc.layers.dense import Dense
from specc.syntax import ast
from tools.mutation.kind import Planting, kind
from tools.mutation.reach import deep_post_norm, hidden
from tools.mutation.seed import Form, Seed

ON = Form.TRAINED
NO_WARM_UP = {"post-norm-no-warmup": "the planted schedule has no warm-up either"}
ENOUGH = "100_000"
"""Epochs with which even a batch of everything makes enough steps."""
WIDE = 256
"""Units from which on a layer is one for tensor cores."""


@kind("learning-rate-range", on=ON)
def rate_times_a_thousand(seed: Seed) -> Iterator[Planting]:
    """A learning rate a thousand times as large."""
    yield from _rate(seed, 1e3)


@kind("learning-rate-range", on=ON)
def rate_by_a_million(seed: Seed) -> Iterator[Planting]:
    """A learning rate a millionth as large."""
    yield from _rate(seed, 1e-6)


@kind("batch-exceeds-dataset", on=ON)
def batch_larger_than_the_data(seed: Seed) -> Iterator[Planting]:
    """More examples in a batch than there are; in epochs enough for all else."""
    samples = seed.rows.training_samples
    if samples is not None and seed.plan.batch is not None:
        warm = seed.train("schedule", "cosine(warmup=5)")
        yield seed.train("batch", str(2 * samples)), seed.train("epochs", ENOUGH), warm


@kind("too-few-updates", on=ON)
def three_steps_an_epoch(seed: Seed) -> Iterator[Planting]:
    """Twelve steps in all."""
    samples = seed.rows.training_samples
    if samples is not None and samples > 1000:
        few = seed.train("batch", str(samples // 3)), seed.train("epochs", "3")
        yield *few, seed.train("schedule", "cosine(warmup=1)")


@kind("missing-warmup", on=ON)
def large_batch_without_a_warm_up(seed: Seed) -> Iterator[Planting]:
    """Batches of 4,096 examples at a high rate from the first step on.

    Deep transformers with their norms behind the sums want a warm-up without them.
    """
    samples = seed.rows.training_samples
    if samples is not None and samples > 50_000 and not deep_post_norm(seed):
        high = seed.train("optimizer", "adam(lr=4e-3)"), seed.train("schedule", "constant")
        yield *high, seed.train("batch", "4096"), seed.train("epochs", ENOUGH)


@kind("schedule-mismatch", on=ON)
def warm_up_longer_than_training(seed: Seed) -> Iterator[Planting]:
    """A warm-up of more epochs than there are."""
    yield seed.train("schedule", f"cosine(warmup={seed.plan.epochs + 10})")


@kind("schedule-mismatch", on=ON, beside=NO_WARM_UP)
def step_behind_the_end(seed: Seed) -> Iterator[Planting]:
    """A first drop of the rate after the last epoch."""
    yield seed.train("schedule", f"step({2 * seed.plan.epochs}, 0.1)")


@kind("schedule-mismatch", on=ON, beside=NO_WARM_UP)
def rate_that_is_gone_soon(seed: Seed) -> Iterator[Planting]:
    """An exponential schedule with a factor of 0.01 an epoch."""
    if seed.plan.epochs >= 10:
        yield seed.train("schedule", "exponential(0.01)")


@kind("patience-exceeds-epochs", on=ON)
def patience_longer_than_training(seed: Seed) -> Iterator[Planting]:
    """More patience than epochs."""
    if seed.rows.validates:
        yield seed.train("early_stop", f"patience({seed.plan.epochs + 10})")


@kind("plateau-after-early-stop", on=ON, beside=NO_WARM_UP)
def plateau_after_the_stop(seed: Seed) -> Iterator[Planting]:
    """A plateau that waits longer than early stopping does."""
    if seed.rows.validates:
        stop = seed.train("early_stop", "patience(3)")
        yield stop, seed.train("schedule", f"plateau({seed.plan.epochs // 2}, 0.1)")


@kind("unknown-monitor", on=ON)
def monitor_that_is_not_computed(seed: Seed) -> Iterator[Planting]:
    """Early stopping that watches a metric which is not among `metrics`.

    What the two models of a game compute is theirs.
    """
    if seed.objective != "gan":
        yield seed.train("early_stop", "patience(3, monitor=val_precision)")


@kind("monitor-without-validation", on=ON)
def monitor_without_validation(seed: Seed) -> Iterator[Planting]:
    """Early stopping on data without a validation part."""
    if seed.objective != "gan":
        stop = seed.train("early_stop", "patience(3, monitor=val_loss)")
        yield stop, seed.data("split", "[1, 0, 0]")


@kind("no-validation", on=ON)
def no_validation_part(seed: Seed) -> Iterator[Planting]:
    """Data of which all is trained on, and nothing watches.

    A truth table is all there is, and a generator is not judged by examples it has not seen.
    """
    table = seed.rows.source.word == "table"
    if seed.plan.early_stop is None and not table and seed.objective != "gan":
        yield seed.data("split", "[1, 0, 0]")


@kind("ema-not-converged", on=ON)
def average_over_more_than_training(seed: Seed) -> Iterator[Planting]:
    """An average of the weights over more steps than there are."""
    yield seed.train("ema", "0.99999999")


@kind("frozen-random-layer", on=ON)
def frozen_at_random(seed: Seed) -> Iterator[Planting]:
    """A layer that keeps its random weights."""
    for spot in seed.spots(Dense, Conv2D):
        if spot.given("tie") is None:
            yield seed.put(spot, "trainable", "false")


@kind("tensor-core-alignment", on=ON)
def width_that_eight_does_not_divide(seed: Seed) -> Iterator[Planting]:
    """Half precision, and a hidden layer of 1,021 units where any number fits."""
    for spot in seed.spots(Dense):
        odd = seed.units(spot, "1021")
        wide = all(node.weights and node.weights[0].shape[-1] >= WIDE for _, node in spot.found)
        if wide and hidden(spot) and spot.given("tie") is None and seed.fits(odd):
            yield odd, seed.train("precision", "bf16")


def _rate(seed: Seed, factor: float) -> Iterator[Planting]:
    """The learning rate many times as large; that of a perceptron is a mere scale."""
    for line in seed.lines("train", "optimizer"):
        for one in line.value.arguments if isinstance(line.value, ast.Call) else ():
            rate = one.name is not None and one.name.text == "lr"
            if rate and isinstance(one.value, ast.Number) and line.value.name.text != "perceptron":  # type: ignore[union-attr]
                yield seed.replace(one.value.span, f"{one.value.value * factor:.1e}")
