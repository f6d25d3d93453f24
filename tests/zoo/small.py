"""How the large models of the zoo are made small enough to be run in every change's tests.

By spec: what is set, as `--set` would. Specs that are missing here are small as they are, and run
with the numbers in their files.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from specc.driver import Checked, check
from specc.files.workspace import Workspace

FLAT = (1, 1, 2, 1)
"""Blocks in each stage of a residual network."""

SMALL: Mapping[str, Mapping[str, int | tuple[int, ...]]] = {
    "alexnet": {"AlexNet.side": 96, "AlexNet.hidden": 64},
    "bert": {"BertBase.vocab": 50, "BertBase.width": 32, "BertBase.heads": 4, "BertBase.depth": 3},
    "captioning": {"Captioner.vocab": 50, "Captioner.width": 32},
    "convnext": {"ConvNeXtTiny.width": 8},
    "dcgan": {"width": 16},
    "densenet": {"DenseNet121.growth": 4},
    "diffusion_unet": {"DiffusionUNet.width": 32},
    "efficientnet": {"EfficientNetB0.side": 64},
    "fcn": {"Fcn8s.width": 8, "Fcn8s.hidden": 32},
    "googlenet": {"GoogLeNet.side": 64},
    "gpt2": {
        "Gpt2Small.vocab": 50,
        "Gpt2Small.width": 32,
        "Gpt2Small.heads": 4,
        "Gpt2Small.depth": 3,
    },
    "mlp_mixer": {"MixerB16.width": 32, "MixerB16.depth": 3},
    "mnasnet": {"MnasNet.side": 64},
    "mobilenet_v1": {"MobileNetV1.side": 64},
    "mobilenet_v3": {"MobileNetV3Small.side": 64},
    "multi_task": {"AgeAndGender.hidden": 64},
    "regnet": {"RegNetY400Mf.side": 64, "RegNetY400Mf.depths": FLAT},
    "resnet": {
        "ResNet18.width": 16,
        "ResNet50.width": 8,
        "ResNet101.width": 8,
        "ResNet101.depths": FLAT,
    },
    "resnext": {"cardinality": 4, "ResNeXt50.depths": FLAT},
    "sentiment_gru": {"Sentiment.vocab": 50, "Sentiment.words": 12},
    "seq2seq": {"Seq2Seq.vocab": 50, "Seq2Seq.width": 12, "Seq2Seq.units": 16},
    "transformer": {
        "Transformer.vocab": 50,
        "Transformer.width": 32,
        "Transformer.heads": 4,
        "Transformer.hidden": 64,
        "Transformer.depth": 3,
    },
    "unet": {"UNet.width": 8},
    "vgg16": {"Vgg16.side": 64, "Vgg16.width": 8, "Vgg16.hidden": 32},
    "vit": {"ViTB16.width": 32, "ViTB16.heads": 4, "ViTB16.depth": 3},
    "wavenet": {"WaveNet.width": 8, "WaveNet.skip": 16, "WaveNet.layers": 12},
    "wide_resnet": {"WideResNet50_2.width": 16, "WideResNet50_2.depths": FLAT},
}


@cache
def made_small(path: Path) -> Checked:
    """A spec with what is set in it here, all of which it has."""
    workspace = Workspace()
    settings = SMALL.get(path.stem, {})
    found = check(workspace.open(str(path)).source, workspace.load, settings, rules=False)
    assert found.diagnostics == ()
    assert found.resolved is not None
    assert set(settings) <= set(found.resolved.scope.project.used)
    return found
