"""Attention: each position of a query takes what it needs from a memory."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from specc.axis import clash
from specc.ir.dim import Size
from specc.ir.tensor import TensorType
from specc.kind import Bool, Int, Optional, Real
from specc.layer import Case, Shape, Weight, Weighted
from specc.namedtuple import NamedTuple
from specc.setting import Fault, setting
from specc.window import channel_count, fixed_channels, nearest_divisor

if TYPE_CHECKING:
    from specc.flow.path import Path
    from specc.flow.state import Passed, Signal

FLOAT_BYTES = 4


class Sources(NamedTuple):
    """What queries, keys and values are made from."""

    query: TensorType
    key: TensorType
    value: TensorType


class MultiHeadAttention(Weighted):
    """Scaled dot-product attention with several heads, and a projection behind them.

    For each head `softmax(Q K' / sqrt(key_dim)) V`, where Q, K and V are dense layers of query, key
    and value; the heads' results stand side by side and pass through a last dense layer, back to
    the query's channels. One input is query, key and value; of two the second is key and value.

    - `kv_heads`: fewer heads for keys and values, each shared by `heads // kv_heads` query heads
      (grouped queries, Ainslie et al. 2023, arXiv 2305.13245; 1: multi-query).
    - `causal`: position `t` of the query sees positions `0` to `t` of the memory, also where the
      two differ in length.
    - `dropout`: the share of attention weights that are dropped while training.
    - `rotary`: queries and keys are turned by angles that grow with their position; channel `i` is
      paired with channel `i + key_dim / 2` of its head, as in GPT-NeoX and Llama (RoFormer, Su et
      al. 2021, arXiv 2104.09864).

    Shapes: query `[T, c]`, key `[S, k]`, value `[S, v]` → `[T, c]`; the kernels are
    `[c, heads * key_dim]`, `[k, kv_heads * key_dim]`, `[v, kv_heads * key_dim]` and
    `[heads * key_dim, c]`. Multiply-adds under `causal` are those of the full products, as papers
    and profilers count them. Vaswani et al. 2017, arXiv 1706.03762.
    """

    family = "attention"
    stem = "attention"
    inputs = (1, 3)
    ranks = (2, 2)
    form = "[time, channels]"
    linear = False
    foreign: ClassVar[Mapping[str, str]] = {
        "embed_dim": "key_dim",
        "head_dim": "key_dim",
        "num_kv_heads": "kv_heads",
        "num_query_heads": "heads",
        "num_key_value_heads": "kv_heads",
        "is_causal": "causal",
        "use_causal_mask": "causal",
    }
    heads: int = setting(Int(1), doc="how many heads there are")
    key_dim: int | None = setting(
        Optional(Int(1)), None, doc="the channels of a head; the query's share for `none`"
    )
    kv_heads: int | None = setting(
        Optional(Int(1)), None, doc="how many heads keys and values have; `heads` for `none`"
    )
    causal: bool = setting(Bool(), False, doc="whether a position sees only those up to its own")
    dropout: float = setting(
        Real(0, 1, below=True), 0.0, doc="share of attention weights dropped while training"
    )
    rotary: bool = setting(Bool(), False, doc="whether queries and keys turn with their position")

    def check(self) -> Fault | None:
        """The heads of keys and values divide those of the queries; rotation needs pairs."""
        if self.heads % self.memory_heads:
            message = (
                f"`{self.word}` shares {self.memory_heads} heads of keys among {self.heads} heads: "
                f"{self.heads} % {self.memory_heads} = {self.heads % self.memory_heads}"
            )
            near = str(nearest_divisor(self.memory_heads, self.heads))
            return Fault(message, setting="kv_heads", rule="head-divisibility", instead=near)
        return None if self.key_dim is None else self._unpaired(self.key_dim, "key_dim")

    @property
    def memory_heads(self) -> int:
        """The heads of keys and values."""
        return self.heads if self.kv_heads is None else self.kv_heads

    def head_dim(self, query: TensorType) -> int:
        """The channels of a head."""
        return self.key_dim or channel_count(query) // self.heads

    def _unpaired(self, key_dim: int, at: str) -> Fault | None:
        if not self.rotary or key_dim % 2 == 0:
            return None
        message = f"`rotary` of `{self.word}` turns pairs of channels, and a head has {key_dim}"
        return Fault(message, setting=at, rule="rope-head-dim-odd")

    def shape(self, *inputs: TensorType) -> Shape:
        """The query's own."""
        for kind in inputs:
            fault = fixed_channels(self.word, kind)
            if fault is not None:
                return fault
        query, key, value = sources(*inputs)
        fault = self._indivisible(channel_count(query)) or self._lengths(key, value)
        return fault or query

    def _indivisible(self, channels: int) -> Fault | None:
        if self.key_dim is not None:
            return None
        if channels % self.heads == 0:
            return self._unpaired(channels // self.heads, "rotary")
        message = (
            f"`{self.word}` splits {channels} channels among {self.heads} heads: "
            f"{channels} % {self.heads} = {channels % self.heads}"
        )
        near = nearest_divisor(self.heads, channels)
        help = (
            f"`heads={near}` fits; `key_dim=64` sets the channels of a head apart from the input's"
        )
        rule = "head-divisibility"
        return Fault(message, help, setting="heads", rule=rule, instead=str(near))

    def _lengths(self, key: TensorType, value: TensorType) -> Fault | None:
        found = clash([(key.sizes[0], value.sizes[0])])
        if found is None:
            return None
        reason = f"the times differ, {found.left} and {found.right}"
        if found.condition:
            reason = f"the times agree only when `{found.condition}`"
        return Fault(f"`{self.word}` has keys {key} and values {value}: {reason}", found.help)

    def weights(self, *inputs: TensorType) -> tuple[Weight, ...]:
        """Kernel and bias of the four projections."""
        query, key, value = sources(*inputs)
        whole = self.heads * self.head_dim(query)
        part = self.memory_heads * self.head_dim(query)
        channels = channel_count(query)
        return (
            *self._projection("query", channels, whole),
            *self._projection("key", channel_count(key), part),
            *self._projection("value", channel_count(value), part),
            *self._projection("output", whole, channels),
        )

    def _projection(self, name: str, fan_in: int, fan_out: int) -> tuple[Weight, ...]:
        kernel = Weight(
            f"{name}_kernel", (fan_in, fan_out), self.init, self.trainable, fan_in, fan_out
        )
        bias = Weight(f"{name}_bias", (fan_out,), self.bias_init, self.trainable)
        return (kernel, bias) if self.bias else (kernel,)

    def macs(self, inputs: tuple[TensorType, ...], outputs: tuple[TensorType, ...]) -> Size:
        """Four projections, `Q K'`, and the weights times V."""
        query, key, value = sources(*inputs)
        whole = self.heads * self.head_dim(query)
        part = self.memory_heads * self.head_dim(query)
        products = query.sizes[0] * key.sizes[0] * (2 * whole)
        return query.size * (2 * whole) + key.size * part + value.size * part + products

    def extra_bytes(self, inputs: tuple[TensorType, ...], outputs: tuple[TensorType, ...]) -> Size:
        """Q, K, V, what the heads give, and the logarithm of each softmax's sum.

        In single precision, as the fused kernels keep them; they make the weights again in the
        backward pass instead of keeping them. Turned queries have another layout, which costs a
        copy of the result.
        """
        query, key, _ = sources(*inputs)
        width = self.head_dim(query)
        queries = query.sizes[0] * (self.heads * ((3 if self.rotary else 2) * width + 1))
        return (queries + key.sizes[0] * (2 * self.memory_heads * width)) * FLOAT_BYTES

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """Projections, a mean over the positions that are seen, and a projection."""
        query, key, value = inputs[0], inputs[min(1, len(inputs) - 1)], inputs[-1]
        width = self.key_dim or query.width // self.heads
        whole, part = self.heads * width, self.memory_heads * width
        seen = path.attend(
            path.mix(query, whole, "query_kernel", "query_bias"),
            path.mix(key, part, "key_kernel", "key_bias"),
            path.mix(value, part, "value_kernel", "value_bias"),
            self.heads // self.memory_heads,
            causal=self.causal,
            dropout=self.dropout,
        )
        return path.mix(seen, query.width, "output_kernel", "output_bias")

    cases = (
        Case("MultiHeadAttention(2)", ((7, 6),), (7, 6), 168),
        Case("MultiHeadAttention(3, causal=true, bias=false)", ((5, 6),), (5, 6), 144),
        Case("MultiHeadAttention(2, key_dim=5, dropout=0.5)", ((4, 6), (7, 8)), (4, 6), 316),
        Case("MultiHeadAttention(2, init=he_normal)", ((4, 6), (7, 8), (7, 4)), (4, 6), 168),
        Case("MultiHeadAttention(2, causal=true)", ((4, 6), (7, 6)), (4, 6), 168),
        Case("MultiHeadAttention(2, causal=true)", ((7, 6), (4, 6)), (7, 6), 168),
        Case("MultiHeadAttention(4, kv_heads=2, dropout=0.1)", ((7, 8),), (7, 8), 216),
        Case("MultiHeadAttention(4, kv_heads=1, causal=true)", ((7, 8),), (7, 8), 180),
        Case("MultiHeadAttention(2, rotary=true, causal=true)", ((7, 8),), (7, 8), 288),
        Case("MultiHeadAttention(2, rotary=true)", ((7, 8), (5, 6)), (7, 8), 256),
        Case("MultiHeadAttention(2, trainable=false, l2=0.1)", ((7, 6),), (7, 6), 0, 168),
        Case("MultiHeadAttention(2, max_norm=2, bias_init=ones)", ((7, 6),), (7, 6), 168),
        Case("MultiHeadAttention(2, activation=relu)", ((7, 6),), (7, 6), 168),
    )


def sources(*inputs: TensorType) -> Sources:
    """Query, key and value of one, two or three inputs."""
    return Sources(inputs[0], inputs[min(1, len(inputs) - 1)], inputs[-1])
