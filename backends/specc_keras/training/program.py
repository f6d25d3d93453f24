"""The values of the template of `train.py`, and the file made of them."""

import re
from pathlib import Path
from typing import TypeAlias

from specc.backend import Request
from specc.emit.expression import Code
from specc.emit.harness.data import parts
from specc.emit.harness.program import Import, assembled, rendered, with_pieces
from specc.emit.harness.scaling import needs_range
from specc.emit.harness.source import READERS
from specc.emit.harness.wiring import Wiring
from specc.emit.header import clean, header
from specc.emit.prelude import Prelude
from specc.emit.render import quote
from specc.ir.graph import Graph
from specc.training.callback import Every, Patience
from specc.training.loss import PythonLoss
from specc.training.plan import DataPlan, TrainPlan
from specc_keras.model_file import function_name
from specc_keras.training.augment import augment_lines
from specc_keras.training.head import Head, heads
from specc_keras.training.knob import Knob, written
from specc_keras.training.optimizer import made, optimizer_knobs, optimizing
from specc_keras.training.schedule import rate_function, schedule_knobs
from specc_keras.training.watching import column, higher, watched
from specc_keras.training.writing import (
    callbacks,
    compile_call,
    evaluate_call,
    examples,
    fit_call,
    training_model,
)

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
    "csv": Import("csv"),
    "keras": Import("keras"),
    "load": Import("data", "load"),
    "load_weights": Import("weights", "load_weights"),
    "math": Import("math"),
    "np": Import("numpy", alias="np"),
    "ops": Import("keras", "ops"),
    "sys": Import("sys"),
}
TAKEN = KNOWN.keys() | PIECES.keys() | {"Augment", "Logs", "Tensor"}
WORDS = {"train": "training data", "validation": "validation", "test": "test"}
Own: TypeAlias = dict[str, tuple[str, Import]]
GUARD = 'if __name__ == "__main__":\n    main()'


def train_file(request: Request, wiring: Wiring) -> str:
    """The text of `train.py`, for a request that the backend can write."""
    plan = request.train
    assert plan is not None
    assert plan.data is not None
    graph = request.models[plan.model]
    name = function_name(graph.name, model=True)
    shown = f"{name}Model" if name in TAKEN else name
    own = _own_losses(plan)
    imports = {**KNOWN, shown: Import("model", name, shown if shown != name else "")}
    imports |= dict(own.values())
    gradient = plan.optimizer.gradient
    template = "train.py.jinja" if gradient else "perceptron.py.jinja"
    trained = heads(wiring, graph)
    values = {"knobs": [], "tensor": False, "model": shown, **_common(plan, plan.data, wiring)}
    if gradient:
        values |= _training(plan, plan.data, wiring, trained, own)
    else:
        values |= _rosenblatt(plan, graph)
    code = with_pieces(rendered(TEMPLATES, template, values), PIECES)
    values["knobs"] = written(_knobs(plan, trained), code)
    values["tensor"] = re.search(r"\bTensor\b", code) is not None
    whole = with_pieces(rendered(TEMPLATES, template, values), PIECES, GUARD)
    title = f"Trains `{graph.name[:40]}`{_on(plan.data)} with Keras."
    return assembled(header(clean(title), request.origin, request.digest), whole, imports)


def _on(data: DataPlan) -> str:
    return f" on `{data.name[:20]}`" if data.name else ""


def _own_losses(plan: TrainPlan) -> Own:
    """For each output with a loss of the user's: what it is imported as, and from where."""
    found = {}
    for output, loss, _ in plan.losses:
        if isinstance(loss, PythonLoss):
            module, name = loss.function.split(":")
            alias = f"own_{name}"
            found[output] = alias, Import(module, name, alias)
    return found


def _common(plan: TrainPlan, data: DataPlan, wiring: Wiring) -> dict[str, object]:
    """What every program has."""
    judged = parts(data)[-1]
    return {
        "folder": READERS[type(data.source)](wiring, data).folder,
        "judged": judged,
        "judged_word": WORDS[judged],
        "validation": data.validates,
        "description": f"Trains {plan.model[:40]}.",
        "batch_help": f"examples in one step{', else all' if plan.batch is None else ''}",
        "examples": examples(wiring),
        "init_from": plan.init_from,
        "lr_help": _rate(plan),
    }


def _rate(plan: TrainPlan) -> str:
    """What the learning rate is called."""
    return "learning rate" if plan.schedule.word == "constant" else "largest learning rate"


def _rosenblatt(plan: TrainPlan, graph: Graph) -> dict[str, object]:
    """What a program that follows the perceptron rule has."""
    learning = [node for node in graph.nodes if node.weights][-1]
    validates = plan.data is not None and plan.data.validates
    return {
        "bias": len(learning.weights) > 1,
        "watched": "val_accuracy" if validates else "accuracy",
    }


def _training(
    plan: TrainPlan, data: DataPlan, wiring: Wiring, trained: tuple[Head, ...], own: Own
) -> dict[str, object]:
    """What a program that follows gradients has."""
    ranged = needs_range(data)
    augment = f"Augment({'data, ' if ranged else ''}seed)" if data.augment else ""
    function = training_model(trained, augment, len(wiring.feeds) > 1)
    name = "trained" if function else "model"
    return {
        "training_model": function,
        "trained": name,
        "ranged": ranged,
        "augment": augment_lines(data, ranged),
        "optimizer_class": optimizing(plan).written,
        "optimizer": made(plan),
        "rate": rate_function(plan),
        "stops": plan.early_stop is not None,
        "compile": compile_call(name, plan, trained, {o: alias for o, (alias, _) in own.items()}),
        "callbacks": callbacks(plan, trained),
        "fit": fit_call(name, data, plan.batch is None),
        "evaluate": evaluate_call(name),
        "curves": _curves(plan, data),
    }


def _curves(plan: TrainPlan, data: DataPlan) -> str:
    """The columns of the history that there is a panel for."""
    if data.validates:
        return '[n for n in history if f"val_{n}" in history]'
    moving = plan.schedule.word == "plateau"
    return '[n for n in history if n != "learning_rate"]' if moving else "list(history)"


def _path(text: str | None) -> Code | None:
    return None if text is None else Code(f"Path({quote(text)})")


def _knobs(plan: TrainPlan, trained: tuple[Head, ...]) -> list[Knob]:
    """All numbers that the program may have at its top."""
    monitor, stop, saved = watched(plan), plan.early_stop, plan.checkpoint
    found = [
        Knob("EPOCHS", plan.epochs, "passes over the training part"),
        Knob("BATCH", plan.batch, f"{'' if plan.batch else 'all '}examples in one step"),
        Knob("ACCUMULATE", plan.accumulate, "batches whose gradients are averaged for one step"),
        Knob("LR", plan.optimizer.lr, _rate(plan)),
        *optimizer_knobs(plan), *schedule_knobs(plan),
        Knob("CLIP_NORM", plan.clip_norm, "largest norm of all gradients together"),
        Knob("CLIP_VALUE", plan.clip_value, "largest value in a gradient"),
        Knob("EMA", plan.ema, "share of the running mean of the weights that a step keeps"),
        Knob("SEED", plan.seed, "of the weights, the order of the examples, and dropout"),
        Knob("PRECISION", plan.precision, "of the computation; weights stay in fp32"),
        Knob("MONITOR", column(monitor, trained, plan), "its best epoch's weights are kept"),
        Knob("INIT", _path(plan.init_from), "weights to start from"),
        Knob("SIGN", -1 if higher(monitor) else 1, "turns the best into the least"),
    ]  # fmt: skip
    if isinstance(stop, Patience):
        found += [
            Knob("PATIENCE", stop.epochs, "epochs to wait for something better"),
            Knob("MIN_DELTA", stop.min_delta, "what counts as better"),
        ]
    if isinstance(saved, Every):
        found.append(Knob("SAVE_EVERY", saved.epochs, "epochs between two weight files"))
    return found
