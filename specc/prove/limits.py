"""Between which numbers the target of an output lies, as far as the data says."""

from math import inf
from typing import TYPE_CHECKING

from specc.diagnostics import Label
from specc.namedtuple import NamedTuple
from specc.prove.image import Image

if TYPE_CHECKING:
    from specc.prove.trained import Trained
    from specc.training.plan import DataInput, DataPlan


class Limits(NamedTuple):
    """The least and the greatest value; `text` is what to say of them, `label` where it stands.

    Of `standard` values only this is known: their mean is 0 and their deviation 1. So some are
    below 0 and some above, and not all can lie between -1 and 1, two opposite ones apart.
    """

    low: float
    high: float
    text: str
    label: Label
    standard: bool = False

    def beyond(self, image: Image) -> bool:
        """True where an output with this image cannot reach all of the values."""
        if self.standard:
            inside = image.low >= -1 and image.high <= 1
            return image.low >= 0 or image.high <= 0 or inside
        return self.low < image.low or self.high > image.high

    def leaves(self, low: float, high: float) -> bool:
        """True where some of the values lie outside of a range that holds 0 and 1."""
        return self.standard or self.low < low or self.high > high


def limits(one: "Trained") -> Limits | None:
    """What is known of the values of a trained output's target; None for classes."""
    data, target = one.plan.data, one.target
    if data is None or target is None:
        return None
    kind = target.kind
    if kind.word == "same":
        return _of_input(one, data)
    if kind.word not in ("real", "count"):
        return None
    label = Label(data.place.source, target.span or data.span("source"), f"`{target.name}`")
    if data.values is not None and len(data.targets) == 1:
        return _between(target.name, *data.values, label)
    if kind.low is not None and kind.high is not None:
        return _between(target.name, kind.low, kind.high, label)
    if kind.word == "count":
        return Limits(0, inf, f"`{target.name}` counts 0, 1, 2, ...", label)
    return None


def scaled(data: "DataPlan", given: "DataInput") -> Limits | None:
    """The values of one input of the data behind `scale`."""
    scale = data.scale
    word = "" if scale is None else scale.word
    span = given.span or data.span("source")
    label = Label(data.place.source, data.span("scale") if word else span, f"`{given.name}`")
    if given.type.dtype != "float":
        return None
    if word == "standard":
        text = f"`scale = standard` gives `{given.name}` mean 0 and deviation 1"
        return Limits(-inf, inf, text, label, standard=True)
    if word == "minmax":
        return _between(given.name, 0, 1, label)
    if given.low is None or given.high is None:
        return None
    by = scale.by if word == "divide" else 1  # type: ignore[union-attr]
    return _between(given.name, given.low / by, given.high / by, label)


def _of_input(one: "Trained", data: "DataPlan") -> Limits | None:
    from specc.training.agree.input import paired  # loaded already where there is a training

    taken = {name: value.type for name, value in one.facts.graph.inputs.items()}
    if len(taken) != len(data.inputs):
        return None
    first = next(iter(taken))
    given = next((item for item, name in paired(data.inputs, taken) if name == first), None)
    return None if given is None else scaled(data, given)


def _between(name: str, low: float, high: float, label: Label) -> Limits:
    return Limits(low, high, f"`{name}` goes from {low:g} to {high:g}", label)
