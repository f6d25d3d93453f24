"""Faults between an output and its loss and target."""

from collections.abc import Iterator

from specc.diagnostics import Edit
from specc.edit import remove_setting
from specc.syntax import ast
from tools.mutation.kind import Planting, kind
from tools.mutation.seed import Form, Seed, Spot

ON = Form.TRAINED


@kind("sigmoid-with-categorical-ce", on=ON)
def sigmoid_for_softmax(seed: Seed) -> Iterator[Planting]:
    """A sigmoid for each class under `cross_entropy`."""
    for _, spot in seed.heads("cross_entropy"):
        yield _ending(seed, spot, "sigmoid")


@kind("softmax-single-unit", on=ON)
def softmax_over_one_unit(seed: Seed) -> Iterator[Planting]:
    """A softmax for the sigmoid of a single unit."""
    for one, spot in seed.heads("binary_cross_entropy"):
        yield _ending(seed, spot, "softmax") if one.units == 1 else None


@kind("output-target-mismatch", on=ON)
def units_for_other_classes(seed: Seed) -> Iterator[Planting]:
    """One unit more than the target has classes or numbers.

    One unit and two are both right for yes and no, and a language model may know more tokens than
    its data has.
    """
    for one, spot in seed.heads():
        units = spot.given("units") or spot.given("filters")
        fixed = one.target_word not in ("", "binary") and seed.objective != "next_token"
        if units is not None and fixed and spot.given("tie") is None:
            yield seed.replace(units.span, f"{seed.cut(units.span)} + 1")


@kind("output-target-mismatch", on=ON)
def target_of_other_classes(seed: Seed) -> Iterator[Planting]:
    """A target with one class less than the output has units."""
    for line in seed.targets() if seed.objective != "gan" else ():
        for one in line.kind.arguments:
            if isinstance(one.value, ast.Number) and one.value.value > 3:
                yield seed.replace(one.value.span, f"{one.value.value - 1}")


@kind("missing-target", on=ON)
def no_target(seed: Seed) -> Iterator[Planting]:
    """Data without a target for a training that wants one."""
    lines = seed.targets()
    if seed.plan.objective.targets and len(lines) == 1 and not seed.rows.source.facts().target:
        yield seed.replace(lines[0].span, "")


@kind("unpaired-targets", on=ON)
def target_too_many(seed: Seed) -> Iterator[Planting]:
    """A target that no output is for, none being called as the outputs are."""
    lines = seed.targets()
    if lines and seed.objective == "supervised":
        renamed = [seed.rename(one.name, f"first_{one.name.text}") for one in lines]
        yield (*renamed, seed.line_after(lines[-1], "target last: real"))


@kind("step-with-gradient", on=ON)
def step_trained_by_gradients(seed: Seed) -> Iterator[Planting]:
    """A step at the end of a model that is trained by gradients."""
    for one, spot in seed.heads():
        if one.loss is not None:
            yield _ending(seed, spot, "step")
    if seed.plan.optimizer.word == "perceptron":
        yield seed.train("optimizer", "sgd(lr=0.1)"), seed.train("loss", "binary_cross_entropy")


@kind("relu-before-softmax", "one-sided-logits", on=ON)
def relu_on_logits(seed: Seed) -> Iterator[Planting]:
    """A ReLU on logits, in front of the softmax, the sigmoid, or the loss that has it.

    Of a softmax `relu-before-softmax` speaks, of a sigmoid `one-sided-logits`.
    """
    for one, spot in seed.heads("cross_entropy", "binary_cross_entropy"):
        relu = _ending(seed, spot, "relu")
        if one.ending is None:
            yield relu
        else:
            yield relu, seed.after_step(spot.step, one.ending.activation.word)


@kind("bounded-logits", on=ON)
def tanh_on_logits(seed: Seed) -> Iterator[Planting]:
    """A tanh on logits."""
    for one, spot in seed.heads("cross_entropy"):
        yield _ending(seed, spot, "tanh") if one.ending is None else None


@kind("dropout-on-output", on=ON)
def dropout_behind_the_output(seed: Seed) -> Iterator[Planting]:
    """Dropout behind the last layer."""
    for _, spot in seed.heads():
        yield seed.after_step(spot.step, "Dropout(0.2)")


@kind("norm-on-output", on=ON)
def norm_behind_the_output(seed: Seed) -> Iterator[Planting]:
    """A batch norm behind the layer that makes a number, and no bias in front of it."""
    for one, spot in seed.heads("mse"):
        if one.target_word == "real":
            bare = seed.setting(spot.use, "bias", "false")
            yield bare, seed.after_step(spot.step, "BatchNorm")


@kind("softmax-over-wrong-axis", on=ON)
def softmax_over_positions(seed: Seed) -> Iterator[Planting]:
    """A softmax along the first axis of an output with a class for each position."""
    for one, spot in seed.heads("cross_entropy"):
        yield _ending(seed, spot, "softmax(axis=0)") if one.value.type.rank > 1 else None


@kind("bounded-output-regression", on=ON)
def tanh_for_numbers(seed: Seed) -> Iterator[Planting]:
    """A tanh on an output whose target is a number of any size."""
    for spot in _numbers(seed):
        yield _ending(seed, spot, "tanh")


@kind("bounded-output-regression", on=ON)
def sigmoid_for_numbers(seed: Seed) -> Iterator[Planting]:
    """A sigmoid on an output whose target is declared to go beyond 1."""
    for line in seed.targets():
        if line.kind.word is not None and line.kind.word.text == "real":
            for spot in _numbers(seed):
                yield _ending(seed, spot, "sigmoid"), seed.insert(line.span.end, " in -5..5")


@kind("relu-output-regression", on=ON)
def relu_for_numbers(seed: Seed) -> Iterator[Planting]:
    """A ReLU on an output whose target is a number."""
    for spot in _numbers(seed):
        yield _ending(seed, spot, "relu")


@kind("output-units-vs-classes", on=ON)
def classes_as_a_number(seed: Seed) -> Iterator[Planting]:
    """One unit and `mse` for a class of many."""
    for one, spot in seed.heads("cross_entropy"):
        if one.classes > 2 and one.value.type.rank == 1 and len(seed.trained()) == 1:
            bare = remove_setting(seed.source, spot.use, "activation")
            edits = [] if bare is None else [bare]
            edits += [seed.loss(one, "mse"), seed.train("metrics", "[]")]
            yield seed.units(spot, "1"), *edits


@kind("untrained-output", on=ON)
def output_without_a_loss(seed: Seed) -> Iterator[Planting]:
    """One of several outputs that have weights of their own, without a loss."""
    for line in seed.lines("train", "loss") if len(list(seed.heads())) > 1 else ():
        for name, loss in line.value.entries if isinstance(line.value, ast.MapExpr) else ():
            only = seed.replace(line.value.span, f"{{{name.text}: {seed.cut(loss.span)}}}")
            yield only, seed.train("metrics", "[]")


@kind("loss-without-output", on=ON)
def one_loss_for_two_outputs(seed: Seed) -> Iterator[Planting]:
    """One loss, without the name of an output, where there are several."""
    for line in seed.lines("train", "loss"):
        if isinstance(line.value, ast.MapExpr):
            yield seed.replace(line.value.span, "mse")


def _ending(seed: Seed, spot: Spot, word: str) -> Edit:
    """Another activation for the layer that makes an output."""
    return seed.setting(spot.use, "activation", word)


def _numbers(seed: Seed) -> Iterator[Spot]:
    """The layers whose output is held against a number, as it is."""
    for one, spot in seed.heads():
        if one.target_word == "real" and one.ending is None:
            yield spot
