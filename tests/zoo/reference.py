"""The parameters of reference implementations, as PyTorch's own modules.

Each function lists the modules that the paper or the implementation named in the spec's header
has; only what they hold counts here, not how they are wired. They live on the meta device, where
nothing is allocated.
"""

from collections.abc import Callable, Iterable

import torch
from torch import nn


def counts(make: Callable[[], Iterable[nn.Module]]) -> tuple[int, int]:
    """Trainable parameters, and running statistics without the batch counters."""
    with torch.device("meta"):
        modules = nn.ModuleList(make())
    trainable = sum(p.numel() for p in modules.parameters())
    running = sum(b.numel() for n, b in modules.named_buffers() if "num_batches" not in n)
    return trainable, running


def dense(*sizes: int) -> list[nn.Module]:
    """A chain of linear layers."""
    return [nn.Linear(a, b) for a, b in zip(sizes, sizes[1:], strict=False)]


def repeat(times: int, make: Callable[[], list[nn.Module]]) -> list[nn.Module]:
    """The modules of so many equal parts."""
    return [module for _ in range(times) for module in make()]


def layer(width: int, hidden: int, attentions: int = 1) -> list[nn.Module]:
    """A transformer's layer: an encoder's, or with two attentions a decoder's."""
    looks = [nn.MultiheadAttention(width, 1) for _ in range(attentions)]
    norms = [nn.LayerNorm(width) for _ in range(attentions + 1)]
    return [*looks, *norms, *dense(width, hidden, width)]


def mlp() -> list[nn.Module]:
    return dense(784, 512, 512, 10)


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


def bert() -> list[nn.Module]:
    embeddings = [nn.Embedding(30_522, 768), nn.Embedding(512, 768), nn.Embedding(2, 768)]
    layers = repeat(12, lambda: layer(768, 3072))
    return [*embeddings, nn.LayerNorm(768), *layers, nn.Linear(768, 768)]


def gpt2() -> list[nn.Module]:
    embeddings = [nn.Embedding(50_257, 768), nn.Embedding(1024, 768)]
    return [*embeddings, *repeat(12, lambda: layer(768, 3072)), nn.LayerNorm(768)]


def transformer() -> list[nn.Module]:
    encoder = repeat(6, lambda: layer(512, 2048))
    return [nn.Embedding(37_000, 512), *encoder, *repeat(6, lambda: layer(512, 2048, 2))]


def text_cnn() -> list[nn.Module]:
    patterns = [nn.Conv1d(300, 100, words) for words in (3, 4, 5)]
    return [nn.Embedding(18_765, 300), *patterns, nn.Linear(300, 2)]


def wide_and_deep() -> list[nn.Module]:
    deep = dense(8 * 8 + 5, 100, 75, 50, 25, 1)
    return [nn.Embedding(500, 8), *deep, nn.Linear(1000, 1, bias=False)]


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


def multi_task() -> list[nn.Module]:
    trunk = [nn.Conv2d(3, 96, 7), nn.Conv2d(96, 256, 5), nn.Conv2d(256, 384, 3)]
    norms = [nn.BatchNorm2d(width) for width in (96, 256, 384)]
    return [*trunk, *norms, *dense(384, 512, 1), *dense(384, 512, 2)]


def deep_belief() -> list[nn.Module]:
    return dense(784, 500, 500, 2000, 10)


def pretraining() -> list[nn.Module]:
    return dense(784, 500, 784)


def actor() -> list[nn.Module]:
    return dense(4, 64, 64, 2)


def critic() -> list[nn.Module]:
    return dense(4, 64, 64, 1)


def wavenet() -> list[nn.Module]:
    """Fifty layers, the last without a residual; 32 channels, 512 to the output."""

    def gate() -> list[nn.Module]:
        return [nn.Conv1d(32, 32, 2), nn.Conv1d(32, 32, 2), nn.Conv1d(32, 512, 1)]

    residuals = [nn.Conv1d(32, 32, 1) for _ in range(49)]
    output = [nn.Conv1d(512, 512, 1), nn.Conv1d(512, 256, 1)]
    return [nn.Conv1d(256, 32, 2, bias=False), *repeat(50, gate), *residuals, *output]


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
