"""How `data.py` scales: the bodies of `load` and `scaled`."""

from specc.emit.expression import Argument, Call, Code, Expr, call, method
from specc.emit.harness.wiring import Feed, Wiring
from specc.emit.render import statement
from specc.training.augment import Brightness, Crop, Rotate
from specc.training.plan import DataPlan
from specc.training.scale import Divide, Scale, Standard


def needs_range(data: DataPlan) -> bool:
    """True where augmentation has to know what black and white are after scaling."""
    return any(
        isinstance(a, (Rotate, Brightness)) or (isinstance(a, Crop) and a.padding > 0)
        for a in data.augment
    )


def load_lines(data: DataPlan, wiring: Wiring, parts: int, folder: bool) -> list[str]:
    """The body of `load`."""
    read = "read(folder)" if folder else "read()"
    if not data.scale and not needs_range(data):
        return [f"    return Data({read if parts == 1 else f'*split({read})'})"]
    lines = [f"    parts = {f'[{read}]' if parts == 1 else f'split({read})'}"]
    if needs_range(data):
        lines += _range(data, wiring.feeds[0])
    made = "parts"
    if data.scale:
        trained = "" if isinstance(data.scale, Divide) else ", parts[0]"
        made = f"(scaled(part{trained}) for part in parts)"
    ends = ", zero, high - low" if needs_range(data) else ""
    return [*lines, f"    return Data(*{made}{ends})"]


def _range(data: DataPlan, feed: Feed) -> list[str]:
    """What becomes of 0 and of the ends of the values' range."""
    lines = statement("train = ", Code(f"parts[0].{feed.field}"), 1)
    low: object = feed.given.low if feed.given.low is not None else Code("train.min()")
    high: object = feed.given.high if feed.given.high is not None else Code("train.max()")
    rows = Code(f"[[0.0], [{_number(low)}], [{_number(high)}]]")
    ends = call("np.array", rows, dtype=Code("np.float32"))
    used = isinstance(data.scale, Divide) or data.scale is None
    lines = lines if not used or isinstance(low, Code) else []
    scaled = _applied(data.scale, ends, Code("train"), feed) if data.scale else ends
    return [*lines, *statement("zero, low, high = ", scaled, 1)]


def _number(value: object) -> str:
    return value.text if isinstance(value, Code) else repr(float(value))  # type: ignore[arg-type]


def _applied(scale: Scale, array: Expr, train: Expr, feed: Feed) -> Expr:
    if isinstance(scale, Divide):
        return call("divided", array, scale.by)
    if isinstance(scale, Standard):
        return call("standard", array, train)
    return call("feature_minmax" if feed.type.rank == 1 else "minmax", array, train)


def scaled_lines(scale: Scale, wiring: Wiring) -> list[str]:
    """The body of `scaled`."""
    floats = [feed for feed in wiring.feeds if feed.dtype == "float32"]
    named = tuple(
        Argument(
            feed.field,
            _applied(scale, Code(f"part.{feed.field}"), Code(f"train.{feed.field}"), feed),
        )
        for feed in floats
    )
    return statement("return ", Call(method(Code("part"), "_replace").function, (), named), 1)


def scaled_doc(scale: Scale) -> str:
    """What `scaled` does, as its docstring."""
    if isinstance(scale, Divide):
        return "The same examples in a smaller range."
    return "The same examples, scaled by what the training part is like."
