"""Objectives: what is trained towards what."""

from typing import Any, ClassVar

from specc.kind import Choice, Int, Name, Optional, Real
from specc.setting import setting
from specc.training.family import Family, One
from specc.training.loss import CrossEntropy, Loss, MeanSquaredError

POSITIVE = Real(0, above=True)


class Adversarial(Family, root=True):
    """What generator and discriminator play for."""

    scores: ClassVar[bool] = False
    """True where the discriminator gives a free score, false where it gives a probability."""


class NonSaturating(Adversarial):
    """The generator maximises `log D(G(z))` (arXiv 1406.2661, section 3)."""

    word = "non_saturating"


class Minimax(Adversarial):
    """The generator minimises `log(1 - D(G(z)))` (arXiv 1406.2661, equation 1)."""

    word = "minimax"


class Wasserstein(Adversarial):
    """The critic's difference of means, with a gradient penalty (arXiv 1701.07875, 1704.00028)."""

    word = "wasserstein"
    scores = True
    penalty: float = setting(Real(0), 10.0, doc="factor of the gradient penalty")


class HingeGame(Adversarial):
    """Hinge losses on the score (Lim & Ye 2017, arXiv 1705.02894)."""

    word = "hinge"
    scores = True


class Objective(Family, root=True):
    """What is trained towards what."""

    default_loss: ClassVar[Loss | None] = None
    """The loss where the train section names none."""
    owns_loss: ClassVar[bool] = False
    """True where the objective is its own loss, so that `loss` has no place."""
    owns_models: ClassVar[bool] = False
    """True where the objective names its models, so that `model` has no place."""
    targets: ClassVar[bool] = False
    """True where the data must have a target."""
    foreign_words = {
        "autoencoder": "reconstruct", "seq2seq": "sequence_to_sequence", "ddpm": "diffusion",
        "language_model": "next_token", "lm": "next_token",
    }  # fmt: skip


class Supervised(Objective):
    """The outputs towards the targets of the data."""

    word = "supervised"
    targets = True


class Reconstruct(Objective):
    """The output towards the input itself: autoencoders.

    With `noise` s, normal noise of that standard deviation is added to what the model sees and not
    to what it is held against (Vincent et al. 2008).
    """

    word = "reconstruct"
    default_loss = MeanSquaredError()
    noise: float | None = setting(Optional(POSITIVE), None, doc="standard deviation of the noise")


class Vae(Objective):
    """A variational autoencoder: reconstruction plus `beta` times the Kullback-Leibler term.

    Both are summed over an example's elements and averaged over the batch; the second is
    `-1/2 sum(1 + log_var - mean² - exp(log_var))` (Kingma & Welling 2014, arXiv 1312.6114; `beta`:
    Higgins et al. 2017). `loss` is the reconstruction's.
    """

    word = "vae"
    mean: str = setting(Name(), positional=False, doc="the tensor with the means")
    log_var: str = setting(
        Name(), positional=False, doc="the tensor with the logs of the variances"
    )
    beta: float = setting(Real(0), 1.0, positional=False, doc="factor of the Kullback-Leibler term")


class Gan(Objective):
    """A generator against a discriminator, which take turns batch by batch."""

    word = "gan"
    owns_loss = True
    owns_models = True
    generator: str = setting(
        Name(), positional=False, doc="the model that makes examples from noise"
    )
    discriminator: str = setting(Name(), positional=False, doc="the model that judges them")
    loss: Any = setting(
        One("an adversarial loss such as `non_saturating`", Adversarial), NonSaturating(),
        positional=False, doc="what they play for",
    )  # fmt: skip
    condition: str | None = setting(
        Optional(Name()), None, positional=False, doc="the target that both are also given"
    )


class NextToken(Objective):
    """Each position towards the token that comes next."""

    word = "next_token"
    default_loss = CrossEntropy()


class SequenceToSequence(Objective):
    """A target sequence, token by token, from a source sequence and the tokens before.

    The model's second input is the target shifted by one position (teacher forcing).
    """

    word = "sequence_to_sequence"
    default_loss = CrossEntropy()
    targets = True


class Diffusion(Objective):
    """The noise that was mixed into the input, from the mixture and the step.

    Ho et al. 2020 (arXiv 2006.11239); `cosine` is Nichol & Dhariwal's schedule (arXiv 2102.09672),
    `linear` has variances from 1e-4 to 0.02.
    """

    word = "diffusion"
    default_loss = MeanSquaredError()
    steps: int = setting(Int(1), 1000, doc="number of noise levels")
    schedule: str = setting(Choice("cosine", "linear"), "cosine", doc="how the noise grows")


class Contrastive(Objective):
    """Pairs: near where alike, else at least `margin` apart (Hadsell et al. 2006)."""

    word = "contrastive"
    owns_loss = True
    targets = True
    margin: float = setting(POSITIVE, 1.0, doc="distance beyond which unlike pairs cost nothing")


class Triplet(Objective):
    """`max(0, |a - p|² - |a - n|² + margin)`, p alike and n unlike (arXiv 1503.03832)."""

    word = "triplet"
    owns_loss = True
    targets = True
    margin: float = setting(POSITIVE, 0.2, doc="by how much the unlike must be farther away")


OBJECTIVE = One("an objective such as `supervised`", Objective)
