"""Every word of the tables: found by being defined, documented, with specc's own defaults."""

import pytest

from specc.training.augment import Augment
from specc.training.callback import Checkpoint, Stop
from specc.training.family import Family
from specc.training.loss import Loss
from specc.training.metric import Metric
from specc.training.objective import Adversarial, Objective
from specc.training.optimizer import Optimizer
from specc.training.scale import Scale
from specc.training.schedule import Schedule
from specc.training.search import Draw
from specc.training.source import Source
from specc.training.target import Target

FAMILIES = [
    Adversarial, Augment, Checkpoint, Draw, Loss, Metric, Objective, Optimizer, Scale, Schedule,
    Source, Stop, Target,
]  # fmt: skip
MEMBERS = [member for family in FAMILIES for member in family.known.values()]

WORDS = {
    Source: "table csv parquet npz images text sklearn keras torchvision synthetic python",
    Target: "class one_hot binary multilabel real count mask distribution sequence same",
    Scale: "standard minmax divide",
    Augment: "flip rotate crop brightness contrast noise",
    Objective: "supervised reconstruct vae gan next_token sequence_to_sequence diffusion "
    "contrastive triplet",
    Adversarial: "non_saturating minimax wasserstein hinge",
    Loss: "cross_entropy binary_cross_entropy mse mae huber kl_divergence cosine_similarity hinge "
    "focal dice python",
    Optimizer: "sgd adam adamw rmsprop adagrad nadam lion perceptron",
    Schedule: "constant cosine step exponential linear one_cycle plateau",
    Metric: "accuracy top_k precision recall f1 auc mae mse r2 perplexity iou",
}


@pytest.mark.parametrize("family", WORDS, ids=lambda family: family.__name__)
def test_every_word_of_the_language_is_known(family: type[Family]) -> None:
    assert set(WORDS[family].split()) <= set(family.known)


@pytest.mark.parametrize("member", MEMBERS, ids=lambda member: member.__qualname__)
def test_every_member_says_what_it_is(member: type[Family]) -> None:
    assert member.__doc__
    assert all(setting.doc for setting in member.settings.values())


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.__name__)
def test_foreign_words_lead_to_known_ones(family: type[Family]) -> None:
    assert set(family.foreign_words.values()) <= set(family.known)
    assert not set(family.foreign_words) & set(family.known)


@pytest.mark.parametrize(
    ("word", "defaults"),
    [
        ("sgd", {"lr": None, "momentum": 0, "nesterov": False, "weight_decay": 0}),
        (
            "adam",
            {
                "lr": 1e-3,
                "beta1": 0.9,
                "beta2": 0.999,
                "eps": 1e-8,
                "weight_decay": 0,
                "amsgrad": False,
            },
        ),
        (
            "adamw",
            {"lr": 1e-3, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "weight_decay": 0.01},
        ),
        ("nadam", {"lr": 1e-3, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8}),
        ("lion", {"lr": 1e-4, "beta1": 0.9, "beta2": 0.99, "weight_decay": 0}),
        (
            "rmsprop",
            {"lr": 1e-3, "rho": 0.9, "momentum": 0, "eps": 1e-8, "centered": False},
        ),
        ("adagrad", {"lr": 1e-2, "initial": 0, "eps": 1e-10}),
        ("perceptron", {"lr": None}),
    ],
)
def test_optimizer_defaults(word: str, defaults: dict[str, object]) -> None:
    optimizer = Optimizer.known[word]
    assert {name: getattr(optimizer, name) for name in optimizer.settings} == defaults


@pytest.mark.parametrize(
    ("made", "copies"),
    [
        (Optimizer.known["sgd"](lr=0.1), 0),
        (Optimizer.known["sgd"](lr=0.1, momentum=0.9), 1),
        (Optimizer.known["adam"](), 2),
        (Optimizer.known["adam"](amsgrad=True), 3),
        (Optimizer.known["rmsprop"](momentum=0.9, centered=True), 3),
        (Optimizer.known["lion"](), 1),
    ],
    ids=str,
)
def test_optimizer_state(made: Optimizer, copies: int) -> None:
    assert made.state_copies == copies
