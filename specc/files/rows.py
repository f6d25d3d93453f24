"""The rows of small data sets, for proofs: opened only where the user asks for it.

The sets of scikit-learn are read from where it is installed, without importing it; CSV and NPZ
files by the standard library. Paths are relative to the spec, and nothing is opened but the very
file that the spec names.
"""

import csv
import gzip
import os
from collections.abc import Iterator
from importlib.util import find_spec
from itertools import islice
from typing import IO, Any

from specc.files.archive import Unreadable, arrays
from specc.files.read import is_regular
from specc.prove.sample import MAX_FEATURES, MAX_ROWS, Row, Sample, numbered
from specc.training.plan import DataPlan
from specc.training.source import Csv, Npz, Sklearn

LARGEST_FILE = 1 << 24
"""Bytes of a file that is still small."""
SKLEARN_FILES = {
    "iris": "iris.csv", "wine": "wine_data.csv", "breast_cancer": "breast_cancer.csv",
    "digits": "digits.csv.gz",
}  # fmt: skip
"""What holds a set of scikit-learn that has classes; the last column is the class."""


def read_rows(data: DataPlan) -> Sample | str | None:
    """The rows, or one line that says why they cannot be had; None where they are of no use."""
    try:
        return _read(data)
    except Unreadable as fault:
        return str(fault)
    except OSError as fault:
        return f"{data.source.title} cannot be read: {(fault.strerror or str(fault)).lower()}"


def _read(data: DataPlan) -> Sample | None:
    source = data.source
    if isinstance(source, Sklearn):
        return _bundled(source.name)
    if isinstance(source, Npz):
        return _archived(source, _file(data, source.path))
    if type(source) is Csv:
        with open(_file(data, source.path), encoding="utf-8-sig", newline="") as file:
            return _table(source, file)
    return None


def _file(data: DataPlan, name: str) -> str:
    path = os.path.join(os.path.dirname(data.place.source.path), name)
    if not is_regular(path):
        raise Unreadable(f"there is no file `{name}` beside the spec")
    if os.path.getsize(path) > LARGEST_FILE:
        raise Unreadable(f"`{name}` has more than {LARGEST_FILE >> 20} MiB, too much to look at")
    return path


def _bundled(name: str) -> Sample | None:
    file = SKLEARN_FILES.get(name)
    if file is None:
        return None
    package = find_spec("sklearn")
    if package is None or package.origin is None:
        raise Unreadable("scikit-learn is not installed, so its data cannot be looked at")
    path = os.path.join(os.path.dirname(package.origin), "datasets", "data", file)
    opened: IO[str]
    with gzip.open(path, "rt") if path.endswith(".gz") else open(path) as opened:
        lines = csv.reader(opened)
        names = [] if name == "digits" else next(lines)[2:]
        values = [[_number(cell, number) for cell in line] for number, line in enumerate(lines, 1)]
    found = numbered([tuple(row[:-1]) for row in values], [int(row[-1]) for row in values])
    return found._replace(names=tuple(names)) if found is not None and names else found


def _table(source: Csv, file: IO[str]) -> Sample | None:
    if not isinstance(source.target, str):
        return None
    lines = _lines(file, source.path)
    columns = next(lines, [])
    wanted = source.inputs if isinstance(source.inputs, tuple) else (source.inputs,)
    inputs = [name for name in columns if name != source.target]
    if source.inputs is not None:
        inputs = [str(name) for name in wanted]
    for name in (source.target, *inputs):
        if name not in columns:
            raise Unreadable(f"`{source.path}` has no column `{name}`")
    if len(inputs) > MAX_FEATURES:
        return None
    places, at = [columns.index(name) for name in inputs], columns.index(source.target)
    rows: list[Row] = []
    classes: list[str] = []
    for number, line in enumerate(islice(lines, MAX_ROWS + 1), 2):
        if len(line) != len(columns):
            raise Unreadable(f"line {number} has {len(line)} cells, the first {len(columns)}")
        rows.append(tuple(_number(line[place], number) for place in places))
        classes.append(line[at])
    return numbered(rows, classes)


def _lines(file: IO[str], name: str) -> Iterator[list[str]]:
    try:
        yield from (line for line in csv.reader(file) if line)
    except (csv.Error, UnicodeDecodeError) as fault:
        raise Unreadable(f"`{name}` is not a file of comma-separated values: {fault}") from None


def _archived(source: Npz, path: str) -> Sample | None:
    if not (isinstance(source.inputs, str) and isinstance(source.targets, str)):
        return None
    inputs, targets = arrays(path, source.path, (source.inputs, source.targets))
    count = len(targets.values)
    if targets.shape != (count,) or inputs.shape[:1] != (count,) or not 0 < count <= MAX_ROWS:
        return None
    wide = len(inputs.values) // count
    starts = range(0, len(inputs.values), wide) if wide else ()
    rows = [tuple(map(float, inputs.values[start : start + wide])) for start in starts]
    return numbered(rows, list(targets.values)) if wide <= MAX_FEATURES else None


def _number(cell: Any, number: int) -> float:
    try:
        return float(cell)
    except ValueError:
        raise Unreadable(f"`{cell[:20]}` in line {number} is not a number") from None
