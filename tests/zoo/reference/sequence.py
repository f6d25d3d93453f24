"""Networks that read, write and listen, as the modules of their references."""

from torch import nn

from .part import layer, repeat


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


def wavenet() -> list[nn.Module]:
    """Fifty layers, the last without a residual; 32 channels, 512 to the output."""

    def gate() -> list[nn.Module]:
        return [nn.Conv1d(32, 32, 2), nn.Conv1d(32, 32, 2), nn.Conv1d(32, 512, 1)]

    residuals = [nn.Conv1d(32, 32, 1) for _ in range(49)]
    output = [nn.Conv1d(512, 512, 1), nn.Conv1d(512, 256, 1)]
    return [nn.Conv1d(256, 32, 2, bias=False), *repeat(50, gate), *residuals, *output]


def char_lstm() -> list[nn.Module]:
    """The LSTMs have one bias a gate here, where PyTorch's have two."""
    lstms = [nn.Linear(64 + 256, 4 * 256), nn.Linear(256 + 256, 4 * 256)]
    return [nn.Embedding(96, 64), *lstms, nn.Linear(256, 96)]


def sentiment() -> list[nn.Module]:
    gru = nn.GRU(128, 64, bidirectional=True)
    return [nn.Embedding(10_000, 128), gru, nn.Linear(2 * 64, 1)]


def seq2seq() -> list[nn.Module]:
    """Appendix A.1 with PyTorch's GRU, whose memory is read behind the decoder."""
    embeddings = [nn.Embedding(30_000, 620), nn.Embedding(30_000, 620)]
    encoder = [nn.GRU(620, 1000, bidirectional=True), nn.Linear(2000, 1000)]
    energies = [nn.Linear(1000, 1000, bias=False), nn.Linear(2000, 1000)]
    attention = [*energies, nn.Linear(1000, 1, bias=False)]
    result = [nn.Linear(1000 + 2000, 1000), nn.Linear(1000, 30_000)]
    return [*embeddings, *encoder, nn.GRU(620, 1000), *attention, *result]
