"""Attention whose scores come from a small network."""

from typing import TYPE_CHECKING

from specc.initialiser import INITIALISER, GlorotUniform, Initialiser
from specc.ir.dim import Size
from specc.ir.tensor import TensorType
from specc.kind import Int
from specc.layer import Case, Shape, Weight, Weighted
from specc.layers.activation import TANH
from specc.layers.recurrent import varied_bias
from specc.setting import Fault, setting
from specc.window import channel_count, fixed_channels

if TYPE_CHECKING:
    from specc.flow.path import Path
    from specc.flow.state import Passed, Signal

FLOAT_BYTES = 4


class AdditiveAttention(Weighted):
    """Mean of the memory over its positions, weighed by `softmax(tanh(q W + m U + b) v)`.

    q is the query and m a position of the memory; the kernels W, U and v are `query_kernel`,
    `memory_kernel` and `score_kernel`. There is one bias: a second one beside b would say the
    same, and the softmax does not see one behind v.

    Shapes: `[query]` and `[time, memory]` → `[memory]`; `[steps, query]` and `[time, memory]` →
    `[steps, memory]`, each step by itself. W is `[query, units]`, U is `[memory, units]`, v is
    `[units, 1]`, b is `[units]`.
    Bahdanau, Cho and Bengio 2015, arXiv 1409.0473 (appendix A.1.2, which leaves b out).
    """

    family = "attention"
    stem = "attention"
    inputs = (2, 2)
    ranks = (1, 2)
    form = "[query] or [steps, query], and [time, memory]"
    linear = False
    init: Initialiser = setting(
        INITIALISER, GlorotUniform(), positional=False, doc="how the kernels start"
    )
    units: int = setting(Int(1), doc="how many units compare a query with a position")

    def check(self) -> Fault | None:
        """The bias starts with one value everywhere."""
        return varied_bias(self.word, self.bias_init)

    def shape(self, *inputs: TensorType) -> Shape:
        """The query's, with the memory's channels."""
        query, memory = inputs
        if memory.rank != 2:
            message = f"`{self.word}` wants a memory of [time, memory], got {memory}"
            return Fault(message, input=1, rule="input-rank-mismatch")
        fault = fixed_channels(self.word, query) or fixed_channels(self.word, memory)
        return fault or query.with_channels(memory.channels)

    def weights(self, *inputs: TensorType) -> tuple[Weight, ...]:
        """The kernels of query, memory and score, and the bias."""
        query, memory = (channel_count(kind) for kind in inputs)
        kernels = (
            self._kernel("query_kernel", query, self.units),
            self._kernel("memory_kernel", memory, self.units),
            self._kernel("score_kernel", self.units, 1),
        )
        bias = Weight("bias", (self.units,), self.bias_init, self.trainable)
        return (*kernels, bias) if self.bias else kernels

    def _kernel(self, name: str, fan_in: int, fan_out: int) -> Weight:
        return Weight(name, (fan_in, fan_out), self.init, self.trainable, fan_in, fan_out)

    def macs(self, inputs: tuple[TensorType, ...], outputs: tuple[TensorType, ...]) -> Size:
        """Both projections, a score for each step and position, and the weighed means."""
        query, memory = inputs
        pairs = _steps(query) * memory.sizes[0]
        projections = (query.size + memory.size) * self.units
        return projections + pairs * (channel_count(memory) + self.units)

    def extra_bytes(self, inputs: tuple[TensorType, ...], outputs: tuple[TensorType, ...]) -> Size:
        """What the tanh gives and the weights, for each step and position, in single precision."""
        query, memory = inputs
        return _steps(query) * memory.sizes[0] * ((self.units + 1) * FLOAT_BYTES)

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """A mean over the memory."""
        query, memory = inputs
        asked = path.mix(query, self.units, "query_kernel", "")
        offered = path.mix(memory, self.units, "memory_kernel")
        return path.weigh(asked, offered, memory, TANH, "score_kernel")

    cases = (
        Case("AdditiveAttention(5)", ((6,), (7, 4)), (4,), 60),
        Case("AdditiveAttention(5, bias=false, init=he_normal)", ((3, 6), (7, 4)), (3, 4), 55),
        Case("AdditiveAttention(8, bias_init=ones, l2=0.1)", ((3, 6), (7, 6)), (3, 6), 112),
        Case("AdditiveAttention(5, trainable=false)", ((3, 6), (7, 4)), (3, 4), 0, 60),
    )


def _steps(query: TensorType) -> Size:
    return query.sizes[0] if query.rank == 2 else 1
