"""Writes `train.py`: everything that the templates need to know about one program."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from specc.backend import Request
from specc.emit.harness.program import Import, assembled, rendered, with_pieces
from specc.emit.harness.scaling import needs_range
from specc.emit.harness.source import READERS
from specc.emit.harness.wiring import Wiring
from specc.emit.header import header
from specc.emit.prelude import Prelude
from specc.ir.graph import Graph
from specc.training.loss import PythonLoss
from specc.training.metric import Accuracy
from specc.training.plan import TrainPlan
from specc.training.schedule import ConstantRate
from specc_pytorch.harness.example import example_values, is_big
from specc_pytorch.harness.knobs import knob_lines
from specc_pytorch.harness.loop import (
    constant_rate,
    loop_values,
    perceptron_values,
    watch_values,
)
from specc_pytorch.harness.measure import measure_values
from specc_pytorch.harness.metric import measures
from specc_pytorch.harness.score import scores
from specc_pytorch.model_file import class_name

TEMPLATES = Path(__file__).parent.parent / "templates"
PIECES = Prelude(TEMPLATES / "train_pieces.txt").pieces
START = 'if __name__ == "__main__":\n    main()'
LONGEST_MODEL = 24
"""A model with a longer name is called `Model` in the program."""
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
    "np": Import("numpy", alias="np"),
    "NDArray": Import("numpy.typing", "NDArray"),
    "torch": Import("torch"),
    "F": Import("torch.nn.functional", alias="F"),
    "Tensor": Import("torch", "Tensor"),
    "nn": Import("torch", "nn"),
    "tqdm": Import("tqdm", "tqdm"),
    "Figure": Import("matplotlib.figure", "Figure"),
    "DATA": Import("data", "DATA"),
    "Part": Import("data", "Part"),
    "load": Import("data", "load"),
    "load_weights": Import("weights", "load_weights"),
}
OWN = frozenset({"Examples", "Tally", "Row", "main", "fit", "evaluate", "predict", "batches"})
OTHERS = frozenset({"tensors", "arguments", "measures", "loss_of", "rate", "augmented", "learn"})
TAKEN = frozenset(PIECES) | frozenset(KNOWN) | OWN | OTHERS


class Name(NamedTuple):
    """What the model's class is called in the program, and how it is imported."""

    model: str
    source: Import


def train_file(request: Request, graph: Graph, wiring: Wiring) -> str:
    """The text of `train.py`."""
    train = request.train
    assert train is not None
    name = model_name(graph)
    values = _values(train, graph, wiring, name.model)
    body = with_pieces(rendered(TEMPLATES, "train.py.jinja", values), PIECES, START)
    note = "`python train.py --help` lists what can be changed without editing."
    title = f"Trains {graph.name[:40]} on the data in data.py."
    top = header(title, request.origin, request.digest, note)
    return assembled(top, body, {**KNOWN, name.model: name.source, **_losses(train)})


def model_name(graph: Graph) -> Name:
    """The class's own name, or `Model` where that is long or means something else here."""
    word = class_name(graph.name)
    if word in TAKEN or len(word) > LONGEST_MODEL:
        return Name("Model", Import("model", word, "Model"))
    return Name(word, Import("model", word))


def _losses(train: TrainPlan) -> dict[str, Import]:
    """The user's own losses."""
    found = {}
    for _, kind, _ in train.losses:
        if isinstance(kind, PythonLoss):
            module, function = kind.function.split(":")
            found[f"own_{function}"] = Import(module, function, f"own_{function}", own=True)
    return found


def _values(train: TrainPlan, graph: Graph, wiring: Wiring, model: str) -> dict[str, Any]:
    data = train.data
    assert data is not None
    perceptron = not train.optimizer.gradient
    found = scores(graph, wiring)
    columns = measures(train.metrics or ((Accuracy(),) if perceptron else ()), found)
    big = not perceptron and is_big(data, wiring)
    loop = (
        perceptron_values(train, graph, found)
        if perceptron
        else {**loop_values(train, graph, wiring, found, big=big), **watch_values(train, columns)}
    )
    return {
        **_part_values(train),
        "model": model,
        "title": f"Trains {graph.name[:40]}.",
        "perceptron": perceptron,
        "folder": READERS[type(data.source)](wiring, data).folder,
        "big": big,
        "knobs": knob_lines(train, big=big),
        "aside": ("epoch",) if isinstance(train.schedule, ConstantRate) else ("epoch", "lr"),
        "lr_help": "learning rate" if constant_rate(train) else "largest learning rate",
        "init_from": train.init_from is not None,
        "ends": needs_range(data),
        **example_values(graph, wiring, found, big=big),
        **measure_values(wiring, found, columns, TAKEN),
        **loop,
    }


def _part_values(train: TrainPlan) -> dict[str, Any]:
    """Which parts there are, and which one the result is measured on."""
    assert train.data is not None
    _, validation, test = train.data.split
    return {
        "validation": validation > 0,
        "test": test > 0,
        "judged": "test" if test else "validation" if validation else "training data",
    }
