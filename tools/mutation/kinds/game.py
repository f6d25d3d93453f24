"""Faults between a generator and its discriminator."""

from collections.abc import Iterator

from specc.diagnostics import Edit
from specc.edit import remove_setting
from specc.layer import Weighted
from specc.layers.normalisation import BatchNorm
from specc.layers.regularising import Dropout
from specc.source import Span
from specc.syntax import ast
from tools.mutation.draft import settings
from tools.mutation.kind import Planting, kind
from tools.mutation.reach import followed_by
from tools.mutation.seed import Form, Seed, Spot

ON = Form.TRAINED
PENALISED = "wasserstein(penalty=10)"


@kind("gan-range-mismatch", on=ON)
def data_beyond_the_generator(seed: Seed) -> Iterator[Planting]:
    """Pixels that a generator whose tanh ends at 1 cannot reach, or that are never negative."""
    for line in seed.inputs(seed.section("data")) if seed.objective == "gan" else ():
        if line.type is not None and line.type.values is not None:
            yield seed.replace(line.type.values.span, "0..255")
            yield seed.replace(line.type.values.span, "0..1")


@kind("gan-range-mismatch", on=ON)
def sigmoid_in_the_generator(seed: Seed) -> Iterator[Planting]:
    """A sigmoid at the end of a generator of images between -1 and 1."""
    for spot in _ends(seed, "Generator"):
        yield seed.setting(spot.use, "activation", "sigmoid")


@kind("gan-wasserstein-sigmoid", on=ON)
def sigmoid_in_the_critic(seed: Seed) -> Iterator[Planting]:
    """A score that is squashed to 0..1, in a game that plays for scores."""
    for spot in _ends(seed, "Discriminator"):
        yield seed.setting(spot.use, "activation", "sigmoid"), _play(seed, "hinge")


@kind("gan-critic-batchnorm", on=ON)
def batch_norm_in_the_critic(seed: Seed) -> Iterator[Planting]:
    """Batch norms in a critic whose gradient is penalised example by example."""
    for spot in _ends(seed, "Discriminator"):
        if _of(seed, "Discriminator", BatchNorm):
            yield seed.setting(spot.use, "activation", "none"), _play(seed, PENALISED)
        for inner in _of(seed, "Discriminator", Weighted):
            if followed_by(inner, Dropout) and inner.given("bias") is None:
                normed = seed.after_step(inner.step, "BatchNorm")
                bare = seed.setting(inner.use, "bias", "false")
                yield bare, normed, _play(seed, PENALISED)


@kind("gan-output-norm", on=ON)
def batch_norm_behind_the_generator(seed: Seed) -> Iterator[Planting]:
    """A batch norm in front of the generator's tanh, and no bias in front of it."""
    for spot in _ends(seed, "Generator"):
        edits = [
            remove_setting(seed.source, spot.use, "activation"),
            seed.after_step(spot.step, "BatchNorm -> Tanh"),
        ]
        if spot.given("bias") is None:
            edits.append(seed.insert(settings(spot.use)[0].span.end, ", bias=false"))
        yield tuple(edits)


@kind("generator-output-mismatch", on=ON)
def generator_of_another_size(seed: Seed) -> Iterator[Planting]:
    """A generator whose images are larger than those that the discriminator takes."""
    for model in seed.blocks("model") if seed.objective == "gan" else ():
        if model.name.text == "Generator":
            yield seed.insert(model.body[-1].span.end, " -> ZeroPad(1)")


@kind("gan-condition-mismatch", on=ON)
def condition_that_nothing_is_given_to(seed: Seed) -> Iterator[Planting]:
    """Second inputs without a `condition`."""
    for line in seed.lines("train", "objective"):
        for one in line.value.arguments if isinstance(line.value, ast.Call) else ():
            if one.name is not None and one.name.text == "condition":
                before = line.value.arguments[-2].span.end  # type: ignore[union-attr]
                yield seed.replace(Span(before, one.span.end), "")


@kind("unused-setting", on=ON)
def loss_of_a_game(seed: Seed) -> Iterator[Planting]:
    """A `loss` where the game is one of its own."""
    if seed.objective == "gan":
        yield seed.train("loss", "binary_cross_entropy")


@kind("wasserstein-unconstrained", on=ON)
def critic_without_a_limit(seed: Seed) -> Iterator[Planting]:
    """`wasserstein` with a penalty of 0 and weights of any size."""
    for spot in _ends(seed, "Discriminator"):
        free = seed.setting(spot.use, "activation", "none")
        yield free, _play(seed, "wasserstein(penalty=0)")


def _of(seed: Seed, model: str, family: type) -> list[Spot]:
    """The layers of one of the two models."""
    spots = seed.spots(family) if seed.objective == "gan" else ()
    return [s for s in spots if {facts.graph.name for facts, _ in s.found} == {model}]


def _ends(seed: Seed, model: str) -> list[Spot]:
    """The last layer with a kernel of one of the two models."""
    return _of(seed, model, Weighted)[-1:]


def _play(seed: Seed, loss: str) -> Edit | None:
    """What generator and discriminator play for."""
    for line in seed.lines("train", "objective"):
        for one in line.value.arguments if isinstance(line.value, ast.Call) else ():
            if one.name is not None and one.name.text == "loss":
                return seed.replace(one.value.span, loss)
        return seed.insert(line.value.span.end - 1, f", loss={loss}")
    return None
