"""When training stops early, and which weights are kept."""

from specc.kind import Int, Name, Real
from specc.setting import setting
from specc.training.family import Family, One


class Stop(Family, root=True):
    """When training stops before its last epoch."""

    foreign_words = {"early_stopping": "patience", "earlystopping": "patience"}


class Patience(Stop):
    """Stops when `monitor` has not improved by more than `min_delta` for so many epochs.

    The weights of the best epoch are the ones that are kept.
    """

    word = "patience"
    epochs: int = setting(Int(1), doc="epochs to wait")
    monitor: str = setting(Name(), "val_loss", doc="what has to improve")
    min_delta: float = setting(Real(0), 0.0, doc="what counts as an improvement")


class Checkpoint(Family, root=True):
    """Which weights are written to disk while training runs."""


class Best(Checkpoint):
    """The weights of the epoch with the best `monitor` so far."""

    word = "best"
    monitor: str = setting(Name(), "val_loss", doc="what is compared")


class Every(Checkpoint):
    """The weights after every so many epochs."""

    word = "every"
    epochs: int = setting(Int(1), doc="epochs between two")


STOP = One("a stopping rule such as `patience(5)`", Stop)
CHECKPOINT = One("`best` or `every(n)`", Checkpoint)
