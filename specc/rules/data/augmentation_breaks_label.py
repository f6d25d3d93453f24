"""The rule `augmentation-breaks-label`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Label, Severity
from specc.ir.graph import Place
from specc.rule import Rule, Subject
from specc.training.augment import Augment, Crop, Flip, Rotate
from specc.training.plan import DataPlan
from specc.training.target import Mask

DIGITS = frozenset({"digits", "mnist", "MNIST"})
"""Data sets of handwritten digits, by their names."""
UPSIDE_DOWN = 90
"""Degrees from which on a 6 may be a 9."""
MOVES = (Flip, Rotate, Crop)


class AugmentationBreaksLabel(Rule):
    """An augmentation changes what the example shows, and its label stays.

    What it does:
        Finds `flip` and rotations by 90 degrees or more on sets of digits, and augmentation that
        moves an image whose target is a mask: masks are not moved along.

    Why is this bad?
        Augmentation teaches that the label does not change with it. A mirrored 2 is no digit, a 6
        that stands on its head is a 9, and a mask lies over another part of a moved image: the
        model is taught what is wrong.

    Example:
        augment = [flip(horizontal)]

    Use instead:
        augment = [rotate(10)]

    References:
        Krizhevsky, Sutskever and Hinton 2012, "ImageNet classification with deep convolutional
        neural networks" (NIPS), section 4.1: augmentation is by label-preserving transformations.
    """

    severity = Severity.WARNING
    needs = ("data", "augment")
    bad = """\
data digits {
    source  = keras(mnist)
    scale   = divide(255)
    augment = [flip(horizontal)]
}

model Digits {
    input image: [28, 28, 1]
    Conv2D(16, kernel=3, activation=relu)
    GlobalAvgPool
    output digit = Dense(10, activation=softmax)
}

train {
    loss = cross_entropy
}
"""
    message = "`flip` mirrors digits, and a mirrored digit is not the one that its label says"
    good = """\
data digits {
    source  = keras(mnist)
    scale   = divide(255)
    augment = [rotate(10)]
}

model Digits {
    input image: [28, 28, 1]
    Conv2D(16, kernel=3, activation=relu)
    GlobalAvgPool
    output digit = Dense(10, activation=softmax)
}

train {
    loss = cross_entropy
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Augmentations that the target does not bear."""
        for data in subject.sections.data.values():
            for one in data.augment:
                message = _broken(data, one)
                if message:
                    yield self._finding(data, one, message)

    def _finding(self, data: DataPlan, one: Augment, message: str) -> Diagnostic:
        source = data.place.source
        span = data.span(f"augment.{one.word}")
        told = data.targets[0].span if data.targets else None
        cause = told or data.span("source")
        related = (Label(source, cause, "what the labels are of"),)
        return self.at(Place(source, span), message, related=related, help="leave it out")


def _broken(data: DataPlan, one: Augment) -> str:
    """What an augmentation does to the labels; nothing where they stay true."""
    images = not data.inputs or data.inputs[0].type.rank == 3
    if images and isinstance(one, MOVES) and any(isinstance(t.kind, Mask) for t in data.targets):
        return f"`{one.word}` moves the image, and its mask stays where it is"
    if getattr(data.source, "name", "") not in DIGITS:
        return ""
    if isinstance(one, Flip):
        return "`flip` mirrors digits, and a mirrored digit is not the one that its label says"
    if isinstance(one, Rotate) and one.degrees >= UPSIDE_DOWN:
        return f"`rotate({one.degrees:g})` turns a 6 into a 9, and its label stays 6"
    return ""
