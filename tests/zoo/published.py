"""What the well-known models of the zoo cost elsewhere.

By torchvision's names, measured on torchvision 0.28: parameters, running statistics without the
batch counter, and the multiply-adds of convolutions and linear layers by PyTorch's own counter, for
one image of 224x224.
"""

from typing import NamedTuple


class Published(NamedTuple):
    """One model, by its names in the zoo and in torchvision, and its costs."""

    spec: str
    model: str
    torchvision: str
    trainable: int
    fixed: int
    macs: int


PUBLISHED = (
    Published("alexnet", "AlexNet", "alexnet", 61_100_840, 0, 714_188_480),
    Published("vgg16", "Vgg16", "vgg16", 138_357_544, 0, 15_470_264_320),
    Published("googlenet", "GoogLeNet", "googlenet", 6_624_904, 14_560, 1_498_376_192),
    Published("resnet", "ResNet18", "resnet18", 11_689_512, 9_600, 1_814_073_344),
    Published("resnet", "ResNet50", "resnet50", 25_557_032, 53_120, 4_089_184_256),
    Published("resnet", "ResNet101", "resnet101", 44_549_160, 105_344, 7_801_405_440),
    Published("resnext", "ResNeXt50", "resnext50_32x4d", 25_028_904, 68_224, 4_230_479_872),
    Published(
        "wide_resnet", "WideResNet50_2", "wide_resnet50_2", 68_883_240, 68_224, 11_398_021_120
    ),
    Published("densenet", "DenseNet121", "densenet121", 7_978_856, 83_648, 2_834_161_664),
    Published("squeezenet", "SqueezeNet1_1", "squeezenet1_1", 1_235_496, 0, 349_151_936),
    Published("mobilenet_v2", "MobileNetV2", "mobilenet_v2", 3_504_872, 34_112, 300_774_272),
    Published("mnasnet", "MnasNet", "mnasnet1_0", 4_383_312, 37_920, 314_415_872),
    Published(
        "mobilenet_v3", "MobileNetV3Small", "mobilenet_v3_small", 2_542_856, 12_112, 56_510_400
    ),
    Published(
        "shufflenet_v2", "ShuffleNetV2", "shufflenet_v2_x1_0", 2_278_604, 16_180, 144_907_992
    ),
    Published("regnet", "RegNetY400Mf", "regnet_y_400mf", 4_344_144, 27_152, 401_842_848),
    Published("efficientnet", "EfficientNetB0", "efficientnet_b0", 5_288_548, 42_016, 385_814_752),
    Published("convnext", "ConvNeXtTiny", "convnext_tiny", 28_589_128, 0, 4_455_531_264),
    # The counter misses the attention products on the CPU: 12 x 2 x 197 x 197 x 768 are added.
    Published("vit", "ViTB16", "vit_b_16", 86_567_656, 0, 17_563_828_224),
)


class Counted(NamedTuple):
    """A model whose parameters are known, by where from."""

    spec: str
    model: str
    source: str
    trainable: int
    fixed: int


COUNTED = (
    Counted("dcgan", "Generator", "the DCGAN of PyTorch's examples", 3_576_704, 1_920),
    Counted("dcgan", "Discriminator", "the DCGAN of PyTorch's examples", 2_765_568, 1_792),
    Counted("mobilenet_v1", "MobileNetV1", "keras.applications of Keras 3.15", 4_231_976, 21_888),
)
