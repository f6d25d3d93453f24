"""Writes `data.py`, the part of a program that reads the data. Both frameworks use it as it is.

What the generated module offers, in plain NumPy:

    from data import DATA, Data, Part, load

    data = load()               # `load(folder)` where files are read: DATA is the default folder
    data.train.image            # an array for each input and target; the first axis counts examples
    data.train.digit
    data.validation, data.test  # a `Part` each; no such field where its share in `split` is 0
    data.zero, data.reach       # only with `scaling.needs_range`: the scaled value of 0 and the
                                # width of the values' range, (channels,) or (1,), in `float32`

Images are channels last, as in the spec, scaled and checked, never augmented. Which field belongs
to which input and output, and how a target is encoded, is in `specc.emit.harness.wiring.wire`: a
goal's `encoding` is "index" (`int64`, the output's sizes without the last) or "values" (`float32`,
exactly the output's sizes). A target `same` has no field: it is the input's.

The split is drawn with the spec's seed, each class spread evenly over the parts, and does not
depend on what `train.py` is given.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from specc.backend import Request
from specc.emit.expression import Argument, Call, Code, Expr, call, method
from specc.emit.harness.checks import checks, raw_sizes
from specc.emit.harness.program import Import, assembled, rendered, with_pieces
from specc.emit.harness.scaling import load_lines, needs_range, scaled_doc, scaled_lines
from specc.emit.harness.source import READERS, Reading
from specc.emit.harness.wiring import Goal, Wiring, unit_a_class
from specc.emit.header import clean, header
from specc.emit.prelude import Prelude
from specc.emit.render import flat, quote, statement
from specc.training.plan import DataPlan, TrainPlan
from specc.training.scale import Divide
from specc.training.source import Sklearn

TEMPLATES = Path(__file__).parent / "templates"
PIECES = Prelude(TEMPLATES / "data_pieces.txt").pieces
ALIAS = re.compile(r"\n*Array = NDArray\[Any\]\n")
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


def data_file(request: Request, wiring: Wiring) -> str:
    """The text of `data.py` for a request with a train section that has data."""
    train = request.train
    assert train is not None
    assert train.data is not None
    data = train.data
    reading = READERS[type(data.source)](wiring, data)
    values = _values(train, data, wiring, reading)
    values["path"] = quote(str(Path(request.origin).parent))
    body = with_pieces(rendered(TEMPLATES, "data.py.jinja", values), PIECES)
    if not re.search(r"\bArray\b(?! =)", body):
        body = ALIAS.sub("\n", body)
    title = header(clean(_title(data)), request.origin, request.digest, reading.title)
    return assembled(title, body, {**KNOWN, **_own_imports(data, reading)})


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
        return {"make_data": Import(module, function, "make_data", own=True)}
    return {}


def _values(
    train: TrainPlan, data: DataPlan, wiring: Wiring, reading: Reading
) -> dict[str, object]:
    names = parts(data)
    return {
        "folder": reading.folder,
        "path": "",
        "file": _file(data),
        "fields": _fields(wiring),
        "parts": names,
        "shares": tuple(share for share in data.split if share > 0),
        "share_names": _listed([PARTS[name] for name in names]),
        "seed": train.seed,
        "seeded": (len(names) > 1 and data.order == "random") or "SEED" in "".join(reading.lines),
        "ordered": data.order == "time",
        "classes": _classes(wiring),
        "doc": _doc(data, reading),
        "load": load_lines(data, wiring, len(names), reading.folder),
        "read_doc": "All examples" + (", as the spec says they are." if reading.checked else "."),
        "read": [
            *reading.lines,
            *(checks(wiring, data) if reading.checked else []),
            *_part(wiring),
        ],
        "scaled": scaled_lines(data.scale, wiring) if data.scale else [],
        "scaled_doc": scaled_doc(data.scale) if data.scale else "",
        "divided": isinstance(data.scale, Divide),
        "ends": needs_range(data),
    }


def _doc(data: DataPlan, reading: Reading) -> str:
    """What `load` does."""
    steps = {"checked": reading.checked, "split": len(parts(data)) > 1, "scaled": bool(data.scale)}
    done = [word for word, used in steps.items() if used]
    return f"The data, {_listed(done)}." if done else "The data."


def _classes(wiring: Wiring) -> str:
    """The field by which the parts are balanced: the only target, where it is one class."""
    goals = [g for g in wiring.stored if g.target.kind.word in ("class", "binary", "one_hot")]
    single = len(wiring.stored) == 1 and len(goals) == 1 and goals[0].sizes in ((), (1,))
    return goals[0].field if single else ""


def _file(data: DataPlan) -> str:
    path = getattr(data.source, "path", None)
    if path is None:
        return ""
    name = "FOLDER" if data.source.word == "images" else "FILE"
    return "\n".join(
        statement(f"{name} = ", Code(quote(path)), 0, "in the folder that `load` is given")
    )


def _fields(wiring: Wiring) -> list[str]:
    """The lines of the class `Part`."""
    lines = []
    for item in wiring.arrays:
        shape = f"({', '.join(['n', *map(str, item.sizes)])}{'' if item.sizes else ','})"
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
    count = unit_a_class(kind, goal.type)
    if goal.encoding == "index":
        return (
            method(array, "argmax", axis=-1) if kind.word == "one_hot" else _astype(array, "int64")
        )
    if kind.word in ("class", "mask", "binary") and count > 1:
        rows = call("np.eye", count, dtype=Code("np.float32"))
        return Code(f"{flat(rows)}[{goal.field}.astype(np.int64)]")
    array = _astype(array, "float32")
    if raw_sizes(goal) == goal.sizes:
        return array
    return method(array, "reshape", -1, *(s if isinstance(s, int) else -1 for s in goal.sizes))


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
