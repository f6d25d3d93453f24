"""Tensor types: the sizes of a tensor without its batch axis, and what its elements are."""

from specc.ir.dim import Size
from specc.namedtuple import NamedTuple


class TensorType(NamedTuple):
    """Sizes without the batch axis, channels last; `dtype` is "float", "int" or "bool"."""

    sizes: tuple[Size, ...]
    dtype: str = "float"

    @property
    def rank(self) -> int:
        """The number of axes, the batch axis not counted."""
        return len(self.sizes)

    @property
    def channels(self) -> Size:
        """The size of the last axis."""
        return self.sizes[-1]

    @property
    def size(self) -> Size:
        """The number of elements for one example."""
        product: Size = 1
        for size in self.sizes:
            product = product * size
        return product

    @property
    def known(self) -> bool:
        """False for what follows from a fault."""
        return self is not UNKNOWN

    def with_channels(self, channels: Size) -> "TensorType":
        """The same type with another last size."""
        return TensorType((*self.sizes[:-1], channels), self.dtype)

    def __str__(self) -> str:
        inside = ", ".join(str(size) for size in self.sizes)
        return f"[{inside}]" if self.dtype == "float" else f"{self.dtype}[{inside}]"


UNKNOWN = TensorType((), "unknown")
"""What follows from a fault: everything that touches it stays silent and unknown."""
