"""Models of the zoo hold as many parameters as their reference implementations, built in PyTorch."""

from collections.abc import Callable

import pytest
from torch import nn

from tests.spec_file import ROOT, checked

from . import reference

CASES = [
    ("mlp", "Mlp", reference.mlp),
    ("lenet5", "LeNet5", reference.lenet5),
    ("unet", "UNet", reference.unet),
    ("mlp_mixer", "MixerB16", reference.mlp_mixer),
    ("bert", "BertBase", reference.bert),
    ("gpt2", "Gpt2Small", reference.gpt2),
    ("transformer", "Transformer", reference.transformer),
    ("text_cnn", "TextCnn", reference.text_cnn),
    ("wide_and_deep", "WideAndDeep", reference.wide_and_deep),
    ("denoising_autoencoder", "DenoisingAutoencoder", reference.denoising_autoencoder),
    ("vae", "Vae", reference.vae),
    ("conditional_vae", "ConditionalVae", reference.conditional_vae),
    ("conditional_gan", "Generator", reference.cgan_generator),
    ("conditional_gan", "Discriminator", reference.cgan_discriminator),
    ("multi_task", "AgeAndGender", reference.multi_task),
    ("deep_belief", "DeepBelief", reference.deep_belief),
    ("deep_belief", "Pretraining", reference.pretraining),
    ("actor_critic", "Actor", reference.actor),
    ("actor_critic", "Critic", reference.critic),
    ("wavenet", "WaveNet", reference.wavenet),
    ("captioning", "Captioner", reference.captioner),
    ("diffusion_unet", "DiffusionUNet", reference.diffusion),
]


@pytest.mark.parametrize(
    ("spec", "model", "make"), CASES, ids=[f"{spec}-{model}" for spec, model, _ in CASES]
)
def test_parameters_are_those_of_the_reference(
    spec: str, model: str, make: Callable[[], list[nn.Module]]
) -> None:
    graph = checked(ROOT / "specs" / f"{spec}.spec").models[model]
    assert (graph.trainable, graph.fixed) == reference.counts(make)
