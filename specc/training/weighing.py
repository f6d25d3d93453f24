"""The value of `loss`: one loss, a weighed one, or a map from output to loss."""

from typing import Any, TypeAlias

from specc.kind import Real, Refused, show
from specc.namedtuple import NamedTuple
from specc.setting import Fault
from specc.source import Span
from specc.training.family import Placed
from specc.training.loss import LOSS, Loss

Losses: TypeAlias = tuple[tuple[str, Loss, float], ...]
"""Output (empty: the only one), loss, weight."""


class Weighed(NamedTuple):
    """`2.0 * mse`, evaluated but not yet checked."""

    factor: Placed
    value: Placed

    def __str__(self) -> str:
        return f"{show(self.factor.value)} * {show(self.value.value)}"


class LossesKind:
    """One loss, a loss with a weight, or a map from output to either."""

    description = "a loss such as `cross_entropy`, or a map `{output: loss}`"
    weight = Real(0, above=True)

    def read(self, value: Any) -> Any:
        """The losses in order; every fault of a map is found."""
        inner = value.value if isinstance(value, Placed) else value
        entries = inner if isinstance(inner, dict) else {"": value}
        if not entries:
            return Refused("an empty map")
        read = [(name, self._one(entry)) for name, entry in entries.items()]
        bad = [found for _, found in read if isinstance(found, Refused)]
        if bad:
            return bad[0]._replace(inner=tuple(fault for item in bad for fault in item.inner))
        return tuple((name, *found) for name, found in read)

    def _one(self, value: Any) -> Any:
        inner = value.value if isinstance(value, Placed) else value
        if not isinstance(inner, Weighed):
            found = LOSS.read(value)
            return found if isinstance(found, Refused) else (found, 1.0)
        loss, weight = LOSS.read(inner.value), self.weight.read(inner.factor.value)
        if isinstance(weight, Refused):
            message = f"the weight of a loss must be {self.weight.description}, got {weight.got}"
            return weight._replace(inner=(_fault(message, inner.factor.span),))
        return loss if isinstance(loss, Refused) else (loss, weight)


LOSSES = LossesKind()


def _fault(message: str, span: Span) -> Fault:
    return Fault(message, rule="invalid-setting", span=span)
