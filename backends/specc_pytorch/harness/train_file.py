"""Writes `train.py`: everything that the templates need to know about one program."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from specc.backend import Request
from specc.emit.expression import Argument, Call, Code, Expr, call, unless
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
from specc_pytorch.harness.tally import tally_values
from specc_pytorch.layout import FIRST, memory
from specc_pytorch.model_file import class_name
from specc_pytorch.speller import TorchSpeller

TEMPLATES = Path(__file__).parent.parent / "templates"
PIECES = Prelude(TEMPLATES / "train_pieces.txt").pieces
KNOWN: Mapping[str, Import] = {
    "argparse": Import("argparse"),
    "copy": Import("copy"),
    "csv": Import("csv"),
    "np": Import("numpy", alias="np"),
    "NDArray": Import("numpy.typing", "NDArray"),
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
START = 'if __name__ == "__main__":\n    main()'
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
    body = with_pieces(rendered(TEMPLATES, "train.py.jinja", values), PIECES, START)
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


def _values(
    train: TrainPlan,
    data: DataPlan,
    graph: Graph,
    wiring: Wiring,
    found: tuple[Score, ...],
    names: Names,
) -> dict[str, Any]:
    perceptron = not train.optimizer.gradient
    columns = measures(train.metrics, found)
    big = not perceptron and _big(data, wiring)
    parts = {"validation": data.split[1] > 0, "test": data.split[2] > 0}
    judged = "test" if parts["test"] else "validation" if parts["validation"] else "training data"
    return {
        **parts,
        "model": names.model,
        "aside": ("epoch", "lr") if not isinstance(train.schedule, ConstantRate) else ("epoch",),
        "perceptron": perceptron,
        "body": "perceptron.jinja" if perceptron else "loop.jinja",
        "judged": judged,
        "description": f"Trains {graph.name[:40]}.",
        "folder": READERS[type(data.source)](wiring, data).folder,
        "whole": train.batch is None,
        "batch_help": "examples in one step" + (", all of them if not given" if train.batch is None else ""),
        "lr_help": "learning rate" if _constant_rate(train) else "largest learning rate",
        "init_from": train.init_from is not None,
        "big": big,
        "ends": needs_range(data),
        **_tensor_values(graph, wiring, found, big),
        **_loop_values(train, graph, wiring, found, columns, big),
        **_measure_values(wiring, found, columns, perceptron),
        "knobs": [line for knob in _knobs(train, data, parts["validation"], perceptron, big) for line in _knob(knob)],
    }


def _constant_rate(train: TrainPlan) -> bool:
    return isinstance(train.schedule, (ConstantRate, Plateau))


def _knob(knob: Knob) -> list[str]:
    value = knob.value if isinstance(knob.value, Code) else call("x", knob.value).positional[0]
    return statement(f"{knob.name} = ", value, 0, knob.comment)


def _knobs(train: TrainPlan, data: DataPlan, validates: bool, perceptron: bool, big: bool) -> list[Knob]:
    """The constants at the top, in the order in which a reader looks for them."""
    whole = train.batch is None
    found = [
        Knob("EPOCHS", train.epochs, "passes over the training part"),
        Knob("BATCH", train.batch, "all examples in one step" if whole else "examples in one step"),
        Knob("LR", train.optimizer.lr, "learning rate"),
    ]
    if perceptron:
        return [*found, Knob("SEED", train.seed, "of the weights and the order of the examples")]
    found += optimizer.knobs(train.optimizer)
    found += schedule.knobs(train.schedule)
    optional = (
        ("ACCUMULATE", None if train.accumulate == 1 else train.accumulate, "batches whose gradients are averaged"),
        ("CLIP_NORM", train.clip_norm, "largest norm of all gradients together"),
        ("CLIP_VALUE", train.clip_value, "largest element of a gradient"),
        ("EMA", train.ema, "share kept by the running mean of the weights"),
        ("INIT", train.init_from and Code(f"Path({flat(_text(train.init_from))})"), "weights to start from"),
        *_callbacks(train),
    )
    found += [Knob(*item) for item in optional if item[1] is not None]
    found += augment.knobs(data.augment)
    found.append(Knob("SEED", train.seed, "of the weights, the order of the examples, dropout"))
    found.append(Knob("PRECISION", train.precision, "of the computation; weights stay in fp32"))
    found.append(Knob("PRECISIONS", Code(_precisions(train)), ""))
    if big:
        found.append(Knob("GPU_BYTES", Code("4 * 2**30"), "data up to this size is kept on the GPU"))
    return found


def _text(value: str) -> Expr:
    return call("x", value).positional[0]


def _precisions(train: TrainPlan) -> str:
    kinds = {"fp32": "torch.float32", "bf16": "torch.bfloat16"}
    if train.precision == "fp16":
        kinds["fp16"] = "torch.float16"
    return "{" + ", ".join(f'"{name}": {kind}' for name, kind in kinds.items()) + "}"


def _callbacks(train: TrainPlan) -> list[tuple[str, Any, str]]:
    found: list[tuple[str, Any, str]] = []
    stop = train.early_stop
    if isinstance(stop, Patience):
        found.append(("PATIENCE", stop.epochs, "epochs without improvement before training stops"))
        found.append(("MIN_DELTA", stop.min_delta or None, "what counts as an improvement"))
    if isinstance(train.checkpoint, Every):
        found.append(("SAVE_EVERY", train.checkpoint.epochs, "epochs between two files of weights"))
    return found


def _big(data: DataPlan, wiring: Wiring) -> bool:
    """True where the data may not have room on a GPU."""
    if isinstance(data.source, (Table, Sklearn)):
        return False
    size: Any = 0
    for item in (*wiring.feeds, *wiring.stored):
        product: Any = 4 if item.dtype == "float32" else 8
        sizes = item.type.sizes if not isinstance(item, Goal) else item.sizes
        for one in sizes:
            product = product * one
        size = size + product
    return data.samples is None or not isinstance(size, int) or size * data.samples > SMALL


def _tensor_values(graph: Graph, wiring: Wiring, found: tuple[Score, ...], big: bool) -> dict[str, Any]:
    """The class `Examples`, and how its fields are made."""
    speller = TorchSpeller(graph)
    fields: list[str] = []
    made: list[Argument] = []
    home = Code("home" if big else "device")
    for feed in wiring.feeds:
        value = graph.inputs[feed.input]
        first = speller.layout[value.id] == FIRST and value.type.rank > 1
        sizes = memory(feed.type, FIRST) if first else feed.type.sizes
        _add(feed.field, sizes, first, home, fields, made)
    for goal in wiring.stored:
        score = next(s for s in found if s.goal.field == goal.field)
        first = score.first and not score.indexed and len(goal.sizes) > 1
        sizes = (goal.sizes[-1], *goal.sizes[:-1]) if first else goal.sizes
        _add(goal.field, sizes, first, home, fields, made)
    lines = statement("return ", Call(Code("Examples"), (), tuple(made)), 1)
    if big:
        lines = [
            "    large = device.type == \"cuda\" and sum(a.nbytes for a in part) > GPU_BYTES",
            "    home = torch.device(\"cpu\") if large else device",
            *lines,
        ]
    place = " on the device" if not big else " on the device, if there is room"
    return {"fields": fields, "tensors": lines, "on_device_doc": place}


def _add(
    field: str, sizes: tuple[Any, ...], first: bool, home: Code, fields: list[str], made: list[Argument]
) -> None:
    shape = f"({', '.join(['N', *map(str, sizes)])}{'' if sizes else ','})"
    fields += statement(f"{field}: ", Code("Tensor"), 1, shape)
    array = Code(f"part.{field}")
    value = call("channels_first", array, home) if first else call("torch.as_tensor", array, device=home)
    made.append(Argument(field, value))


def _loop_values(
    train: TrainPlan,
    graph: Graph,
    wiring: Wiring,
    found: tuple[Score, ...],
    columns: list[Measure],
    big: bool,
) -> dict[str, Any]:
    """What `fit` and `evaluate` need."""
    data = train.data
    assert data is not None
    kinds = train.schedule
    plain = _constant_rate(train)
    weighted = [node.layer for node in graph.nodes]
    penalised = any(getattr(layer, "l1", 0) or getattr(layer, "l2", 0) for layer in weighted)
    perceptron = not train.optimizer.gradient
    size = "args.batch"
    more = ", device" if big else ""
    loss_call = "loss_of(scores, batch)" + (" + penalty(model)" if penalised else "")
    tallied = "loss, batch" if len(found) == 1 and not columns else "loss, scores, batch"
    return {
        "method": "logits" if any(s.logits for s in found) else "forward",
        "optimizer": [] if perceptron else statement("optimizer = ", optimizer.made(train.optimizer), 1),
        "schedule_body": [] if plain else schedule.body(kinds),
        "schedule_doc": "" if plain else schedule.doc(kinds),
        "each_step": not plain and kinds.each_step,
        "plateau": isinstance(kinds, Plateau),
        "scaler": train.precision == "fp16",
        "ema": train.ema is not None,
        "accumulate": train.accumulate > 1,
        "clip_norm": train.clip_norm is not None,
        "clip_value": train.clip_value is not None,
        "max_norm": any(getattr(layer, "max_norm", None) for layer in weighted),
        "batch_norm": train.batch != 1 and any(isinstance(layer, BatchNorm) for layer in weighted),
        "every": isinstance(train.checkpoint, Every),
        **_watch_values(train, columns),
        "augment": augment.lines(data.augment, wiring.feeds[0].field) if data.augment else [],
        "batches_call": f"batches(train, {size}, order{more})",
        "evaluate_batches": f"batches(part, {size}, order{more})",
        "loss_call": loss_call,
        "tally_call": tallied,
        "tally_call_eval": tallied.replace("loss", loss_call, 1) if not perceptron else tallied,
        "bias": any(getattr(layer, "bias", False) for layer in weighted),
        "target": flat(found[0].target),
    }


def _watch_values(train: TrainPlan, columns: list[Measure]) -> dict[str, Any]:
    """What is watched for the best weights, for stopping and for a plateau."""
    stop = train.early_stop if isinstance(train.early_stop, Patience) else None
    usual = "val_loss" if train.data and train.data.validates else "loss"
    kept = train.checkpoint.monitor if isinstance(train.checkpoint, Best) else stop.monitor if stop else usual
    own_stop = stop is not None and (stop.monitor != kept or stop.min_delta > 0)
    lines = _watch("kept", kept, columns, 0.0)
    if stop and own_stop:
        lines += _watch("patience", stop.monitor, columns, stop.min_delta)
    if isinstance(train.schedule, Plateau):
        lines += _watch("plateau", train.schedule.monitor, columns, 0.0)
    return {
        "watches": lines,
        "stop": stop is not None,
        "own_stop": own_stop,
        "stop_column": stop.monitor if stop else "",
    }


def _watch(name: str, column: str, columns: list[Measure], delta: float) -> list[str]:
    higher = next((c.higher for c in columns if c.name == column.removeprefix("val_")), False)
    made = call(
        "Watch", column, higher=unless(higher, False),
        min_delta=Code("MIN_DELTA") if delta else unless(0.0, 0.0),
    )  # fmt: skip
    return statement(f"{name} = ", made, 1)


def _measure_values(
    wiring: Wiring, found: tuple[Score, ...], columns: list[Measure], perceptron: bool
) -> dict[str, Any]:
    """`predict`, the losses, `measures`, and the class `Tally`."""
    several = len(found) > 1
    kind = "Tensor" if not isinstance(found[0].raw, Code) or found[0].raw.text == "scores" else "tuple[Tensor, ...]"
    losses = [] if perceptron else loss.functions(found, kind, frozenset(PIECES) | frozenset(KNOWN))
    means = [(c.name, c.mean) for c in columns if c.mean is not None]
    if several:
        means = [(name, Code(f"{name}(scores, batch)")) for name in loss.names(found, frozenset(PIECES) | frozenset(KNOWN))] + means
    return {
        "scores_type": kind,
        "loss_functions": losses,
        "measure": _dict(means),
        "counted": any(c.state for c in columns),
        **_predict(found, kind, [feed.field for feed in wiring.feeds]),
        **tally_values(columns, bool(means), not perceptron, kind),
    }


def _dict(entries: list[tuple[str, Expr]]) -> list[str]:
    if not entries:
        return []
    lines = ["    return {"]
    for name, value in entries:
        entry = statement(f"{flat(_text(name))}: ", value, 2)
        lines += [*entry[:-1], entry[-1] + ","]
    return [*lines, "    }"]


def _predict(found: tuple[Score, ...], kind: str, fields: list[str]) -> dict[str, Any]:
    """The call of the model, in the precision that is asked for."""
    logits = any(score.logits for score in found)
    made = call("model.logits" if logits else "model", *(Code(f"batch.{name}") for name in fields))
    what = "Logits, on which the loss is numerically stable" if logits else "What the model gives"
    single = kind == "Tensor"
    back = "scores.float()" if single else "tuple(score.float() for score in scores)"
    return {
        "predict": [*statement("scores = ", made, 2), f"    return {back}"],
        "predict_doc": f"{what}; in fp32 whatever the precision.",
    }
