"""Networks that draw, as the modules of their references."""

from torch import nn

from .part import dense, repeat


def denoising_autoencoder() -> list[nn.Module]:
    return dense(784, 500, 784)


def vae() -> list[nn.Module]:
    """`fc1` to `fc4` of the example."""
    return [*dense(784, 400), *dense(400, 20), *dense(400, 20), *dense(20, 400, 784)]


def conditional_vae() -> list[nn.Module]:
    return [*dense(784 + 10, 400), *dense(400, 20), *dense(400, 20), *dense(20 + 10, 400, 784)]


def cgan_generator() -> list[nn.Module]:
    norms = [nn.BatchNorm1d(width) for width in (256, 512, 1024)]
    return [nn.Embedding(10, 10), *dense(110, 128, 256, 512, 1024, 784), *norms]


def cgan_discriminator() -> list[nn.Module]:
    return [nn.Embedding(10, 10), *dense(794, 512, 512, 512, 1)]


def diffusion() -> list[nn.Module]:
    """128 channels times 1, 2, 2, 2; two blocks a level down, three up; attention at 16x16."""

    def block(before: int, width: int) -> list[nn.Module]:
        skip = [nn.Conv2d(before, width, 1)] if before != width else []
        norms = [nn.GroupNorm(32, before), nn.GroupNorm(32, width)]
        convolutions = [nn.Conv2d(before, width, 3), nn.Conv2d(width, width, 3)]
        return [*norms, *convolutions, nn.Linear(512, width), *skip]

    def attention() -> list[nn.Module]:
        return [nn.GroupNorm(32, 256), *(nn.Conv2d(256, 256, 1) for _ in range(4))]

    down = [(128, 128), (128, 128), (128, 256), *[(256, 256)] * 5, *[(256, 256)] * 2]
    up = [*[(512, 256)] * 8, (384, 256), (384, 128), *[(256, 128)] * 2]
    ends = [nn.Conv2d(3, 128, 3), nn.GroupNorm(32, 128), nn.Conv2d(128, 3, 3)]
    halves = [nn.Conv2d(w, w, 3) for w in (128, 256, 256)]
    doubles = [nn.Conv2d(256, 256, 3) for _ in range(3)]
    blocks = [m for sizes in (*down, *up) for m in block(*sizes)]
    looks = repeat(2 + 1 + 3, attention)
    return [*dense(128, 512, 512), *ends, *halves, *doubles, *blocks, *looks]


def autoencoder() -> list[nn.Module]:
    encoder = [nn.Conv2d(1, 16, 3), nn.Conv2d(16, 32, 3)]
    decoder = [nn.ConvTranspose2d(32, 16, 3), nn.ConvTranspose2d(16, 1, 3)]
    return [*encoder, *decoder, *dense(7 * 7 * 32, 8, 7 * 7 * 32)]
