"""Facts about the networks that both torchvision and keras.applications have, without their heads.

Measured on torchvision 0.28 and Keras 3.15, which agree in the counts of parameters once the
biases in front of Keras' batch norms in ResNets are left out. Multiply-adds and kept bytes are
torchvision's: Keras' ResNets stride in another convolution of a block, and take a few less.
"""

from specc.ir.dim import Size
from specc.namedtuple import NamedTuple

LEVELS = 5
"""How often each network halves the image."""

UP, DOWN, DENSE = "+++++", "-----", "++---"
"""Where a network rounds halves up (its windows have a border) or down, for each halving."""


class Backbone(NamedTuple):
    """One network up to the map in front of its pooling.

    `trainable` and `statistics` count parameters, the latter those of batch norms. `macs` and
    `kept` (bytes in single precision that a training step keeps) are for one position of the image
    halved 0 to 5 times, and in the last place what does not depend on the image.
    """

    channels: int
    trainable: int
    statistics: int
    halving: str
    macs: tuple[int, ...]
    kept: tuple[int, ...]

    def size(self, size: Size, times: int = LEVELS) -> Size:
        """The height or width of an image halved so many times."""
        for sign in self.halving[:times]:
            size = (size + (sign == "+")) // 2
        return size

    def total(self, each: tuple[int, ...], height: Size, width: Size) -> Size:
        """`macs` or `kept` summed over an image."""
        whole: Size = each[-1]
        for times, amount in enumerate(each[:-1]):
            if amount:
                whole = whole + self.size(height, times) * self.size(width, times) * amount
        return whole


BACKBONES = {
    "resnet50": Backbone(
        2048,
        23_508_032,
        53_120,
        UP,
        (0, 9408, 245760, 1310720, 7471104, 14417920, 0),
        (12, 512, 12032, 27648, 79872, 77824, 212480),
    ),
    "resnet101": Backbone(
        2048,
        42_500_160,
        105_344,
        UP,
        (0, 9408, 245760, 1310720, 26411008, 14417920, 0),
        (12, 512, 12032, 27648, 288768, 77824, 421376),
    ),
    "resnet152": Backbone(
        2048,
        58_143_808,
        151_424,
        UP,
        (0, 9408, 245760, 2424832, 40894464, 14417920, 0),
        (12, 512, 12032, 52224, 448512, 77824, 605696),
    ),
    "vgg16": Backbone(
        512,
        14_714_688,
        0,
        DOWN,
        (38592, 221184, 1474560, 5898240, 7077888, 0, 0),
        (524, 1792, 4608, 9216, 12288, 4096, 0),
    ),
    "vgg19": Backbone(
        512,
        20_024_384,
        0,
        DOWN,
        (38592, 221184, 2064384, 8257536, 9437184, 0, 0),
        (524, 1792, 5632, 11264, 14336, 4096, 0),
    ),
    "densenet121": Backbone(
        1024,
        6_953_856,
        83_648,
        DENSE,
        (0, 9408, 364544, 1040384, 3325952, 2129920, 0),
        (12, 512, 16128, 46592, 154624, 120832, 334592),
    ),
    "densenet169": Backbone(
        1664,
        12_484_480,
        158_400,
        DENSE,
        (0, 9408, 364544, 1040384, 5079040, 5832704, 0),
        (12, 512, 16128, 46592, 238080, 336896, 633600),
    ),
    "densenet201": Backbone(
        1920,
        18_092_928,
        229_056,
        DENSE,
        (0, 9408, 364544, 1040384, 9568256, 6881280, 0),
        (12, 512, 16128, 46592, 454144, 404480, 916224),
    ),
    "mobilenet_v2": Backbone(
        1280,
        2_223_872,
        34_112,
        UP,
        (0, 3200, 14832, 40080, 523584, 1608064, 0),
        (12, 2048, 6720, 14016, 78080, 92672, 136448),
    ),
    "mobilenet_v3_small": Backbone(
        576,
        927_008,
        12_112,
        UP,
        (0, 432, 1552, 9696, 101448, 340128, 458752),
        (12, 192, 896, 3520, 27552, 43776, 78368),
    ),
    "mobilenet_v3_large": Backbone(
        960,
        2_971_952,
        24_400,
        UP,
        (0, 1856, 7944, 39480, 445672, 940320, 1507200),
        (12, 960, 2624, 9504, 61184, 76032, 150368),
    ),
    "convnext_tiny": Backbone(
        768,
        27_820_128,
        0,
        DOWN,
        (0, 0, 239904, 986688, 11081088, 15448320, 0),
        (12, 0, 15016, 29216, 169040, 113696, 68),
    ),
    "convnext_small": Backbone(
        768,
        49_454_688,
        0,
        DOWN,
        (0, 0, 239904, 986688, 32653440, 15448320, 0),
        (12, 0, 15016, 29216, 500960, 113696, 140),
    ),
    "convnext_base": Backbone(
        1024,
        87_566_464,
        0,
        DOWN,
        (0, 0, 418176, 1741568, 57824768, 27413504, 0),
        (12, 0, 20008, 38944, 667872, 151584, 140),
    ),
    "convnext_large": Backbone(
        1536,
        196_230_336,
        0,
        DOWN,
        (0, 0, 922176, 3890304, 129597696, 61567488, 0),
        (12, 0, 29992, 58400, 1001696, 227360, 140),
    ),
    "efficientnet_v2_s": Backbone(
        1280,
        20_177_488,
        153_872,
        UP,
        (0, 11016, 301824, 603136, 3621888, 11785664, 3664896),
        (12, 864, 9600, 16640, 341504, 658432, 897160),
    ),
    "efficientnet_v2_m": Backbone(
        1280,
        52_858_356,
        292_032,
        UP,
        (0, 16200, 393984, 1147904, 6790304, 34316128, 9833984),
        (12, 1152, 12288, 24704, 565248, 1354752, 1710888),
    ),
    "efficientnet_v2_l": Backbone(
        1280,
        117_234_272,
        512_576,
        UP,
        (0, 37728, 1028096, 2420736, 14640000, 76390976, 22084608),
        (12, 1920, 23552, 40704, 974848, 2402304, 3007008),
    ),
}
