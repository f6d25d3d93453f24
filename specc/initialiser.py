"""Initialisers: how weights start, with one meaning in every framework.

`fan_in` and `fan_out` are those of the weight (see `specc.layer.Weight`); variances follow Glorot
and Bengio 2010, He et al. 2015 (arXiv 1502.01852) and LeCun et al. 1998. The `_normal` forms draw
from a normal cut off at two standard deviations and widened so that the variance is the stated
one, as Keras does.
"""

from math import prod
from typing import ClassVar

from specc.kind import Real
from specc.setting import Declared, Member, setting

CUT = 0.7737413
"""The variance of a standard normal number cut off at two deviations."""


class Initialiser(Declared):
    """How one weight starts; `word` is its name in a spec."""

    known: ClassVar[dict[str, type["Initialiser"]]] = {}

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if cls.word:
            Initialiser.known[cls.word] = cls

    def moments(self, shape: tuple[int, ...], fan_in: int, fan_out: int) -> tuple[float, float]:
        """Mean and variance of an element of a weight of that shape and those fans."""
        return 0.0, 0.0


class Auto(Initialiser):
    """Chosen from the layer and the activation that follows it (see `specc.resolve.start`)."""

    word = "auto"


class Zeros(Initialiser):
    """All zeros."""

    word = "zeros"


class Ones(Initialiser):
    """All ones."""

    word = "ones"

    def moments(self, shape: tuple[int, ...], fan_in: int, fan_out: int) -> tuple[float, float]:
        """One, and no variance."""
        return 1.0, 0.0


class Constant(Initialiser):
    """All one value."""

    word = "constant"
    value: float = setting(Real(), doc="the value")

    def moments(self, shape: tuple[int, ...], fan_in: int, fan_out: int) -> tuple[float, float]:
        """The value, and no variance."""
        return self.value, 0.0


class Normal(Initialiser):
    """Normal with mean zero."""

    word = "normal"
    std: float = setting(Real(0, above=True), 0.05, doc="standard deviation")

    def moments(self, shape: tuple[int, ...], fan_in: int, fan_out: int) -> tuple[float, float]:
        """The square of the deviation."""
        return 0.0, self.std * self.std


class Uniform(Initialiser):
    """Uniform between -limit and limit."""

    word = "uniform"
    limit: float = setting(Real(0, above=True), 0.05, doc="largest absolute value")

    def moments(self, shape: tuple[int, ...], fan_in: int, fan_out: int) -> tuple[float, float]:
        """A third of the squared limit."""
        return 0.0, self.limit * self.limit / 3.0


class TruncatedNormal(Initialiser):
    """Normal, values beyond two standard deviations drawn again; `std` is before the cut."""

    word = "truncated_normal"
    std: float = setting(Real(0, above=True), 0.05, doc="standard deviation before the cut")

    def moments(self, shape: tuple[int, ...], fan_in: int, fan_out: int) -> tuple[float, float]:
        """The square of the deviation, less what the cut takes."""
        return 0.0, CUT * self.std * self.std


class VarianceScaling(Initialiser):
    """Variance `scale / fan`, with `fan` one of "fan_in", "fan_avg"."""

    scale: ClassVar[float] = 1.0
    fan: ClassVar[str] = "fan_in"
    uniform: ClassVar[bool] = False

    def moments(self, shape: tuple[int, ...], fan_in: int, fan_out: int) -> tuple[float, float]:
        """The stated variance; 0 for a weight without fans."""
        fan = 0.5 * (fan_in + fan_out) if self.fan == "fan_avg" else float(fan_in)
        return 0.0, self.scale / fan if fan else 0.0


class GlorotUniform(VarianceScaling):
    """Uniform with variance 2 / (fan_in + fan_out)."""

    word = "glorot_uniform"
    fan = "fan_avg"
    uniform = True


class GlorotNormal(VarianceScaling):
    """Truncated normal with variance 2 / (fan_in + fan_out)."""

    word = "glorot_normal"
    fan = "fan_avg"


class HeUniform(VarianceScaling):
    """Uniform with variance 2 / fan_in."""

    word = "he_uniform"
    scale = 2.0
    uniform = True


class HeNormal(VarianceScaling):
    """Truncated normal with variance 2 / fan_in."""

    word = "he_normal"
    scale = 2.0


class LecunUniform(VarianceScaling):
    """Uniform with variance 1 / fan_in."""

    word = "lecun_uniform"
    uniform = True


class LecunNormal(VarianceScaling):
    """Truncated normal with variance 1 / fan_in."""

    word = "lecun_normal"


class Orthogonal(Initialiser):
    """A random (semi-)orthogonal matrix times `gain` (Saxe et al. 2014, arXiv 1312.6120)."""

    word = "orthogonal"
    gain: float = setting(Real(0, above=True), 1.0, doc="factor")

    def moments(self, shape: tuple[int, ...], fan_in: int, fan_out: int) -> tuple[float, float]:
        """Such that the longer side has columns of length `gain`."""
        rows = prod(shape[:-1])
        return 0.0, self.gain * self.gain / max(rows, shape[-1])


class IdentityMatrix(Initialiser):
    """The identity matrix; for square two-dimensional weights."""

    word = "identity"


AUTO, ZEROS, ONES = Auto(), Zeros(), Ones()


INITIALISER = Member("an initialiser such as `he_normal`", Initialiser.known)

WITHOUT_FANS = (Zeros, Ones, Constant, Normal, TruncatedNormal, Uniform)
VECTOR_INITIALISER = Member(
    "an initialiser that needs no fan-in such as `zeros` or `normal(0.02)`",
    {one.word: one for one in WITHOUT_FANS},
)
"""For biases and whatever else multiplies no inputs."""
