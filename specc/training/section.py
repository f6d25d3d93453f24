"""What stands in the braces of `data` and `train`, as declarations."""

from typing import Any

from specc.kind import Choice, Either, Int, ListOf, Name, Optional, Real
from specc.setting import Declared, Fault, Given, setting
from specc.training.augment import AUGMENT, Augment
from specc.training.callback import CHECKPOINT, STOP, Checkpoint, Stop
from specc.training.family import Path
from specc.training.metric import METRICS, Metric
from specc.training.objective import OBJECTIVE, Objective, Supervised
from specc.training.optimizer import OPTIMIZER, Adam, Optimizer
from specc.training.scale import SCALE, Scale
from specc.training.schedule import SCHEDULE, ConstantRate, Schedule
from specc.training.source import SOURCE, Source
from specc.training.weighing import LOSSES, Losses

TOLERANCE = 1e-3


class SectionSettings(Declared):
    """The settings of a section, given line by line instead of in parentheses."""

    @classmethod
    def _missing(cls, name: str) -> Fault:
        message = f"`{cls.word}` has no `{name}`: {cls.settings[name].doc}"
        return Fault(message, f"add a line `{name} = ...`", rule="missing-setting")


class DataSettings(SectionSettings):
    """Where examples come from, and what is done to them."""

    word = "data"
    foreign = {
        "dataset": "source", "transform": "augment", "transforms": "augment",
        "augmentation": "augment", "normalize": "scale", "normalise": "scale", "rescale": "scale",
        "validation_split": "split", "test_split": "split", "shuffle": "order", "size": "samples",
        "class_weight": "balance",
    }  # fmt: skip
    source: Source = setting(SOURCE, positional=False, doc="where the examples come from")
    samples: int | None = setting(
        Optional(Int(1)), None, positional=False, doc="how many examples there are"
    )
    balance: tuple[float, ...] = setting(
        ListOf(Real(0, 1)), (), positional=False, doc="share of each class"
    )
    split: tuple[float, float, float] = setting(
        ListOf(Real(0, 1), 3), (0.8, 0.1, 0.1), positional=False,
        doc="shares for training, validation, test",
    )  # fmt: skip
    order: str = setting(
        Choice("random", "time"), "random", positional=False,
        doc="`time`: the parts follow each other, nothing is shuffled across",
    )  # fmt: skip
    scale: Scale | None = setting(
        SCALE, None, positional=False, doc="what is done to the inputs, fitted on the training part"
    )
    augment: tuple[Augment, ...] = setting(
        AUGMENT, (), positional=False, doc="random changes to the training part"
    )

    def check(self) -> Fault | None:
        """Shares sum to one, and training gets one."""
        for name in ("split", "balance"):
            total = sum(getattr(self, name))
            if getattr(self, name) and abs(total - 1) > TOLERANCE:
                return _fault(f"the shares of `{name}` sum to {total:g}, not to 1", name)
        if self.split[0] == 0:
            return _fault("`split` leaves 0 of the data for training", "split")
        return None


class TrainSettings(SectionSettings):
    """How a model is trained."""

    word = "train"
    foreign = {
        "batch_size": "batch", "num_epochs": "epochs", "n_epochs": "epochs", "max_epochs": "epochs",
        "optim": "optimizer", "optimiser": "optimizer", "criterion": "loss", "dataset": "data",
        "scheduler": "schedule", "lr_scheduler": "schedule", "early_stopping": "early_stop",
        "grad_clip": "clip_norm", "clipnorm": "clip_norm", "max_grad_norm": "clip_norm",
        "gradient_clip": "clip_norm", "clipvalue": "clip_value", "amp": "precision",
        "mixed_precision": "precision", "dtype": "precision", "random_state": "seed",
        "gradient_accumulation": "accumulate", "accumulation_steps": "accumulate",
        "weights": "init_from", "pretrained": "init_from", "network": "model",
    }  # fmt: skip
    model: str | None = setting(
        Name(), None, positional=False, doc="the model; may be left out where the file has one"
    )
    data: str | None = setting(
        Name(), None, positional=False, doc="the data; may be left out where the file has one"
    )
    objective: Objective = setting(
        OBJECTIVE, Supervised(), positional=False, doc="what is trained towards what"
    )
    loss: Losses = setting(LOSSES, (), positional=False, doc="what training makes small")
    optimizer: Optimizer = setting(
        OPTIMIZER, Adam(), positional=False, doc="how a step changes the weights"
    )
    schedule: Schedule = setting(
        SCHEDULE, ConstantRate(), positional=False, doc="how the learning rate changes"
    )
    metrics: tuple[Metric, ...] = setting(
        METRICS, (), positional=False, doc="what is reported beside the loss"
    )
    epochs: int = setting(Int(1), 10, positional=False, doc="passes over the training part")
    batch: Any = setting(
        Either(Int(1), Choice("all")), 32, positional=False,
        doc="examples in one step; `all`: the whole training part",
    )  # fmt: skip
    accumulate: int = setting(
        Int(1), 1, positional=False, doc="batches whose gradients are averaged for one step"
    )
    clip_norm: float | None = setting(
        Optional(Real(0, above=True)), None, positional=False,
        doc="largest Euclidean norm of all gradients together",
    )  # fmt: skip
    clip_value: float | None = setting(
        Optional(Real(0, above=True)), None, positional=False,
        doc="largest absolute value of a gradient's element",
    )  # fmt: skip
    ema: float | None = setting(
        Optional(Real(0, 1, above=True, below=True)), None, positional=False,
        doc="share kept by a running mean of the weights, which is what is validated and saved",
    )  # fmt: skip
    seed: int = setting(Int(0, 2**32 - 1), 0, positional=False, doc="start of all random numbers")
    precision: str = setting(
        Choice("fp32", "bf16", "fp16"), "fp32", positional=False,
        doc="number format of the computation; weights stay in fp32",
    )  # fmt: skip
    early_stop: Stop | None = setting(
        Optional(STOP), None, positional=False, doc="when training stops before its last epoch"
    )
    checkpoint: Checkpoint | None = setting(
        Optional(CHECKPOINT), None, positional=False, doc="which weights are written to disk"
    )
    freeze: tuple[str, ...] = setting(
        ListOf(Name()), (), positional=False, doc="layers, blocks or tensors that stay as they are"
    )
    init_from: str | None = setting(
        Optional(Path()), None, positional=False, doc="a weights file to start from"
    )

    @classmethod
    def _unknown(cls, item: Given) -> Fault:
        """Help where a line is a setting of the optimizer."""
        found = super()._unknown(item)
        name = "lr" if item.name == "learning_rate" else item.name
        usual_first: dict[str, type[Optimizer]] = {Adam.word: Adam, **Optimizer.known}
        owner = next((w for w, o in usual_first.items() if name in o.settings), None)
        if owner is None:
            return found
        help = f"it stands with the optimizer: `optimizer = {owner}({name}=...)`"
        return found._replace(help=help)


def _fault(message: str, name: str) -> Fault:
    return Fault(message, rule="invalid-setting", setting=name)
