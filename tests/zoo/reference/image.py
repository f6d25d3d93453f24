"""Networks that see, as the modules of their references."""

from itertools import pairwise

from torch import nn

from .part import dense, repeat


def lenet5() -> list[nn.Module]:
    convolutions = [nn.Conv2d(1, 6, 5), nn.Conv2d(6, 16, 5), nn.Conv2d(16, 120, 5)]
    return [*convolutions, *dense(120, 84, 10)]


def unet() -> list[nn.Module]:
    """Five levels of two normalised convolutions down, four up; 64 to 1,024 channels."""

    def double(before: int, width: int) -> list[nn.Module]:
        first = [nn.Conv2d(before, width, 3, bias=False), nn.BatchNorm2d(width)]
        return [*first, nn.Conv2d(width, width, 3, bias=False), nn.BatchNorm2d(width)]

    widths = [64, 128, 256, 512, 1024]
    down = [m for a, b in zip([3, *widths], widths, strict=False) for m in double(a, b)]
    up = [m for w in widths[:-1] for m in (nn.ConvTranspose2d(2 * w, w, 2), *double(2 * w, w))]
    return [*down, *up, nn.Conv2d(64, 2, 1)]


def mlp_mixer() -> list[nn.Module]:
    """B/16 on 196 patches; table 1 says 59 million."""

    def mixer() -> list[nn.Module]:
        norms = [nn.LayerNorm(768), nn.LayerNorm(768)]
        return [*norms, *dense(196, 384, 196), *dense(768, 3072, 768)]

    return [nn.Conv2d(3, 768, 16), *repeat(12, mixer), nn.LayerNorm(768), nn.Linear(768, 1000)]


def multi_task() -> list[nn.Module]:
    trunk = [nn.Conv2d(3, 96, 7), nn.Conv2d(96, 256, 5), nn.Conv2d(256, 384, 3)]
    norms = [nn.BatchNorm2d(width) for width in (96, 256, 384)]
    return [*trunk, *norms, *dense(384, 512, 1), *dense(384, 512, 2)]


def captioner() -> list[nn.Module]:
    """The LSTM has one bias a gate here, where PyTorch's has two."""

    def residual(before: int, width: int) -> list[nn.Module]:
        kernels = [(before, width, 3), (width, width, 3)]
        kernels += [(before, width, 1)] if before != width else []
        norms = [nn.BatchNorm2d(width) for _ in kernels]
        return [*(nn.Conv2d(a, b, k, bias=False) for a, b, k in kernels), *norms]

    stem = [nn.Conv2d(3, 64, 7, bias=False), nn.BatchNorm2d(64)]
    stages = [*residual(64, 64), *residual(64, 128), *residual(128, 256)]
    lstm = [nn.Linear(512 + 512, 4 * 512)]
    return [
        *stem,
        *stages,
        nn.Linear(256, 512),
        nn.Embedding(10_000, 512),
        *lstm,
        nn.Linear(512, 10_000),
    ]


def digits() -> list[nn.Module]:
    convolutions = [nn.Conv2d(1, 32, 3), nn.Conv2d(32, 64, 3)]
    return [*convolutions, nn.BatchNorm2d(32), nn.Linear(64, 10)]


def siamese() -> list[nn.Module]:
    """One tower, which looks at both images."""
    return [nn.Conv2d(3, 32, 3), nn.Conv2d(32, 64, 3), nn.Linear(64, 64)]


def mini_inception() -> list[nn.Module]:
    """The blocks 3a and 3b of table 1, without batch norm and with a true 5x5."""

    def block(before: int, w1: int, r3: int, w3: int, r5: int, w5: int, pooled: int) -> nn.Module:
        ones = [nn.Conv2d(before, width, 1) for width in (w1, r3, r5, pooled)]
        return nn.ModuleList([*ones, nn.Conv2d(r3, w3, 3), nn.Conv2d(r5, w5, 5)])

    third = [block(192, 64, 96, 128, 16, 32, 32), block(256, 128, 128, 192, 32, 96, 64)]
    return [*third, nn.Linear(480, 10)]


def fcn8s() -> list[nn.Module]:
    """VGG-16 whose dense layers are convolutions, three scores and three that enlarge them."""
    widths = [3, 64, 64, 128, 128, 256, 256, 256, *[512] * 6]
    vgg = [nn.Conv2d(a, b, 3) for a, b in pairwise(widths)]
    dense = [nn.Conv2d(512, 4096, 7), nn.Conv2d(4096, 4096, 1)]
    scores = [nn.Conv2d(width, 21, 1) for width in (4096, 512, 256)]
    enlarged = [nn.ConvTranspose2d(21, 21, size, bias=False) for size in (4, 4, 16)]
    return [*vgg, *dense, *scores, *enlarged]
