"""Data sets with a name: shapes, ranges, numbers of examples.

scikit-learn's were measured on version 1.9; the others' are those of the sets' own pages
(yann.lecun.com/exdb/mnist, github.com/zalandoresearch/fashion-mnist,
cs.toronto.edu/~kriz/cifar.html), training and test part together.
"""

from specc.training.facts import Facts, InputFact, TargetFact
from specc.training.target import Binary, ClassTarget, RealTarget, Target


def _classes(inputs: InputFact, name: str, counts: tuple[int, ...]) -> Facts:
    total = sum(counts)
    kind: Target = Binary() if len(counts) == 2 else ClassTarget(classes=len(counts))
    balance = tuple(count / total for count in counts)
    target = TargetFact(name, kind, (), 0, len(counts) - 1, whole=True, exact=True)
    return Facts((inputs,), target, total, balance)


_GREY = InputFact("image", (28, 28, 1), 0, 255, whole=True)
_COLOUR = InputFact("image", (32, 32, 3), 0, 255, whole=True)

SKLEARN_SETS = {
    "digits": _classes(
        InputFact("image", (8, 8, 1), 0, 16, whole=True), "digit",
        (178, 182, 177, 183, 181, 182, 181, 179, 174, 180),
    ),
    "iris": _classes(InputFact("features", (4,), 0.1, 7.9), "species", (50, 50, 50)),
    "wine": _classes(InputFact("features", (13,), 0.13, 1680), "cultivar", (59, 71, 48)),
    "breast_cancer": _classes(InputFact("features", (30,), 0, 4254), "benign", (212, 357)),
    "diabetes": Facts(
        (InputFact("features", (10,), -0.138, 0.199),),
        TargetFact("progression", RealTarget(low=25.0, high=346.0), (), 25, 346, whole=True),
        442,
    ),
}  # fmt: skip

_MNIST = _classes(
    _GREY, "digit", (6903, 7877, 6990, 7141, 6824, 6313, 6876, 7293, 6825, 6958)
)  # fmt: skip
_FASHION = _classes(_GREY, "garment", (7000,) * 10)
_CIFAR10 = _classes(_COLOUR, "label", (6000,) * 10)
_CIFAR100 = _classes(_COLOUR, "label", (600,) * 100)

KERAS_SETS = {
    "mnist": _MNIST, "fashion_mnist": _FASHION, "cifar10": _CIFAR10, "cifar100": _CIFAR100,
}  # fmt: skip
TORCHVISION_SETS = {
    "MNIST": _MNIST, "FashionMNIST": _FASHION, "CIFAR10": _CIFAR10, "CIFAR100": _CIFAR100,
}  # fmt: skip
