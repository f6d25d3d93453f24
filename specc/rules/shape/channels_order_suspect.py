"""The rule `channels-order-suspect`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Edit, Fix, Label, Safety, Severity
from specc.ir.graph import Place, Value
from specc.ir.tensor import TensorType
from specc.prove.body import inputs
from specc.prove.facts import Facts
from specc.rule import Rule, Subject
from specc.source import Span
from specc.syntax import ast

CHANNELS = (1, 3, 4)
"""Of grey images, of RGB, and of RGB with transparency or four frames."""


class ChannelsOrderSuspect(Rule):
    """An image is declared with its channels first.

    What it does:
        Finds inputs such as `[3, 224, 224]` that go into a convolution or a pool over images:
        1, 3 or 4 rows of an image whose width and channels are more than four times as many. A
        window of one row is left in peace: it knows that there is only one.

    Why is this bad?
        The last axis is the channels, in both frameworks: the layer slides over an image of 3 rows
        and 224 columns with 224 channels. It is built and trained without an error as long as
        the padding keeps the 3 rows alive, and learns little.

    Example:
        input image: [3, 32, 32]

    Use instead:
        input image: [32, 32, 3]

    References:
        docs/language.md, "Shapes". PyTorch's `Conv2d` takes (N, C, H, W) and Keras' by default
        (N, H, W, C): the documentation of `torch.nn.Conv2d` and of `image_data_format`,
        https://www.tensorflow.org/api_docs/python/tf/keras/backend/set_image_data_format.
    """

    severity = Severity.WARNING
    needs = ("model", ("convolution", "pooling"))
    bad = """\
model Net {
    input image: [3, 32, 32]
    Conv2D(32, kernel=3, padding=same, activation=relu)
    GlobalAvgPool
    Dense(10)
}
"""
    message = "`image` is [3, 32, 32]: an image of height 3 and width 32 with 32 channels"
    good = """\
model Net {
    input signal: [1, 256, 32]
    Conv2D(32, kernel=[1, 3], activation=relu)
    GlobalAvgPool
    Dense(10)
}
"""
    fixed = """\
model Net {
    input image: [32, 32, 3]
    Conv2D(32, kernel=3, padding=same, activation=relu)
    GlobalAvgPool
    Dense(10)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Inputs of models."""
        for model, facts in subject.graphs.items():
            for name, value in facts.graph.inputs.items():
                if _channels_first(value.type) and _slides(facts, value):
                    yield self._finding(subject, model, name, value.type)

    def _finding(self, subject: Subject, model: str, name: str, kind: TensorType) -> Diagnostic:
        first, height, width = kind.sizes
        right = TensorType((height, width, first), kind.dtype)
        message = (
            f"`{name}` is {kind}: an image of height {first} and width {height} "
            f"with {width} channels"
        )
        written = subject.once(inputs).get((model, name))
        source = subject.scope.source
        declared = _declared(subject, model, kind)
        span = subject.models[model].place.span if written is None else written.span
        help = f"the channels stand last: `{right}`"
        if declared is not None:
            help = f"where the data is {kind}, `Permute([1, 2, 0])` makes {right} of it"
        fix = None if written is None or declared is not None else _turned(subject, written)
        related = () if declared is None else (declared,)
        return self.at(Place(source, span), message, help=help, related=related, fix=fix)


def _channels_first(kind: TensorType) -> bool:
    if kind.rank != 3 or any(type(size) is not int for size in kind.sizes):
        return False
    first = kind.sizes[0]
    return first in CHANNELS and all(size > 4 * first for size in kind.sizes[1:])  # type: ignore[operator]


def _slides(facts: Facts, value: Value) -> bool:
    """True where the first thing that is done is to slide a window over rows."""
    for number in facts.readers(value.id):
        layer = facts.graph.nodes[number].layer
        window = getattr(layer, "kernel", None) or getattr(layer, "size", None)
        if layer.spatial == 2 and isinstance(window, tuple) and window[0] > 1:
            return True
    return False


def _declared(subject: Subject, model: str, kind: TensorType) -> Label | None:
    """The data that says the same, if there is any."""
    for plan in subject.sections.trains.values():
        data = plan.data if plan.model == model else None
        for given in data.inputs if data is not None else ():
            if data is not None and given.type.sizes == kind.sizes:
                return Label(data.place.source, given.span or data.place.span, "and so is the data")
    return None


def _turned(subject: Subject, written: ast.Input) -> Fix | None:
    """The first size behind the others, as they are written."""
    sizes = written.type.sizes if written.type is not None else None
    if sizes is None:
        return None
    source = subject.scope.source
    span = Span(sizes[0].span.start, sizes[-1].span.end)
    if "#" in source.cut(span):
        return None
    first, *others = (source.cut(size.span) for size in sizes)
    edit = Edit(source, span, ", ".join([*others, first]))
    return Fix("put the channels last", (edit,), Safety.UNSAFE)
