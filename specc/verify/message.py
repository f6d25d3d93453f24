"""What specc and a worker process say to each other: one line of JSON each way for each model."""

from typing import Literal

from pydantic import ConfigDict

from specc.ir.document import Strict

Sizes = tuple[int, ...]


class Input(Strict):
    """One input of a model: what its elements are, and its sizes in each run, channels last.

    Integers are drawn below `bound`. `first`: the program takes it with the channels in front.
    """

    dtype: Literal["float", "int", "bool"]
    bound: int
    first: bool
    sizes: tuple[Sizes, ...]


class Tensor(Strict):
    """A tensor that a program gives; `first`: with the channels in front."""

    name: str
    first: bool


class Task(Strict):
    """One model in one framework.

    `program` and `probe` are folders with a `model.py`, where `model` is what builds the model.
    Values are compared by files in `folder`: the worker that `leads` writes them. Without `values`
    (the model draws its own random numbers) nothing is compared.
    """

    program: str
    model: str
    probe: str
    runs: int
    inputs: tuple[Input, ...]
    outputs: tuple[Tensor, ...]
    tensors: tuple[Tensor, ...]
    folder: str
    leads: bool
    values: bool


class Failure(Strict):
    """What went wrong while a worker did one of its stages."""

    stage: str
    message: str


class Outcome(Strict):
    """What a worker measured; None and empty where it could not.

    Shapes are lists, one for each run, of sizes without the batch axis and channels last.
    Differences are those from the worker that leads: of the outputs relative to their largest
    magnitude, of each tensor likewise, and of each weight's gradient. Sensitivities are the
    same distances in the worker that leads, between its weights and ones that differ a little.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="constants")

    failures: tuple[Failure, ...] = ()
    trainable: int | None = None
    fixed: int | None = None
    macs: int | None = None
    outputs: tuple[tuple[Sizes, ...], ...] = ()
    tensors: tuple[tuple[Sizes, ...], ...] = ()
    output_difference: float | None = None
    tensor_differences: tuple[float, ...] = ()
    gradient_differences: dict[str, float] = {}
    output_sensitivity: float = 0.0
    losses: tuple[float, float] | None = None
    seconds: float = 0.0
