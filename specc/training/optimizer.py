"""Optimizers: how a step changes the weights.

Formulas: `g` gradient, `w` weight, `lr` rate of the step, all elementwise. Where Keras and PyTorch
differ in a default, specc has one number for both, and the docstring says which.
"""

from typing import ClassVar

from specc.kind import Bool, Real
from specc.setting import Fault, Given, setting
from specc.training.family import Family, One

SHARE = Real(0, 1, below=True)
POSITIVE = Real(0, above=True)


class Optimizer(Family, root=True):
    """How a step changes the weights."""

    lr: float
    adaptive: ClassVar[bool] = False
    """True where each weight's step is scaled by its own gradients' history."""
    decoupled: ClassVar[bool] = False
    """True where `weight_decay` shrinks the weights directly (`w -= lr * weight_decay * w`); false
    where it is added to the gradient (`g += weight_decay * w`, the L2 penalty)."""
    gradient: ClassVar[bool] = True
    """False where no loss is minimised."""
    rates: ClassVar[tuple[float, float, float]] = (0.0, float("inf"), float("inf"))
    """Below the first `lr` learns hardly at all, above the second it is unusual, from the third on
    training cannot be expected to work; each of the three may be questioned by a rule."""
    foreign_words = {
        "momentum": "sgd", "gd": "sgd", "gradient_descent": "sgd", "adamax": "adam",
        "adam_w": "adamw", "rms_prop": "rmsprop", "n_adam": "nadam",
    }  # fmt: skip

    @property
    def state_copies(self) -> int:
        """The arrays of the size of a weight that are kept for each weight between steps."""
        return 0


class Sgd(Optimizer):
    """Stochastic gradient descent: `v = momentum * v + g`, `w -= lr * v`.

    With `nesterov`, `w -= lr * (g + momentum * v)` (Sutskever et al. 2013). The rate of a step
    scales the whole velocity, as in PyTorch; Keras scales each gradient as it enters, which is the
    same while the rate is constant. `weight_decay` is added to the gradient (L2), as in PyTorch.
    """

    word = "sgd"
    rates = (1e-5, 0.5, 1.0)
    lr: float = setting(POSITIVE, doc="learning rate")
    momentum: float = setting(SHARE, 0.0, doc="share of the velocity that is kept")
    nesterov: bool = setting(Bool(), False, doc="whether the gradient is taken a step ahead")
    weight_decay: float = setting(Real(0), 0.0, doc="factor of the weight added to its gradient")

    def check(self) -> Fault | None:
        """Nesterov's form needs a momentum."""
        if self.nesterov and self.momentum == 0:
            message = "`nesterov` of `sgd` needs a `momentum` above 0, got 0"
            return Fault(message, "the usual is `momentum=0.9`", rule="invalid-setting")
        return None

    @property
    def state_copies(self) -> int:
        """The velocity, where there is momentum."""
        return 1 if self.momentum else 0


class Moments(Optimizer):
    """Optimizers of the Adam kind, with running means of the gradient and of its square."""

    adaptive = True
    rates = (1e-6, 1e-2, 0.1)
    lr: float = setting(POSITIVE, 1e-3, doc="learning rate")
    beta1: float = setting(SHARE, 0.9, doc="share of the gradient's running mean that is kept")
    beta2: float = setting(SHARE, 0.999, doc="share of the squared gradient's mean that is kept")
    eps: float = setting(POSITIVE, 1e-8, positional=False, doc="added to the divisor")

    @property
    def state_copies(self) -> int:
        """The two running means."""
        return 2


class Adam(Moments):
    """Adam: `m = b1 m + (1-b1) g`, `v = b2 v + (1-b2) g²`, `w -= lr * m' / (sqrt(v') + eps)`.

    `m'`, `v'` are `m / (1 - b1**t)`, `v / (1 - b2**t)` (Kingma & Ba 2015, arXiv 1412.6980).
    `eps` is 1e-8, as in the paper and PyTorch; Keras' own default is 1e-7. `weight_decay` is added
    to the gradient (L2), as in PyTorch; decoupled decay is `adamw`.
    """

    word = "adam"
    weight_decay: float = setting(
        Real(0), 0.0, positional=False, doc="factor of the weight added to its gradient"
    )
    amsgrad: bool = setting(
        Bool(), False, positional=False, doc="divide by the largest `v` so far (arXiv 1904.09237)"
    )

    @property
    def state_copies(self) -> int:
        """The two running means, and the largest second one for `amsgrad`."""
        return 3 if self.amsgrad else 2


class AdamW(Moments):
    """Adam with decoupled decay: `w -= lr * (m' / (sqrt(v') + eps) + weight_decay * w)`.

    Loshchilov & Hutter 2019 (arXiv 1711.05101). `weight_decay` is 0.01 and `eps` 1e-8, as in
    PyTorch; Keras' own defaults are 0.004 and 1e-7.
    """

    word = "adamw"
    decoupled = True
    weight_decay: float = setting(
        Real(0), 0.01, positional=False, doc="share of a weight that a step of rate 1 takes away"
    )


class Nadam(Moments):
    """Adam with Nesterov momentum (Dozat 2016).

    The momentum of step t is `beta1 * (1 - 0.5 * 0.96**(0.004 t))`, as in PyTorch; Keras' own has
    `0.96**t`, so a Keras program carries its own step. `lr` is 1e-3 as for Adam and in Keras
    (PyTorch: 2e-3), `eps` 1e-8.
    """

    word = "nadam"


class Lion(Optimizer):
    """Lion: `w -= lr * (sign(b1 m + (1-b1) g) + weight_decay * w)`, then `m = b2 m + (1-b2) g`.

    Chen et al. 2023 (arXiv 2302.06675), which advises a rate three to ten times below Adam's:
    `lr` is 1e-4 (Keras: 1e-3). PyTorch has no Lion of its own.
    """

    word = "lion"
    adaptive = True
    decoupled = True
    rates = (1e-7, 1e-3, 1e-2)
    lr: float = setting(POSITIVE, 1e-4, doc="learning rate")
    beta1: float = setting(SHARE, 0.9, doc="share of the running mean in the step's direction")
    beta2: float = setting(SHARE, 0.99, doc="share of the running mean that is kept")
    weight_decay: float = setting(
        Real(0), 0.0, positional=False, doc="share of a weight that a step of rate 1 takes away"
    )

    @property
    def state_copies(self) -> int:
        """The running mean."""
        return 1


class RmsProp(Optimizer):
    """RMSprop: `v = rho v + (1-rho) g²`, `w -= lr * g / (sqrt(v) + eps)`.

    Tieleman & Hinton 2012 (lecture 6e). `lr` 1e-3 and `rho` 0.9 as in the lecture and Keras
    (PyTorch: 1e-2, 0.99); `eps` 1e-8 outside of the root, as in PyTorch (Keras: 1e-7, inside).
    """

    word = "rmsprop"
    adaptive = True
    rates = (1e-6, 1e-2, 0.1)
    lr: float = setting(POSITIVE, 1e-3, doc="learning rate")
    rho: float = setting(SHARE, 0.9, doc="share of the squared gradient's mean that is kept")
    momentum: float = setting(SHARE, 0.0, doc="share of the velocity that is kept")
    eps: float = setting(POSITIVE, 1e-8, positional=False, doc="added to the divisor")
    centered: bool = setting(
        Bool(), False, positional=False, doc="divide by the variance, not by the mean square"
    )
    foreign = {"alpha": "rho"}

    @property
    def state_copies(self) -> int:
        """The mean square, the velocity and the mean, as far as they are used."""
        return 1 + (self.momentum > 0) + self.centered


class Adagrad(Optimizer):
    """Adagrad: `s += g²`, `w -= lr * g / (sqrt(s) + eps)` (Duchi et al. 2011).

    `lr` 1e-2, `s` starts at 0 and `eps` is 1e-10, as in PyTorch (Keras: 1e-3, 0.1, 1e-7).
    """

    word = "adagrad"
    adaptive = True
    rates = (1e-5, 0.1, 1.0)
    lr: float = setting(POSITIVE, 1e-2, doc="learning rate")
    initial: float = setting(
        Real(0), 0.0, positional=False, doc="what the sum of squares starts at"
    )
    eps: float = setting(POSITIVE, 1e-10, positional=False, doc="added to the divisor")
    foreign = {"initial_accumulator_value": "initial"}

    @property
    def state_copies(self) -> int:
        """The sum of squares."""
        return 1


class Perceptron(Optimizer):
    """The perceptron rule: `w += lr * (target - output) * input` (Rosenblatt 1958).

    Not a gradient method and without a loss: for one layer behind a step function.
    """

    word = "perceptron"
    gradient = False
    lr: float = setting(POSITIVE, doc="learning rate")


OPTIMIZER = One("an optimizer such as `adam`", Optimizer)


def with_setting(optimizer: Optimizer, changed: Given) -> tuple[Optimizer | None, list[Fault]]:
    """The same optimizer with one setting changed, as a sweep or `--set` does; or why not."""
    kept = {"lr": optimizer.lr, **optimizer.given()}
    others = [changed._replace(name=name, value=value) for name, value in kept.items()]
    return type(optimizer).bind([changed, *(g for g in others if g.name != changed.name)])
