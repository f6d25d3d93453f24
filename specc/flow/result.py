"""What the analysis finds of a model."""

from specc.namedtuple import NamedTuple


class LayerFlow(NamedTuple):
    """One layer with a kernel or a table, or a recurrent one.

    `node` is its id. `signal` is the RMS of its output, `inner` that in front of its own
    activation. `gradient` is the RMS of dL/dz (z: in front of its activation), `weight_gradient`
    that of the gradient of its kernels, each relative to the last layer's; None where it is not
    known, or where nothing is learned. `recurrent` is the RMS of dL/dh at the first step over that
    at the last. `rough` is true where the prediction may be off by more than a factor of 2.
    """

    node: int
    signal: float | None
    inner: float | None
    gradient: float | None
    weight_gradient: float | None
    recurrent: float | None
    rough: bool


class Flow(NamedTuple):
    """Signal and gradient of one model, layer by layer.

    `correlation` is C / M of what the last layer reads, 1 where all examples look the same to it,
    and `entering` its RMS; None where they are not known. `unknown` are the nodes behind which
    nothing is known, by id, with the reason. `batch` is the number of examples that was assumed,
    `dims` the sizes that were taken for symbols.
    """

    layers: tuple[LayerFlow, ...]
    correlation: float | None
    entering: float | None
    unknown: tuple[tuple[int, str], ...]
    batch: int
    dims: tuple[tuple[str, int], ...]

    @property
    def known(self) -> bool:
        """Whether every layer has all its numbers."""
        return not self.unknown
