"""Losses and metrics that do not fit the task."""

from collections.abc import Iterator

from specc.prove.trained import Trained
from tools.mutation.kind import Planting, kind
from tools.mutation.seed import Form, Seed

ON = Form.TRAINED
ONE = ("class", "one_hot")
MANY = (*ONE, "mask")
"""Targets of one class of several."""


@kind("mse-for-classification", on=ON)
def mse_for_classes(seed: Seed) -> Iterator[Planting]:
    """`mse` for a target of classes."""
    for one in _with_loss(seed, *MANY, "binary"):
        yield seed.loss(one, "mse")


@kind("softmax-with-binary-ce", on=ON)
def binary_loss_on_a_softmax(seed: Seed) -> Iterator[Planting]:
    """`binary_cross_entropy` on a softmax over several classes."""
    for one in _with_loss(seed, *MANY):
        if one.ends_in("Softmax") and (one.units or 0) > 2:
            yield seed.loss(one, "binary_cross_entropy")


@kind("sigmoid-bce-for-single-label", on=ON)
def binary_loss_on_logits(seed: Seed) -> Iterator[Planting]:
    """`binary_cross_entropy` on the logits of one class of several."""
    for one in _with_loss(seed, "class"):
        yield seed.loss(one, "binary_cross_entropy") if one.ending is None else None


@kind("softmax-for-multilabel", on=ON)
def softmax_for_labels(seed: Seed) -> Iterator[Planting]:
    """A softmax, in the model or in the loss, where several labels may be true."""
    for line in seed.targets() if len(seed.trained()) == 1 else ():
        word = line.kind.word
        if word is not None and word.text == "class" and line.kind.sizes is None:
            yield seed.rename(word, "multilabel")


@kind("hinge-on-probabilities", on=ON)
def hinge_on_probabilities(seed: Seed) -> Iterator[Planting]:
    """`hinge` behind a sigmoid or a softmax."""
    for one in _with_loss(seed, *ONE, "binary"):
        if one.ends_in("Softmax", "Sigmoid") and one.value.type.rank == 1:
            yield seed.loss(one, "hinge")


@kind("label-smoothing-of-values", on=ON)
def label_smoothing_of_values(seed: Seed) -> Iterator[Planting]:
    """Label smoothing where the target is the input itself."""
    for one in _with_loss(seed, "same"):
        if one.ends_in("Sigmoid"):
            yield seed.loss(one, "binary_cross_entropy(label_smoothing=0.1)")


@kind("focal-alpha-with-classes", on=ON)
def alpha_for_classes(seed: Seed) -> Iterator[Planting]:
    """`focal(alpha=0.25)`, which weighs yes against no, on a distribution over classes."""
    for one in _with_loss(seed, *MANY):
        yield seed.loss(one, "focal(alpha=0.25)")


@kind("cosine-single-unit", on=ON)
def direction_of_a_number(seed: Seed) -> Iterator[Planting]:
    """`cosine_similarity` where there is one unit."""
    for one in _with_loss(seed, "real"):
        yield seed.loss(one, "cosine_similarity") if one.units == 1 else None


@kind("categorical-ce-single-unit", on=ON)
def categorical_loss_of_one_unit(seed: Seed) -> Iterator[Planting]:
    """`cross_entropy` where there is one unit."""
    for one in _with_loss(seed, "real", "binary"):
        yield seed.loss(one, "cross_entropy") if one.units == 1 else None


@kind("distribution-output-not-softmax", on=ON)
def sigmoids_for_a_distribution(seed: Seed) -> Iterator[Planting]:
    """Sigmoids, which do not sum to 1, for a target that is a distribution."""
    for one, spot in seed.heads("cross_entropy"):
        for line in seed.targets() if len(seed.trained()) == 1 else ():
            word = line.kind.word
            if word is not None and word.text == "class" and line.kind.sizes is None:
                edits = [seed.rename(word, "distribution"), seed.loss(one, "kl_divergence")]
                edits += [seed.setting(spot.use, "activation", "sigmoid")]
                yield *edits, seed.train("metrics", "[]")


@kind("loss-task-mismatch", on=ON)
def distance_of_tokens(seed: Seed) -> Iterator[Planting]:
    """`mse` between a distribution and a token."""
    if seed.objective in ("next_token", "sequence_to_sequence"):
        yield seed.train("loss", "mse")


@kind("loss-target-range-mismatch", on=ON)
def probabilities_beyond_one(seed: Seed) -> Iterator[Planting]:
    """`binary_cross_entropy` for inputs that are given back and lie between -1 and 1."""
    line = seed.inputs(seed.section("data"))[:1]
    for one in _with_loss(seed, "same") if line else ():
        type_ = line[0].type
        if type_ is not None and type_.values is not None:
            loss = seed.loss(one, "binary_cross_entropy")
            yield seed.replace(type_.values.span, "-1..1"), loss


@kind("metric-task-mismatch", on=ON)
def accuracy_of_numbers(seed: Seed) -> Iterator[Planting]:
    """`accuracy` where the target is a number."""
    if _all(seed, "real", "count"):
        yield seed.train("metrics", "[accuracy]")


@kind("metric-task-mismatch", on=ON)
def distance_of_classes(seed: Seed) -> Iterator[Planting]:
    """`r2` where the target is a class."""
    if _all(seed, *MANY, "binary"):
        yield seed.train("metrics", "[r2]")


@kind("top-k-exceeds-classes", on=ON)
def top_k_of_all_classes(seed: Seed) -> Iterator[Planting]:
    """`top_k` with as many as there are classes."""
    for one in seed.trained() if _all(seed, *ONE) else ():
        yield seed.train("metrics", f"[top_k({one.classes})]")


@kind("perplexity-without-distribution", "metric-task-mismatch", on=ON)
def perplexity_of_numbers(seed: Seed) -> Iterator[Planting]:
    """`perplexity` where the output is a number or a probability.

    Where the target is a number no distribution could help: `metric-task-mismatch`.
    """
    if _all(seed, "real", "binary") and all(one.units == 1 for one in seed.trained()):
        yield seed.train("metrics", "[perplexity]")


@kind(
    "class-imbalance-unweighted",
    on=ON,
    beside={"output-bias-prior": "where the output starts is another matter than what is watched"},
)
def accuracy_of_a_rare_class(seed: Seed) -> Iterator[Planting]:
    """A class that is rare, and `accuracy` as the only metric."""
    for one in seed.trained():
        if one.classes == 2 and len(seed.trained()) == 1 and not seed.rows.balance:
            yield seed.data("balance", "[0.97, 0.03]")


@kind("output-bias-prior", on=ON)
def rare_yes_from_one_half(seed: Seed) -> Iterator[Planting]:
    """A yes that is rare, watched by `auc`, and an output that starts at one half."""
    for one, _ in seed.heads("binary_cross_entropy"):
        if one.target_word == "binary" and one.units == 1 and not seed.rows.balance:
            yield seed.data("balance", "[0.97, 0.03]"), seed.train("metrics", "[auc]")


def _with_loss(seed: Seed, *kinds: str) -> Iterator[Trained]:
    """The outputs for such targets; not those whose loss is the objective's or the optimizer's."""
    for one in seed.trained():
        if one.loss is not None and one.target_word in kinds:
            yield one


def _all(seed: Seed, *kinds: str) -> bool:
    """Whether there are outputs and all of them are for such targets."""
    return bool(seed.trained()) and all(one.target_word in kinds for one in seed.trained())
