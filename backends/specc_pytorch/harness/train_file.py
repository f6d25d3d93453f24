"""Writes `train.py`: everything that the templates need to know about one program."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from specc.backend import Request
from specc.emit.expression import Argument, Call, Code, Expr, call, method
from specc.emit.harness.data import needs_range
from specc.emit.harness.program import Import, assembled, rendered, with_pieces
from specc.emit.harness.source import READERS
from specc.emit.harness.wiring import Goal, Wiring
from specc.emit.header import clean, header
from specc.emit.prelude import Prelude
from specc.emit.render import flat, statement
from specc.ir.graph import Graph
from specc.layers.normalisation import BatchNorm
from specc.training.callback import Best, Every, Patience
from specc.training.loss import PythonLoss
from specc.training.plan import DataPlan, TrainPlan
from specc.training.schedule import ConstantRate, Plateau
from specc.training.source import Sklearn, Table
from specc_pytorch.harness import augment, loss, optimizer, schedule
from specc_pytorch.harness.metric import Measure, measures
from specc_pytorch.harness.optimizer import Knob
from specc_pytorch.harness.score import Score, scores
from specc_pytorch.layout import FIRST, memory
from specc_pytorch.model_file import class_name
from specc_pytorch.speller import TorchSpeller

TEMPLATES = Path(__file__).parent.parent / "templates"
PIECES = Prelude(TEMPLATES / "train_pieces.txt").pieces
KNOWN: Mapping[str, Import] = {
    "argparse": Import("argparse"),
    "copy": Import("copy"),
    "csv": Import("csv"),
    "itertools": Import("itertools"),
    "math": Import("math"),
    "Path": Import("pathlib", "Path"),
    "NamedTuple": Import("typing", "NamedTuple"),
    "Iterable": Import("collections.abc", "Iterable"),
    "Iterator": Import("collections.abc", "Iterator"),
    "torch": Import("torch"),
    "F": Import("torch.nn.functional", alias="F"),
    "Tensor": Import("torch", "Tensor"),
    "nn": Import("torch", "nn"),
    "tqdm": Import("tqdm", "tqdm"),
    "Figure": Import("matplotlib.figure", "Figure"),
    "DATA": Import("data", "DATA"),
    "Part": Import("data", "Part"),
    "load": Import("data", "load"),
}
LONGEST_MODEL = 24
"""A model with a longer name is called `Model` in the program."""
SMALL = 2**28
"""A data set of more bytes may not have room on a GPU."""


class Names(NamedTuple):
    """What the model's class is called in the program, and how it is imported."""

    model: str
    source: Import


def train_file(request: Request, graph: Graph, wiring: Wiring) -> str:
    """The text of `train.py`."""
    train = request.train
    assert train is not None and train.data is not None
    names = _names(graph)
    found = scores(graph, wiring)
    values = _values(train, train.data, graph, wiring, found, names)
    body = with_pieces(rendered(TEMPLATES, "train.py.jinja", values), PIECES)
    title = f"Trains {clean(graph.name)[:40]} on the data in data.py."
    top = header(title, request.origin, request.digest, "`python train.py --help` lists what can be changed.")
    return assembled(top, body, {**KNOWN, **_own_imports(names, train)})


def _names(graph: Graph) -> Names:
    word = class_name(graph.name)
    taken = word in PIECES or word in KNOWN or word in ("Examples", "Tally", "Row", "Data")
    if taken or len(word) > LONGEST_MODEL:
        return Names("Model", Import("model", word, "Model"))
    return Names(word, Import("model", word))


def _own_imports(names: Names, train: TrainPlan) -> dict[str, Import]:
    """Imports whose names depend on the spec."""
    found = {names.model: names.source}
    for _, kind, _ in train.losses:
        if isinstance(kind, PythonLoss):
            module, function = kind.function.split(":")
            found[f"own_{function}"] = Import(module, function, f"own_{function}")
    return found
