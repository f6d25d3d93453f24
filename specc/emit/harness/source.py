"""The body of `read()` in `data.py`: from a source to arrays, one local name for each field."""

from collections.abc import Callable
from typing import TypeVar

from specc.emit.expression import Code, Expr, Lit, Sequence, call
from specc.emit.harness.wiring import Feed, Goal, Wiring
from specc.emit.render import statement
from specc.namedtuple import NamedTuple
from specc.training.plan import DataPlan
from specc.training.source import (
    Csv,
    Images,
    Keras,
    Npz,
    Parquet,
    PythonSource,
    Sklearn,
    Source,
    Synthetic,
    Table,
    Torchvision,
)


class Reading(NamedTuple):
    """How a source is read: lines, one sentence about it, and what has still to be checked.

    `folder` is true where files are read. `checked` is false where the arrays are made to measure.
    `make` is the user's function, `module:name`.
    """

    lines: list[str]
    title: str
    folder: bool = False
    checked: bool = True
    make: str = ""


Reader = Callable[[Wiring, DataPlan], Reading]
READERS: dict[type[Source], Reader] = {}
R = TypeVar("R", bound=Reader)


def reads(*sources: type[Source]) -> Callable[[R], R]:
    """Register how a kind of source is read."""

    def register(reader: R) -> R:
        READERS.update(dict.fromkeys(sources, reader))
        return reader

    return register


def _set(name: str, value: Expr | str) -> list[str]:
    return statement(f"{name} = ", Code(value) if isinstance(value, str) else value, 1)


def _rows(value: object) -> Expr:
    """Nested rows as nested lists."""
    if isinstance(value, tuple):
        return Sequence(tuple(_rows(item) for item in value))
    return Lit(value)


@reads(Table)
def table(wiring: Wiring, data: DataPlan) -> Reading:
    """The rows themselves."""
    source = data.source
    assert isinstance(source, Table)
    (feed,) = wiring.feeds
    flat = not isinstance(source.inputs[0], tuple)
    rows = tuple((row,) for row in source.inputs) if flat else source.inputs
    lines = _set(feed.field, call("np.array", _rows(rows)))
    for goal in wiring.stored:
        lines += _set(goal.field, call("np.array", _rows(source.targets)))
    return Reading(lines, "The rows that stand in the spec.", checked=False)


SKLEARN_INPUT = {"digits": "source.images[..., np.newaxis]"}


@reads(Sklearn)
def sklearn(wiring: Wiring, data: DataPlan) -> Reading:
    """A loader of `sklearn.datasets`."""
    name = data.source.name  # type: ignore[attr-defined]
    lines = [f"    source = load_{name}()"]
    for feed in wiring.feeds:
        lines += _set(feed.field, SKLEARN_INPUT.get(name, "source.data"))
    for goal in wiring.stored:
        lines += _set(goal.field, "source.target")
    return Reading(lines, f"The set `{name}` that ships with scikit-learn.")


@reads(Keras)
def keras(wiring: Wiring, data: DataPlan) -> Reading:
    """A downloader of `keras.datasets`, imported when it runs: that takes seconds."""
    name = data.source.name  # type: ignore[attr-defined]
    lines = [
        f"    from keras.datasets import {name}  # slow to import, so only when needed",
        "",
        f"    (x_first, y_first), (x_second, y_second) = {name}.load_data()",
    ]
    (feed,) = wiring.feeds
    images = "np.concatenate([x_first, x_second])"
    lines += _set(feed.field, f"{images}[..., np.newaxis]" if feed.type.channels == 1 else images)
    for goal in wiring.stored:
        lines += _set(goal.field, "np.concatenate([y_first, y_second]).reshape(-1)")
    return Reading(lines, f"The set `{name}`, which Keras downloads once.")


@reads(Torchvision)
def torchvision(wiring: Wiring, data: DataPlan) -> Reading:
    """A downloader of `torchvision.datasets`, imported when it runs."""
    name = data.source.name  # type: ignore[attr-defined]
    lines = [
        f"    from torchvision.datasets import {name}  # slow to import, so only when needed",
        "",
        f"    parts = [{name}(folder, train=train, download=True) for train in (True, False)]",
    ]
    (feed,) = wiring.feeds
    images = "np.concatenate([part.data for part in parts])"
    lines += _set(feed.field, f"{images}[..., np.newaxis]" if feed.type.channels == 1 else images)
    for goal in wiring.stored:
        lines += _set(goal.field, "np.concatenate([part.targets for part in parts])")
    return Reading(lines, f"The set `{name}`, which torchvision downloads once.", folder=True)


@reads(Csv, Parquet)
def columns(wiring: Wiring, data: DataPlan) -> Reading:
    """Columns of a table with names."""
    source = data.source
    assert isinstance(source, Csv)
    wanted = target_columns(source, wiring)
    lines = [f"    table = read_{source.word}(folder / FILE)"]
    for feed in wiring.feeds:
        names = input_columns(source, wiring, feed)
        chosen: Expr = _names(names)
        if not names:
            chosen = call("others", Code("table"), *(n for item in wanted.values() for n in item))
        lines += _set(feed.field, call("numbers", Code("table"), chosen))
    for goal in wiring.stored:
        lines += _set(goal.field, _target_cells(goal, wanted[goal.field]))
    return Reading(lines, f"A {source.word} file with a name for each column.", folder=True)


def _names(names: tuple[str, ...]) -> Expr:
    return Sequence(tuple(Lit(name) for name in names))


def _target_cells(goal: Goal, names: tuple[str, ...]) -> Expr:
    if goal.target.kind.word in ("class", "binary"):
        return call("classes", Code("table"), names[0])
    if len(names) == 1:
        return call("number_column", Code("table"), names[0])
    return call("numbers", Code("table"), _names(names))


def _listed(value: object) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else () if value is None else (str(value),)


def target_columns(source: Csv, wiring: Wiring) -> dict[str, tuple[str, ...]]:
    """The columns of each target: those that `target` names, else its own name."""
    given = _listed(source.target)
    stored = wiring.stored
    if not given:
        return {goal.field: (goal.target.name,) for goal in stored}
    if len(stored) == 1:
        return {stored[0].field: given}
    if {goal.target.name for goal in stored} == set(given):
        return {goal.field: (goal.target.name,) for goal in stored}
    return {goal.field: (name,) for goal, name in zip(stored, given, strict=False)}


def input_columns(source: Csv, wiring: Wiring, feed: Feed) -> tuple[str, ...]:
    """The columns of an input; empty where they are all that are no target."""
    given = _listed(source.inputs)
    if len(wiring.feeds) == 1:
        return given
    names = [item.given.name for item in wiring.read]
    if not given or set(given) == set(names):
        return (feed.given.name,)
    return (given[wiring.read.index(feed)],)


@reads(Npz)
def npz(wiring: Wiring, data: DataPlan) -> Reading:
    """Arrays of an archive, in the order in which the spec names them."""
    source = data.source
    assert isinstance(source, Npz)
    lines = ["    source = read_npz(folder / FILE)"]
    for feed, name in zip(wiring.read, _listed(source.inputs), strict=False):
        lines += _set(feed.field, with_channel(feed, _array(name)))
    for goal, name in zip(wiring.stored, _listed(source.targets), strict=False):
        lines += _set(goal.field, as_column(goal, _array(name)))
    return Reading(lines, "A NumPy archive.", folder=True)


def _array(name: str) -> Expr:
    return call("array_of", Code("source"), name)


def with_channel(feed: Feed, array: Expr) -> Expr:
    """Grey images and single features may come without their last axis."""
    if feed.type.rank and feed.type.channels == 1:
        return call("with_channel", array, axes=feed.type.rank + 1)
    return array


def as_column(goal: Goal, array: Expr) -> Expr:
    """One number for each example may come as (n, 1)."""
    plain = goal.target.kind.word in ("class", "binary", "real", "count")
    return call("as_column", array) if plain and goal.target.kind.sizes in ((), (1,)) else array


@reads(Images)
def images(wiring: Wiring, data: DataPlan) -> Reading:
    """A folder for each class."""
    source = data.source
    assert isinstance(source, Images)
    mode = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}[source.channels]
    (feed,), stored = wiring.feeds, wiring.stored
    names = f"{feed.field}, {stored[0].field}" if stored else f"{feed.field}, _"
    lines = statement(
        f"{names} = ",
        call("read_images", Code("folder / FOLDER"), size=Lit(tuple(source.size)), mode=mode),
        1,
    )
    return Reading(lines, "Image files, in one folder for each class.", folder=True)


@reads(PythonSource)
def python(wiring: Wiring, data: DataPlan) -> Reading:
    """What the user's function returns: inputs and targets, each an array or a tuple of arrays."""
    lines = ["    inputs, targets = make_data()"]
    many = len(wiring.feeds) > 1
    for at, feed in enumerate(wiring.read):
        array = call("np.asarray", Code(f"inputs[{at}]" if many else "inputs"))
        lines += _set(feed.field, with_channel(feed, array))
    many = len(wiring.stored) > 1
    for at, goal in enumerate(wiring.stored):
        array = call("np.asarray", Code(f"targets[{at}]" if many else "targets"))
        lines += _set(goal.field, as_column(goal, array))
    function = data.source.function  # type: ignore[attr-defined]
    return Reading(lines, f"What `{function[:40]}` returns.", make=function)


@reads(Synthetic)
def synthetic(wiring: Wiring, data: DataPlan) -> Reading:
    """Random numbers of the declared shapes."""
    lines = ["    rng = np.random.default_rng(SEED)"]
    for feed in wiring.feeds:
        lines += _set(feed.field, _drawn(feed, _size(data, feed.type.sizes)))
    for goal in wiring.stored:
        lines += _set(goal.field, _drawn_target(goal, data))
    title = "Random numbers in the declared shapes: good for trying the model out."
    return Reading(lines, title, checked=False)


def _size(data: DataPlan, sizes: tuple[object, ...]) -> Lit:
    return Lit((data.samples, *sizes))


def _drawn(feed: Feed, size: Lit) -> Expr:
    low, high = feed.given.low, feed.given.high
    if feed.dtype == "int64":
        top = 2 if high is None else int(high) + 1
        return call("rng.integers", int(low or 0), top, size=size)
    if feed.dtype == "bool":
        return call("rng.integers", 2, size=size)
    if low is None:
        return call("rng.standard_normal", size)
    return call("rng.uniform", low, high, size=size)


def _drawn_target(goal: Goal, data: DataPlan) -> Expr:
    kind = goal.target.kind
    sizes = kind.sizes
    if kind.word in ("mask", "sequence"):
        return call(
            "rng.integers",
            kind.classes or goal.type.channels,
            size=_size(data, goal.type.sizes[:-1]),
        )
    if kind.word in ("class", "binary"):
        return call("rng.integers", kind.classes or 2, size=_size(data, sizes))
    if kind.word == "multilabel":
        return call("rng.integers", 2, size=_size(data, goal.type.sizes))
    if kind.word == "one_hot":
        drawn = f"rng.integers({kind.classes}, size={data.samples})"
        return Code(f"np.eye({kind.classes})[{drawn}]")
    if kind.word == "distribution":
        return call("rng.dirichlet", Code(f"np.ones({kind.classes})"), size=data.samples)
    if kind.word == "count":
        return call("rng.poisson", 3.0, size=_size(data, sizes))
    if kind.low is None:
        return call("rng.standard_normal", _size(data, sizes))
    return call("rng.uniform", kind.low, kind.high, size=_size(data, sizes))
