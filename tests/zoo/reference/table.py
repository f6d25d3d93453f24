"""Networks of dense layers, as the modules of their references."""

from torch import nn

from .part import dense


def mlp() -> list[nn.Module]:
    return dense(784, 512, 512, 10)


def wide_and_deep() -> list[nn.Module]:
    deep = dense(8 * 8 + 5, 100, 75, 50, 25, 1)
    return [nn.Embedding(500, 8), *deep, nn.Linear(1000, 1, bias=False)]


def deep_belief() -> list[nn.Module]:
    return dense(784, 500, 500, 2000, 10)


def pretraining() -> list[nn.Module]:
    return dense(784, 500, 784)


def actor() -> list[nn.Module]:
    return dense(4, 64, 64, 2)


def critic() -> list[nn.Module]:
    return dense(4, 64, 64, 1)


def perceptron() -> list[nn.Module]:
    return dense(2, 1)


def xor() -> list[nn.Module]:
    return dense(2, 8, 1)


def iris() -> list[nn.Module]:
    return dense(4, 16, 16, 3)


def diabetes() -> list[nn.Module]:
    return dense(10, 32, 16, 1)


def tabular() -> list[nn.Module]:
    return dense(30, 32, 16, 1)
