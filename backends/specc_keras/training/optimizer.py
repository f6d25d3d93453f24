"""Optimizers: Keras' own where it has the same formula, else a subclass with the spec's step."""

from collections.abc import Callable
from typing import Any, NamedTuple

from specc.emit.expression import Argument, Code, Expr, call, lift
from specc.emit.render import statement
from specc.training.plan import TrainPlan
from specc_keras.training.knob import Knob

NEAR_ZERO = 1e-7
"""Keras adds Adam's epsilon before the correction of the bias: that shows from here on."""


class Optimizing(NamedTuple):
    """How an optimizer is made, and the class that the program needs for it, if any.

    `step` holds the lines of the class's `update_step`, `why` its docstring.
    """

    name: str
    arguments: dict[str, Any]
    base: str = ""
    why: str = ""
    step: tuple[str, ...] = ()
    build: tuple[str, ...] = ()

    @property
    def written(self) -> list[str]:
        """The lines of the class."""
        if not self.step:
            return []
        head = f"class {self.name}(keras.optimizers.{self.base}):"
        inside = _indented(1, f'"""{self.why}"""', "", *self.build, *_SIGNATURE)
        return [head, *inside, *_indented(2, *self.step)]


_SIGNATURE = (
    "def update_step(",
    "    self, gradient: Tensor, variable: keras.Variable, learning_rate: Tensor",
    ") -> None:",
)


def _indented(depth: int, *lines: str) -> list[str]:
    return [f"{'    ' * depth}{line}" if line else "" for line in lines]


def optimizer_knobs(plan: TrainPlan) -> list[Knob]:
    """The numbers of the optimizer, beside the rate."""
    given = plan.optimizer
    return [
        Knob(name.upper(), getattr(given, name), declared.doc)
        for name, declared in given.settings.items()
        if name != "lr"
    ]


def optimizing(plan: TrainPlan) -> Optimizing:
    """The optimizer of a plan."""
    optimizer: Any = plan.optimizer
    return _KNOWN[optimizer.word](optimizer, plan)


def made(plan: TrainPlan) -> list[str]:
    """The body of the function that makes the optimizer."""
    found = optimizing(plan)
    name = found.name if found.step else f"keras.optimizers.{found.base or found.name}"
    arguments = {**found.arguments, **_around(plan)}
    named = tuple(Argument(key, lift(value)) for key, value in arguments.items())
    return statement("return ", call(name, Code("lr"))._replace(named=named), 1)


def _around(plan: TrainPlan) -> dict[str, Expr | bool]:
    """What Keras lets an optimizer do with gradients and weights."""
    found: dict[str, Expr | bool] = {}
    if plan.clip_norm is not None:
        found["global_clipnorm"] = Code("CLIP_NORM")
    if plan.clip_value is not None:
        found["clipvalue"] = Code("CLIP_VALUE")
    if plan.accumulate > 1:
        found["gradient_accumulation_steps"] = Code("ACCUMULATE")
    if plan.ema is not None:
        found["use_ema"] = True
        # Keras moves the mean with every batch, also with those that only add to the gradient.
        share = "EMA ** (1 / ACCUMULATE)" if plan.accumulate > 1 else "EMA"
        found["ema_momentum"] = Code(share)
    return found


def _moments(optimizer: Any) -> dict[str, Any]:
    """Settings of the Adam kind, as far as they differ from what Keras does untold."""
    found: dict[str, Any] = {}
    if optimizer.beta1 != 0.9:
        found["beta_1"] = Code("BETA1")
    if optimizer.beta2 != (0.99 if optimizer.word == "lion" else 0.999):
        found["beta_2"] = Code("BETA2")
    if optimizer.word != "lion":
        found["epsilon"] = Code("EPS")
    return found


def _sgd(optimizer: Any, plan: TrainPlan) -> Optimizing:
    named: dict[str, Any] = {"momentum": Code("MOMENTUM")}
    if optimizer.nesterov:
        named["nesterov"] = True
    if not optimizer.momentum:
        # Without momentum, decoupled decay and the L2 penalty are the same step.
        decay = {"weight_decay": Code("WEIGHT_DECAY")} if optimizer.weight_decay else {}
        return Optimizing("SGD", decay)
    moving = plan.schedule.word != "constant"
    if not moving and not optimizer.weight_decay:
        return Optimizing("SGD", named)
    l2 = ("gradient = gradient + WEIGHT_DECAY * variable",) if optimizer.weight_decay else ()
    if not moving:
        why = "SGD whose weight decay is added to the gradient, as an L2 penalty is."
        return Optimizing("SgdL2", named, "SGD", why, (*l2, _SUPER))
    ahead = "gradient + self.momentum * velocity" if optimizer.nesterov else "velocity"
    step = (
        *l2,
        "kept = self.momentums[self._get_variable_index(variable)]",
        "velocity = self.momentum * kept + gradient",
        "self.assign(kept, velocity)",
        f"self.assign_sub(variable, learning_rate * {f'({ahead})' if ' ' in ahead else ahead})",
    )
    why = "SGD whose rate scales the whole velocity, also where the rate moves."
    return Optimizing("MomentumSgd", named, "SGD", why, step)


_SUPER = "super().update_step(gradient, variable, learning_rate)"


def _adam(optimizer: Any, plan: TrainPlan) -> Optimizing:
    named = _moments(optimizer) | ({"amsgrad": True} if optimizer.amsgrad else {})
    l2 = ("gradient = gradient + WEIGHT_DECAY * variable",) if optimizer.weight_decay else ()
    if optimizer.eps > NEAR_ZERO:
        return Optimizing("ExactAdam", named, "Adam", _EXACT, (*l2, *_exact(optimizer)))
    if not l2:
        return Optimizing("Adam", named)
    why = "Adam whose weight decay is added to the gradient, as an L2 penalty is."
    return Optimizing("AdamL2", named, "Adam", why, (*l2, _SUPER))


def _adamw(optimizer: Any, plan: TrainPlan) -> Optimizing:
    named = {"weight_decay": Code("WEIGHT_DECAY"), **_moments(optimizer)}
    if optimizer.eps > NEAR_ZERO:
        return Optimizing("ExactAdamW", named, "AdamW", _EXACT, _exact(optimizer))
    return Optimizing("AdamW", named)


_EXACT = "Adam with epsilon added after the correction of the bias."


def _exact(optimizer: Any) -> tuple[str, ...]:
    largest = (
        "largest = self._velocity_hats[at]",
        "self.assign(largest, ops.maximum(largest, square))",
        "square = largest",
    )
    return (
        "at = self._get_variable_index(variable)",
        "mean, square = self._momentums[at], self._velocities[at]",
        "self.assign_add(mean, (1 - self.beta_1) * (gradient - mean))",
        "self.assign_add(square, (1 - self.beta_2) * (gradient**2 - square))",
        *(largest if getattr(optimizer, "amsgrad", False) else ()),
        'step = ops.cast(self.iterations + 1, "float32")',
        "root = ops.sqrt(square / (1 - self.beta_2**step))",
        "change = mean / (1 - self.beta_1**step) / (root + self.epsilon)",
        "self.assign_sub(variable, learning_rate * change)",
    )


def _nadam(optimizer: Any, plan: TrainPlan) -> Optimizing:
    build = (
        "def build(self, variables: list[keras.Variable]) -> None:",
        "    super().build(variables)",
        "    self.products = [",
        '        self.add_variable((), "ones", name=f"product_{at}")',
        "        for at in range(len(variables))",
        "    ]",
        "",
    )
    step = (
        "at = self._get_variable_index(variable)",
        "mean, square = self._momentums[at], self._velocities[at]",
        "product = self.products[at]",
        'step = ops.cast(self.iterations + 1, "float32")',
        "now = self.beta_1 * (1 - 0.5 * 0.96 ** (0.004 * step))",
        "later = self.beta_1 * (1 - 0.5 * 0.96 ** (0.004 * (step + 1)))",
        "self.assign(product, product * now)",
        "self.assign_add(mean, (1 - self.beta_1) * (gradient - mean))",
        "self.assign_add(square, (1 - self.beta_2) * (gradient**2 - square))",
        "root = ops.sqrt(square / (1 - self.beta_2**step)) + self.epsilon",
        "ahead = later / (1 - product * later) * mean",
        "change = (ahead + (1 - now) / (1 - product) * gradient) / root",
        "self.assign_sub(variable, learning_rate * change)",
    )
    why = "Nadam with the momentum of Dozat 2016; in Keras it grows 250 times as fast."
    return Optimizing("DozatNadam", _moments(optimizer), "Nadam", why, step, build)


def _lion(optimizer: Any, plan: TrainPlan) -> Optimizing:
    named = _moments(optimizer)
    if optimizer.weight_decay:
        named["weight_decay"] = Code("WEIGHT_DECAY")
    return Optimizing("Lion", named)


def _rmsprop(optimizer: Any, plan: TrainPlan) -> Optimizing:
    named: dict[str, Any] = {"rho": Code("RHO"), "epsilon": Code("EPS")}
    if optimizer.momentum:
        named["momentum"] = Code("MOMENTUM")
    if optimizer.centered:
        named["centered"] = True
    why = _OUTER.format("RMSprop")
    return Optimizing("OuterRmsprop", named, "RMSprop", why, _rmsprop_step(optimizer))


_OUTER = "{} with epsilon added to the root, not under it."


def _rmsprop_step(optimizer: Any) -> tuple[str, ...]:
    lines = [
        "at = self._get_variable_index(variable)",
        "square = self._velocities[at]",
        "self.assign_add(square, (1 - self.rho) * (gradient**2 - square))",
    ]
    under = "square"
    if optimizer.centered:
        lines += [
            "mean = self._average_gradients[at]",
            "self.assign_add(mean, (1 - self.rho) * (gradient - mean))",
        ]
        under = "ops.relu(square - mean**2)"
    lines.append(f"change = gradient / (ops.sqrt({under}) + self.epsilon)")
    if optimizer.momentum:
        lines += [
            "velocity = self._momentums[at]",
            "self.assign(velocity, self.momentum * velocity + change)",
            "change = velocity",
        ]
    return (*lines, "self.assign_sub(variable, learning_rate * change)")


def _adagrad(optimizer: Any, plan: TrainPlan) -> Optimizing:
    named = {"initial_accumulator_value": Code("INITIAL"), "epsilon": Code("EPS")}
    step = (
        "total = self._accumulators[self._get_variable_index(variable)]",
        "self.assign_add(total, gradient**2)",
        "change = gradient / (ops.sqrt(total) + self.epsilon)",
        "self.assign_sub(variable, learning_rate * change)",
    )
    return Optimizing("OuterAdagrad", named, "Adagrad", _OUTER.format("Adagrad"), step)


_KNOWN: dict[str, Callable[[Any, TrainPlan], Optimizing]] = {
    "sgd": _sgd,
    "adam": _adam,
    "adamw": _adamw,
    "nadam": _nadam,
    "lion": _lion,
    "rmsprop": _rmsprop,
    "adagrad": _adagrad,
}
