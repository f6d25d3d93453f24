"""Faults in autoencoders, variational ones, and diffusion."""

from collections.abc import Iterator

from specc.layers.dense import Dense
from specc.layers.generative import SampleNormal
from specc.layers.regularising import Dropout, GaussianNoise
from specc.syntax import ast
from tools.mutation.kind import Planting, kind
from tools.mutation.seed import Form, Seed, Spot

ON = Form.TRAINED


@kind("vae-latent-activation", on=ON)
def relu_on_the_latent(seed: Seed) -> Iterator[Planting]:
    """A ReLU on the means, or on the logarithms of the variances."""
    for spot in _latents(seed):
        yield seed.setting(spot.use, "activation", "relu")


@kind("vae-latent-activation", on=ON)
def tanh_on_the_latent(seed: Seed) -> Iterator[Planting]:
    """A tanh on the means, or on the logarithms of the variances."""
    for spot in _latents(seed):
        yield seed.setting(spot.use, "activation", "tanh")


@kind("vae-missing-kl", on=ON)
def no_kl_term(seed: Seed) -> Iterator[Planting]:
    """A `beta` of 0, or a training for the reconstruction alone."""
    for line in seed.lines("train", "objective") if seed.objective == "vae" else ():
        yield seed.insert(line.value.span.end - 1, ", beta=0")
        if len(seed.rows.inputs) == 1:
            alone = seed.replace(line.value.span, "reconstruct")
            yield alone, seed.train("loss", f"{{{seed.trained()[0].name}: mse}}")


@kind("vae-swapped-heads", on=ON)
def heads_swapped(seed: Seed) -> Iterator[Planting]:
    """Mean and log-variance in the wrong order."""
    for line in seed.lines("train", "objective") if seed.objective == "vae" else ():
        if isinstance(line.value, ast.Call):
            mean, log_var = (one.value for one in line.value.arguments)
            swapped = seed.replace(mean.span, seed.cut(log_var.span))
            yield swapped, seed.replace(log_var.span, seed.cut(mean.span))


@kind("shape-mismatch", on=ON)
def heads_of_other_sizes(seed: Seed) -> Iterator[Planting]:
    """A log-variance for one number more than there are means."""
    for spot in _latents(seed):
        units = spot.given("units")
        if units is not None:
            yield seed.replace(units.span, f"{seed.cut(units.span)} + 1")


@kind("vae-without-sampling", "latent-bypassed", on=ON)
def mean_for_the_sample(seed: Seed) -> Iterator[Planting]:
    """A decoder that reads the mean itself."""
    for mean, flow in _samples(seed):
        yield seed.replace(flow.span, f"{mean} -> Identity")


@kind("latent-bypassed", on=ON)
def skip_around_the_latent(seed: Seed) -> Iterator[Planting]:
    """A decoder that reads the mean beside the sample."""
    for mean, flow in _samples(seed):
        yield seed.replace(flow.span, f"[{seed.cut(flow.span)}, {mean}] -> Concat")


@kind("autoencoder-no-bottleneck", on=ON)
def code_as_large_as_the_input(seed: Seed) -> Iterator[Planting]:
    """A code with as many numbers as the input, and no noise."""
    noisy = seed.has(GaussianNoise, Dropout)
    for block in seed.blocks("model") if seed.objective == "reconstruct" and not noisy else ():
        for one in block.parameters if block.name.text == seed.plan.model else ():
            if one.name.text in ("code", "hidden") and one.default is not None:
                yield seed.replace(one.default.span, "1000")


@kind("autoencoder-output-range", on=ON)
def sigmoid_for_standard_inputs(seed: Seed) -> Iterator[Planting]:
    """A sigmoid at the end, and inputs scaled to mean 0 and deviation 1."""
    if seed.objective == "reconstruct" and all(one.word == "mse" for one in seed.trained()):
        yield seed.data("scale", "standard")


@kind("diffusion-bounded-output", on=ON)
def tanh_for_noise(seed: Seed) -> Iterator[Planting]:
    """A tanh at the end of a model that predicts normal noise."""
    for _, spot in seed.heads() if seed.objective == "diffusion" else ():
        yield seed.setting(spot.use, "activation", "tanh")


@kind("diffusion-output-shape", on=ON)
def noise_of_another_size(seed: Seed) -> Iterator[Planting]:
    """One channel of noise for images of three."""
    for _, spot in seed.heads() if seed.objective == "diffusion" else ():
        yield seed.units(spot, "1")


def _latents(seed: Seed) -> Iterator[Spot]:
    """The dense layers that make the means and the logarithms of the variances."""
    for spot in seed.spots(Dense) if seed.objective == "vae" else ():
        facts, node = spot.found[0]
        readers = [facts.graph.nodes[one].layer for one in facts.readers(node.outputs[0])]
        if any(isinstance(one, SampleNormal) for one in readers):
            yield spot


def _samples(seed: Seed) -> Iterator[tuple[str, ast.Flow]]:
    """The flows that end in a sample, each with the name of its means."""
    for spot in seed.spots(SampleNormal):
        flow = spot.step.flow if spot.step is not None else None
        latents = flow.steps[0] if flow is not None and len(flow.steps) == 2 else None
        if isinstance(latents, ast.ListExpr) and flow is not None:
            yield seed.cut(latents.items[0].span), flow
