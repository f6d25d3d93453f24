"""The values of the template of `train.py`, and the file made of them."""

from pathlib import Path
from typing import Any

from specc.backend import Request
from specc.emit.expression import Code
from specc.emit.harness.data import parts
from specc.emit.harness.program import Import, assembled, rendered, with_pieces
from specc.emit.harness.scaling import needs_range
from specc.emit.harness.wiring import Wiring
from specc.emit.header import clean, header
from specc.emit.names import safe
from specc.emit.prelude import Prelude
from specc.emit.render import literal
from specc.ir.graph import Graph
from specc.training.callback import Every, Patience
from specc.training.plan import DataPlan, TrainPlan
from specc.training.source import Csv, Images, Npz, Torchvision
from specc_keras.model_file import function_name, layer_names
from specc_keras.training.augment import augment_lines
from specc_keras.training.call import Calls
from specc_keras.training.head import heads
from specc_keras.training.knob import Knob, written
from specc_keras.training.optimizer import made, optimizer_knobs, optimizing
from specc_keras.training.schedule import rate_function, schedule_knobs
from specc_keras.training.watching import column, higher, watched

TEMPLATES = Path(__file__).parents[1] / "templates"
PIECES = Prelude(TEMPLATES / "train_pieces.txt").pieces
KNOWN = {
    "Any": Import("typing", "Any"),
    "Callable": Import("collections.abc", "Callable"),
    "DATA": Import("data", "DATA"),
    "Data": Import("data", "Data"),
    "Figure": Import("matplotlib.figure", "Figure"),
    "Part": Import("data", "Part"),
    "Path": Import("pathlib", "Path"),
    "argparse": Import("argparse"),
    "keras": Import("keras"),
    "load": Import("data", "load"),
    "math": Import("math"),
    "np": Import("numpy", alias="np"),
    "ops": Import("keras", "ops"),
    "sys": Import("sys"),
}
TAKEN = KNOWN.keys() | PIECES.keys() | {"Augment", "Logs", "Tensor"}
FOLDERS = (Csv, Images, Npz, Torchvision)
"""Sources that read files."""
WORDS = {"train": "training", "validation": "validation", "test": "test"}
GUARD = 'if __name__ == "__main__":\n    main()'


def train_file(request: Request, wiring: Wiring) -> str:
    """The text of `train.py`, for a request that the backend can write."""
    plan = request.train
    assert plan is not None and plan.data is not None
    graph = request.models[plan.model]
    name = function_name(graph.name, model=True)
    shown = f"{name}Model" if name in TAKEN else name
    imports = {**KNOWN, shown: Import("model", name, shown if shown != name else "")}
    template = "train.py.jinja" if plan.optimizer.gradient else "perceptron.py.jinja"
    values, imports = _values(plan, plan.data, graph, wiring, shown, imports)
    body = rendered(TEMPLATES, template, {**values, "knobs": []})
    body = rendered(TEMPLATES, template, {**values, "knobs": _knobs(plan, body)})
    whole = f"{with_pieces(body, PIECES)}\n\n\n{GUARD}\n"
    title = f"Trains `{graph.name[:40]}`{_on(plan.data)} with Keras."
    note = "`python train.py --help` lists what can be changed without editing."
    return assembled(header(clean(title), request.origin, request.digest, note), whole, imports)


def _on(data: DataPlan) -> str:
    return f" on `{data.name[:20]}`" if data.name else ""
