"""Checked plans: what `data`, `train` and `sweep` come to, for rules and for backends."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from specc.ir.graph import Place
from specc.ir.tensor import TensorType
from specc.namedtuple import NamedTuple
from specc.source import Span
from specc.training.augment import Augment
from specc.training.callback import Checkpoint, Stop
from specc.training.loss import Loss
from specc.training.metric import Metric
from specc.training.objective import Objective
from specc.training.optimizer import Optimizer
from specc.training.scale import Scale
from specc.training.schedule import Schedule
from specc.training.source import Source
from specc.training.target import Target

if TYPE_CHECKING:
    from specc.training.search import Draw


class DataInput(NamedTuple):
    """One input of the data: its type without the batch axis and the range of its values.

    `low` and `high` are None where the range is not known, and are values before `scale`. `whole`
    is true where the values fit an `int` tensor as well. `span` is None where specc filled it in.
    """

    name: str
    type: TensorType
    low: float | None = None
    high: float | None = None
    whole: bool = False
    span: Span | None = None


class DataTarget(NamedTuple):
    """One target of the data; `span` is None where specc filled it in."""

    name: str
    kind: Target
    span: Span | None = None


class DataPlan(NamedTuple):
    """A `data` section; `inputs` and `targets` are empty where they are not known.

    `balance` holds the share of each class (of 0 and of 1 for a binary target), empty where it is
    not known. `values` is the least and the greatest number of the target where specc knows the
    rows. `split` holds the shares for training, validation and test. `spans` says where each
    setting's value stands.
    """

    name: str
    source: Source
    inputs: tuple[DataInput, ...]
    targets: tuple[DataTarget, ...]
    samples: int | None
    balance: tuple[float, ...]
    values: tuple[float, float] | None
    split: tuple[float, float, float]
    order: str
    scale: Scale | None
    augment: tuple[Augment, ...]
    spans: Mapping[str, Span]
    place: Place

    @property
    def target(self) -> Target | None:
        """The only target's kind; None where there is none or more than one."""
        return self.targets[0].kind if len(self.targets) == 1 else None

    @property
    def target_name(self) -> str:
        """The only target's name, or nothing."""
        return self.targets[0].name if len(self.targets) == 1 else ""

    @property
    def training_samples(self) -> int | None:
        """How many examples the training part has; None where `samples` is not known."""
        return None if self.samples is None else max(1, round(self.samples * self.split[0]))

    @property
    def validates(self) -> bool:
        """True where there is a validation part."""
        return self.split[1] > 0

    def span(self, setting: str) -> Span:
        """Where the value of a setting, or of a part of one, stands in the section."""
        return _span(self.spans, setting, self.place)


class TrainPlan(NamedTuple):
    """A `train` section with every default filled in.

    `model` is empty where the objective names its models. `data` is None where the file has none,
    or where it has a fault. `losses` is empty where the objective or the optimizer has its own; its
    outputs are names of the model's, empty only where an objective has no outputs to name.
    `batch` is None for the whole training part. `spans` says where each given setting's value
    stands: a setting that is not in it has its default.
    """

    name: str
    model: str
    data: DataPlan | None
    objective: Objective
    losses: tuple[tuple[str, Loss, float], ...]
    optimizer: Optimizer
    schedule: Schedule
    metrics: tuple[Metric, ...]
    epochs: int
    batch: int | None
    accumulate: int
    clip_norm: float | None
    clip_value: float | None
    ema: float | None
    seed: int
    precision: str
    early_stop: Stop | None
    checkpoint: Checkpoint | None
    freeze: tuple[str, ...]
    init_from: str | None
    spans: Mapping[str, Span]
    place: Place

    @property
    def steps(self) -> int | None:
        """How many times the weights change in all; None where the data's size is not known."""
        samples = self.data.training_samples if self.data else None
        if samples is None:
            return self.epochs if self.batch is None else None
        batches = 1 if self.batch is None else -(-samples // self.batch)
        return -(-batches // self.accumulate) * self.epochs

    def span(self, setting: str) -> Span:
        """Where the value of a setting, or of a part of one, stands in the section."""
        return _span(self.spans, setting, self.place)


class SweepPlan(NamedTuple):
    """A `sweep` section: what to vary, how often, and what to compare the trials by.

    `search` maps overrides as `--set` takes them (`width`, `ResNet18.classes`, `train.epochs`) to
    what each is drawn from. `trials` is None where every combination of choices is tried.
    """

    name: str
    train: str
    monitor: str
    trials: int | None
    seed: int
    search: Mapping[str, "Draw"]
    spans: Mapping[str, Span]
    place: Place


def _span(spans: Mapping[str, Span], setting: str, section: Place) -> Span:
    """Of `optimizer.lr` its own, else that of `optimizer`, else the head of the section."""
    whole = setting.partition(".")[0]
    return spans.get(setting) or spans.get(whole) or section.span
