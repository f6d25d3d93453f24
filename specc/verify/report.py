"""What `specc verify --json` prints."""

from specc.ir.document import Strict


class Difference(Strict):
    """One thing that is not as it should be.

    `kind` is what was compared: `program`, `shape`, `parameters`, `multiply-adds`, `output`,
    `gradient`, `training`. `backend` is where it was seen; `file` and `line` say which layer it
    points at, and are empty and 0 where it points at none.
    """

    kind: str
    backend: str
    message: str
    file: str = ""
    line: int = 0


class BackendReport(Strict):
    """What one framework measured; None where it could not, or where there is nothing to measure.

    `output_difference` and `gradient_difference` are relative, from the first backend.
    """

    trainable: int | None
    fixed: int | None
    macs: int | None
    output_difference: float | None
    gradient_difference: float | None
    losses: tuple[float, float] | None
    seconds: float


class ModelReport(Strict):
    """One model: what specc says of it, what each framework measured, and where they differ.

    `sizes` are the values of symbolic sizes in each run, `macs` specc's own for the first.
    `random` is true for a model that draws numbers in evaluation too: its values are not compared.
    """

    file: str
    model: str
    ok: bool
    trainable: int
    fixed: int
    macs: int | None
    sizes: tuple[dict[str, int], ...]
    random: bool
    backends: dict[str, BackendReport]
    differences: tuple[Difference, ...]


class Report(Strict):
    """All models that were verified; `unread` are the specs with errors."""

    ok: bool
    models: tuple[ModelReport, ...]
    unread: tuple[str, ...] = ()
