"""Optimizers in PyTorch: the knobs at the top of `train.py`, and the call that uses them."""

from typing import Any, NamedTuple

from specc.emit.expression import Code, Expr, Lit, call
from specc.training import optimizer as family
from specc.training.optimizer import Optimizer

MODEL = "model.parameters()"


class Knob(NamedTuple):
    """A constant at the top of a program, with its unit or reason."""

    name: str
    value: Any
    comment: str


NAMES = {
    "momentum": "MOMENTUM", "weight_decay": "WEIGHT_DECAY", "eps": "EPS", "rho": "RHO",
    "initial": "INITIAL",
}  # fmt: skip
ARGUMENTS = {"rho": "alpha", "initial": "initial_accumulator_value"}
CLASSES = {
    family.Sgd: "torch.optim.SGD", family.Adam: "torch.optim.Adam",
    family.AdamW: "torch.optim.AdamW", family.Nadam: "torch.optim.NAdam",
    family.RmsProp: "torch.optim.RMSprop", family.Adagrad: "torch.optim.Adagrad",
    family.Lion: "Lion",
}  # fmt: skip
DEFAULTS: dict[str, dict[str, Any]] = {
    "torch.optim.SGD": {"momentum": 0.0, "weight_decay": 0.0},
    "torch.optim.Adam": {"betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 0.0},
    "torch.optim.AdamW": {"betas": (0.9, 0.999), "eps": 1e-8},
    "torch.optim.NAdam": {"betas": (0.9, 0.999), "eps": 1e-8},
    "torch.optim.RMSprop": {"momentum": 0.0, "eps": 1e-8},
    "torch.optim.Adagrad": {"initial": 0.0, "eps": 1e-10},
    "Lion": {"betas": (0.9, 0.99), "weight_decay": 0.0},
}
"""What PyTorch does without being told; the rest is written out."""


def knobs(optimizer: Optimizer) -> list[Knob]:
    """The constants beside the learning rate."""
    return [
        Knob(_constant(name), value, optimizer.settings[name].doc if name != "betas" else BETAS)
        for name, value in _told(optimizer).items()
        if not isinstance(value, bool)
    ]


BETAS = "shares of the running means that are kept"


def made(optimizer: Optimizer) -> Expr:
    """The optimizer of `model.parameters()`."""
    named: dict[str, Any] = {"lr": Code("args.lr")}
    for name, value in _told(optimizer).items():
        flag = isinstance(value, bool)
        named[ARGUMENTS.get(name, name)] = Lit(True) if flag else Code(_constant(name))
    return call(CLASSES[type(optimizer)], Code(MODEL), **named)


def _constant(name: str) -> str:
    return NAMES.get(name, name.upper())


def _told(optimizer: Optimizer) -> dict[str, Any]:
    """The settings that PyTorch has to be told, betas as one."""
    values = {n: getattr(optimizer, n) for n in optimizer.settings if n != "lr"}
    if "beta1" in values:
        betas = (values.pop("beta1"), values.pop("beta2"))
        values = {"betas": betas, **values}
    defaults = DEFAULTS[CLASSES[type(optimizer)]]
    return {
        name: value
        for name, value in values.items()
        if value is not False and not (name in defaults and defaults[name] == value)
    }
