"""Models of the zoo have the parameters of their references, which PyTorch's modules stand for."""

from collections.abc import Callable

import pytest
from torch import nn

from tests.spec_file import ROOT, checked

from .reference import generative, image, sequence, table
from .reference.part import counts

CASES = [
    ("mlp", "Mlp", table.mlp),
    ("lenet5", "LeNet5", image.lenet5),
    ("unet", "UNet", image.unet),
    ("mlp_mixer", "MixerB16", image.mlp_mixer),
    ("bert", "BertBase", sequence.bert),
    ("gpt2", "Gpt2Small", sequence.gpt2),
    ("transformer", "Transformer", sequence.transformer),
    ("text_cnn", "TextCnn", sequence.text_cnn),
    ("wide_and_deep", "WideAndDeep", table.wide_and_deep),
    ("denoising_autoencoder", "DenoisingAutoencoder", generative.denoising_autoencoder),
    ("vae", "Vae", generative.vae),
    ("conditional_vae", "ConditionalVae", generative.conditional_vae),
    ("conditional_gan", "Generator", generative.cgan_generator),
    ("conditional_gan", "Discriminator", generative.cgan_discriminator),
    ("multi_task", "AgeAndGender", image.multi_task),
    ("deep_belief", "DeepBelief", table.deep_belief),
    ("deep_belief", "Pretraining", table.pretraining),
    ("actor_critic", "Actor", table.actor),
    ("actor_critic", "Critic", table.critic),
    ("wavenet", "WaveNet", sequence.wavenet),
    ("captioning", "Captioner", image.captioner),
    ("diffusion_unet", "DiffusionUNet", generative.diffusion),
    ("fcn", "Fcn8s", image.fcn8s),
    ("siamese", "Siamese", image.siamese),
    ("mini_inception", "MiniInception", image.mini_inception),
    ("digits", "SmallCnn", image.digits),
    ("autoencoder", "Autoencoder", generative.autoencoder),
    ("iris", "Iris", table.iris),
    ("diabetes", "Progression", table.diabetes),
    ("tabular", "Tabular", table.tabular),
    ("xor", "Mlp", table.xor),
    ("perceptron", "Perceptron", table.perceptron),
    ("char_lstm", "CharLstm", sequence.char_lstm),
    ("sentiment_gru", "Sentiment", sequence.sentiment),
    ("seq2seq", "Seq2Seq", sequence.seq2seq),
]


@pytest.mark.parametrize(
    ("spec", "model", "make"), CASES, ids=[f"{spec}-{model}" for spec, model, _ in CASES]
)
def test_parameters_are_those_of_the_reference(
    spec: str, model: str, make: Callable[[], list[nn.Module]]
) -> None:
    graph = checked(ROOT / "specs" / f"{spec}.spec").models[model]
    assert (graph.trainable, graph.fixed) == counts(make)
