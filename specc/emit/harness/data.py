"""Writes `data.py`, the part of a program that reads the data. Both frameworks use it as it is.

What the generated module offers, in plain NumPy:

    from data import DATA, Data, Part, load

    data = load()                # `load(folder)` where files are read: DATA is the default folder
    data.train.image             # one array for each input and target, the first axis counts examples
    data.train.digit
    data.validation, data.test   # a `Part` each; the field is missing where its share in `split` is 0
    data.zero, data.reach        # only with `needs_range`: the scaled value of 0 and the width of the
                                 # values' range, for each channel; float32, of shape (channels,) or (1,)

Images are channels last, as in the spec, scaled and checked, never augmented. Which field belongs to
which input and output, and how a target is encoded, is in `specc.emit.harness.wiring.wire`: a goal's
`encoding` is "index" (`int64`, the output's sizes without the last) or "values" (`float32`, exactly
the output's sizes). A target `same` has no field: it is the input's.

The split is shuffled with the spec's seed and does not depend on what `train.py` is given.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from specc.backend import Request
from specc.emit.expression import Argument, Call, Code, Expr, call, method
from specc.emit.harness.checks import checks
from specc.emit.harness.program import Import, assembled, rendered
from specc.emit.harness.source import READERS, Reading
from specc.emit.harness.wiring import Feed, Goal, Wiring, classes_of
from specc.emit.header import clean, header
from specc.emit.prelude import Prelude
from specc.emit.render import INDENT, WIDTH, literal, quote, statement
from specc.training.augment import Brightness, Crop, Rotate
from specc.training.plan import DataPlan, TrainPlan
from specc.training.scale import Divide, Scale, Standard
from specc.training.source import Sklearn

TEMPLATES = Path(__file__).parent / "templates"
PIECES = Prelude(TEMPLATES / "data_pieces.txt")
PARTS = {"train": "training", "validation": "validation", "test": "test"}
KNOWN: Mapping[str, Import] = {
    "np": Import("numpy", alias="np"),
    "pd": Import("pandas", alias="pd"),
    "csv": Import("csv"),
    "Path": Import("pathlib", "Path"),
    "NamedTuple": Import("typing", "NamedTuple"),
    "NDArray": Import("numpy.typing", "NDArray"),
    "Any": Import("typing", "Any"),
    "Mapping": Import("collections.abc", "Mapping"),
    "Sequence": Import("collections.abc", "Sequence"),
    "Image": Import("PIL", "Image"),
}


class Scaled(NamedTuple):
    """How inputs are scaled: the words for it, and the arguments of `fit`."""

    doc: str
    fit: str


def data_file(request: Request, wiring: Wiring) -> str:
    """The text of `data.py` for a request with a train section that has data."""
    train = request.train
    assert train is not None and train.data is not None
    data = train.data
    reading = READERS[type(data.source)](wiring, data)
    body = rendered(TEMPLATES, "data.py.jinja", _values(request, train, data, wiring, reading))
    body = _tidy(body)
    pieces = "\n\n\n".join(PIECES.needed(body))
    title = header(clean(_title(data)), request.origin, request.digest, reading.title)
    whole = f"{body.rstrip()}\n\n\n{pieces}\n" if pieces else body
    return assembled(title, whole, {**KNOWN, **_own_imports(data, reading)})


def needs_range(data: DataPlan) -> bool:
    """True where augmentation has to know what black and white are after scaling."""
    padded = any(isinstance(a, (Rotate, Brightness)) or (isinstance(a, Crop) and a.padding) for a in data.augment)
    return padded


def parts(data: DataPlan) -> tuple[str, ...]:
    """The parts that are there: `train`, and `validation` and `test` where they have a share."""
    return tuple(name for name, share in zip(PARTS, data.split, strict=True) if share > 0)


def _title(data: DataPlan) -> str:
    return f"The data `{data.name[:60]}`." if data.name else "The data."


def _own_imports(data: DataPlan, reading: Reading) -> dict[str, Import]:
    """Imports whose names depend on the spec."""
    if isinstance(data.source, Sklearn):
        name = f"load_{data.source.name}"
        return {name: Import("sklearn.datasets", name)}
    if reading.make:
        module, function = reading.make.split(":")
        return {"make_data": Import(module, function, "make_data")}
    return {}


def _values(
    request: Request, train: TrainPlan, data: DataPlan, wiring: Wiring, reading: Reading
) -> dict[str, object]:
    names = parts(data)
    shares = tuple(share for share in data.split if share > 0)
    return {
        "folder": reading.folder,
        "path": quote(str(Path(request.origin).parent)) if reading.folder else "",
        "file": _file(data),
        "fields": _fields(wiring),
        "parts": names,
        "shares": shares,
        "share_names": _listed([PARTS[name] for name in names]),
        "seed": train.seed,
        "seeded": (len(names) > 1 and data.order == "random") or "rng" in "".join(reading.lines),
        "ordered": data.order == "time",
        "first": wiring.feeds[0].field,
        "read": [*reading.lines, *(checks(wiring, data) if reading.checked else [])],
        "part": _part(wiring),
        "scale": _scale(data.scale, wiring) if data.scale else None,
        "scaled": [feed for feed in wiring.feeds if feed.dtype == "float32"],
        "needs_range": needs_range(data),
        "range": _range(wiring.feeds[0]),
        "width": WIDTH,
    }


def _file(data: DataPlan) -> str:
    path = getattr(data.source, "path", None)
    if path is None:
        return ""
    name = "FOLDER" if data.source.word == "images" else "FILE"
    return "\n".join(statement(f"{name} = ", Code(quote(path)), 0, "in the folder that `load` is given"))


def _fields(wiring: Wiring) -> list[str]:
    """The lines of the class `Part`."""
    lines = []
    for item in (*wiring.feeds, *wiring.stored):
        sizes = item.type.sizes if isinstance(item, Feed) else item.sizes
        shape = f"({', '.join(['n', *map(str, sizes)])}{'' if sizes else ','})"
        kind = "bool_" if item.dtype == "bool" else item.dtype
        lines += statement(f"{item.field}: ", Code(f"NDArray[np.{kind}]"), 1, shape)
    return lines


def _part(wiring: Wiring) -> list[str]:
    """The statement that makes a `Part` of the local arrays."""
    named = [(feed.field, _astype(Code(feed.field), feed.dtype)) for feed in wiring.feeds]
    named += [(goal.field, _encode(goal)) for goal in wiring.stored]
    made = Call(Code("Part"), (), tuple(Argument(name, value) for name, value in named))
    return statement("return ", made, 1)


def _astype(array: Expr, dtype: str) -> Expr:
    return method(array, "astype", Code("bool" if dtype == "bool" else f"np.{dtype}"))


def _encode(goal: Goal) -> Expr:
    """From what was read to what the loss takes; see `specc.emit.harness.wiring`."""
    array: Expr = Code(goal.field)
    kind = goal.target.kind
    count = classes_of(kind)
    if goal.encoding == "index":
        return method(array, "argmax", axis=-1) if kind.word == "one_hot" else _astype(array, "int64")
    if kind.word in ("class", "mask", "binary") and count == goal.type.sizes[-1:][0] and count > 1:
        rows = call("np.eye", int(count), dtype=Code("np.float32"))
        return Code(f"{_flat(rows)}[{goal.field}.astype(np.int64)]")
    array = _astype(array, "float32")
    if _raw(goal) == goal.sizes:
        return array
    return method(array, "reshape", -1, *(s if isinstance(s, int) else -1 for s in goal.sizes))


def _flat(expr: Expr) -> str:
    from specc.emit.render import flat

    return flat(expr)


def _raw(goal: Goal) -> tuple[object, ...]:
    from specc.emit.harness.checks import raw_sizes

    return raw_sizes(goal)


def _scale(scale: Scale, wiring: Wiring) -> Scaled | None:
    rank = max(feed.type.rank for feed in wiring.feeds)
    if isinstance(scale, Divide):
        return Scaled(f"Divides by {scale.by:g}.", "")
    per = "feature" if rank == 1 else "channel"
    if isinstance(scale, Standard):
        return Scaled(f"Gives each {per} mean 0 and deviation 1, measured on the training part.", "standard")
    return Scaled("Brings values to 0..1, measured on the training part.", "minmax")


def _range(feed: Feed) -> tuple[str, str] | None:
    if feed.given.low is None or feed.given.high is None:
        return None
    return literal(feed.given.low), literal(feed.given.high)


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _tidy(body: str) -> str:
    return body.lstrip("\n")
