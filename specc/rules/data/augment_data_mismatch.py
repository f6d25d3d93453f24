"""The rule `augment-data-mismatch`."""

from specc.diagnostics import Severity
from specc.rule import Rule


class AugmentDataMismatch(Rule):
    """An augmentation does not fit the data's shape.

    What it does:
        Finds augmentation of images on data that is none, and a `crop` to another size than the
        images have: augmentation changes training examples only, so that the model would see one
        size in training and another one afterwards.

    Why is this bad?
        The program stops, or trains on what it will never see again.

    Example:
        augment = [flip(horizontal)]

    Use instead:
        augment = [noise(0.05)]

    References:
        specc, `docs/language.md`, "Data". PyTorch, `torchvision.transforms`, and Keras,
        `keras.layers.RandomFlip`: both take images.
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
data cells {
    source  = sklearn(breast_cancer)
    scale   = standard
    augment = [flip(horizontal)]
}

model Cancer {
    input cell: [30]
    Dense(16, activation=relu)
    output benign = Dense(1, activation=sigmoid)
}

train {
    loss = binary_cross_entropy
}
"""
    message = "`flip` works on images [height, width, channels], the data gives [30]"
    good = """\
data cells {
    source  = sklearn(breast_cancer)
    scale   = standard
    augment = [noise(0.05)]
}

model Cancer {
    input cell: [30]
    Dense(16, activation=relu)
    output benign = Dense(1, activation=sigmoid)
}

train {
    loss = binary_cross_entropy
}
"""
