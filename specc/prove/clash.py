"""Which outputs, losses and targets do not go together at all, and which rule says so.

Where they do not, rules about finer points would only say the same in other words.
"""

from typing import TYPE_CHECKING

from specc.prove.limits import limits
from specc.prove.trained import Trained, trained

if TYPE_CHECKING:
    from specc.subject import Subject

SOUND = ""
"""The key of those that go together."""
NUMBERS = ("real", "count")
DISTANCES = ("mse", "mae", "huber")
ON_DISTRIBUTIONS = ("cross_entropy", "kl_divergence")
ON_SHARES = (*ON_DISTRIBUTIONS, "binary_cross_entropy", "focal", "dice")
"""Losses that read the target as probabilities."""
OF_TOKENS = ("cross_entropy", "dice", "focal", "hinge", "python")
"""Losses that take a sequence of tokens, which comes as whole numbers."""
UNFIT = {
    "cross_entropy": NUMBERS, "kl_divergence": NUMBERS, "focal": (*NUMBERS, "distribution"),
    "hinge": (*NUMBERS, "distribution", "same"),
}  # fmt: skip
"""Losses, and the targets that mean nothing to them."""


def clashing(subject: "Subject") -> dict[str, list[Trained]]:
    """The trained outputs by the rule that speaks of their clash, for `subject.once(clashing)`."""
    found: dict[str, list[Trained]] = {SOUND: []}
    for one in subject.once(trained):
        found.setdefault(clash(one), []).append(one)
    return found


def clash(one: Trained) -> str:
    """The name of the rule; empty where nothing is known to clash."""
    if one.word in ("", "python"):
        return SOUND
    return _dead(one) or _of_target(one) or _of_output(one)


def _dead(one: Trained) -> str:
    """Outputs and losses that never change, or that no gradient passes."""
    if one.ends_in("Step"):
        return "step-with-gradient"
    if _over_one(one):
        return "softmax-single-unit"
    if one.units != 1:
        return SOUND
    if one.word in ON_DISTRIBUTIONS:
        return "categorical-ce-single-unit"
    return "cosine-single-unit" if one.word == "cosine_similarity" else SOUND


def _over_one(one: Trained) -> bool:
    """True for a softmax over an axis of size 1."""
    ending = one.ending
    if ending is None or not one.ends_in("Softmax", "LogSoftmax"):
        return False
    sizes = one.facts.graph.values[ending.node.outputs[0]].type.sizes
    axis: int = ending.activation.axis  # type: ignore[attr-defined]
    return sizes[axis] == 1


def _of_target(one: Trained) -> str:
    """Losses for another kind of target, or for other values."""
    if one.word in ON_SHARES or one.word == "hinge":
        known = limits(one)
        if known is not None and known.leaves(0, 1):
            return "loss-target-range-mismatch"
    tokens = one.target_word == "sequence" and one.word not in OF_TOKENS
    unfit = one.target_word in UNFIT.get(one.word, ())
    return "loss-task-mismatch" if tokens or unfit else SOUND


def _of_output(one: Trained) -> str:
    """Outputs of another form than the target has."""
    softmax = one.ends_in("Softmax", "LogSoftmax")
    if one.target_word == "multilabel" and one.units != 1:
        inside = one.word in ON_DISTRIBUTIONS and one.logits
        return "softmax-for-multilabel" if softmax or inside else SOUND
    if one.word in DISTANCES and one.units == 1 and one.classes > 2:
        return "output-units-vs-classes"
    loose = one.target_word == "distribution" and _loose(one)
    return "distribution-output-not-softmax" if loose else SOUND


def _loose(one: Trained) -> bool:
    """True where nothing makes the output of a distribution sum to 1."""
    if one.word == "kl_divergence":
        return one.ends_in("Sigmoid")
    # Sigmoids under `cross_entropy` have a rule of their own; an angle asks for no sum.
    if one.word == "binary_cross_entropy":
        return not one.ends_in("Softmax", "LogSoftmax")
    return one.word in DISTANCES and not one.ends_in("Softmax")
