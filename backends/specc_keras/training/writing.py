"""The statements of `train.py` that depend on the settings, each as lines."""

from typing import Any

from specc.emit.expression import Call, Code, Expr, Lit, Sequence, call
from specc.emit.harness.wiring import Wiring
from specc.emit.render import statement
from specc.training.callback import Every
from specc.training.plan import DataPlan, TrainPlan
from specc_keras.blocks import signature
from specc_keras.training.head import Head
from specc_keras.training.loss import loss
from specc_keras.training.metric import metrics
from specc_keras.training.schedule import schedule_callback
from specc_keras.training.watching import column, direction, watched


def one_or_list(items: list[Expr], *, round: bool = False) -> Expr:
    """The only item, or all in a list or tuple."""
    return items[0] if len(items) == 1 else Sequence(tuple(items), round)


def examples(wiring: Wiring) -> list[str]:
    """The body of `examples`: what of a part goes in and what it is held against."""
    inputs = one_or_list([Code(f"part.{feed.field}") for feed in wiring.feeds], round=True)
    targets = one_or_list([Code(f"part.{goal.field}") for goal in wiring.goals], round=True)
    return [
        *statement("inputs = ", inputs, 1),
        *statement("targets = ", targets, 1),
        "    return inputs, targets",
    ]


def compile_call(
    model: str, plan: TrainPlan, heads: tuple[Head, ...], own: dict[str, str]
) -> list[str]:
    """`model.compile(...)`; `own` names the user's losses as they are imported."""
    named: dict[str, Any] = {"optimizer": call("make_optimizer", Code("options.lr"))}
    named["loss"] = one_or_list([loss(h, own.get(h.goal.output, "")) for h in heads])
    weights = [h.goal.weight for h in heads]
    if any(weight != 1.0 for weight in weights):
        named["loss_weights"] = Lit(weights if len(heads) > 1 else weights[0])
    measured = [Sequence(tuple(metrics(h, plan.metrics))) for h in heads]
    if plan.metrics:
        named["metrics"] = measured[0] if len(heads) == 1 else Sequence(tuple(measured))
    named["jit_compile"] = Code("options.jit")
    return statement("", call(f"{model}.compile", **named), 1)


def callbacks(plan: TrainPlan, heads: tuple[Head, ...]) -> list[str]:
    """The list of callbacks, in the order in which they have to run."""
    found: list[Expr] = []
    if plan.ema is not None:
        found.append(call("keras.callbacks.SwapEMAWeights", swap_on_epoch=True))
    schedule = schedule_callback(plan)
    if schedule is not None:
        found.append(schedule)
    found.append(call("KeepBest", Code("model"), Code('options.out / "best.weights.h5"')))
    if isinstance(plan.checkpoint, Every):
        found.append(call("SaveOften", Code("model"), Code("options.out")))
    if plan.early_stop is not None:
        found.append(_early_stop(plan, heads))
    found.append(call("WriteHistory", Code('options.out / "history.csv"')))
    return statement("callbacks = ", Sequence(tuple(found)), 1)


def _early_stop(plan: TrainPlan, heads: tuple[Head, ...]) -> Expr:
    stop: Any = plan.early_stop
    same = stop.monitor == watched(plan)
    return call(
        "keras.callbacks.EarlyStopping",
        Code("MONITOR") if same else column(stop.monitor, heads, plan),
        min_delta=Code("MIN_DELTA"), patience=Code("PATIENCE"), mode=direction(stop.monitor),
    )  # fmt: skip


def fit_call(model: str, data: DataPlan, whole: bool) -> list[str]:
    """`history = model.fit(...)`."""
    size = "options.batch or len(data.train[0])" if whole else "options.batch"
    named: dict[str, Any] = {"epochs": Code("options.epochs")}
    if data.validates:
        named["validation_data"] = call("examples", Code("data.validation"))
        named["validation_batch_size"] = Code("options.batch")
    named["callbacks"] = Code("callbacks")
    named["verbose"] = Code("1 if sys.stdout.isatty() else 2")
    train = call("Shuffled", Code("data.train"), Code(size), Code("options.seed"))
    lines = statement("train = ", train, 1)
    made = call(f"{model}.fit", Code("train"), shuffle=False, **named)
    return [*lines, *statement("history = ", made, 1)]


def evaluate_call(model: str) -> list[str]:
    """`result = model.evaluate(...)`."""
    made = call(
        f"{model}.evaluate", Code("inputs"), Code("targets"), batch_size=Code("options.batch"),
        verbose=0, return_dict=True,
    )  # fmt: skip
    return statement("result = ", made, 1)


def training_model(heads: tuple[Head, ...], augment: str, several_inputs: bool) -> list[str]:
    """The function that makes of the model what is trained; empty where that is the model itself.

    `augment` is the call that makes the layer of augmentation, if any.
    """
    if not augment and heads[0].only and heads[0].plain:
        return []
    takes = ["model: keras.Model"]
    if augment:
        takes += [name for name in ("data: Data", "seed: int") if name.split(":")[0] in augment]
    lines = signature("training_model", takes, "keras.Model")
    lines.append(f'    """{_doc(heads, augment)}"""')
    tensors = [h.tensor() for h in heads]
    if not augment:
        return [*lines, *_ended(heads, "model.inputs", tensors, nested=False)]
    inner = call("keras.Model", Code("model.inputs"), one_or_list(tensors))
    lines += statement("inner = ", inner, 1)
    if not several_inputs:
        lines += ["    inputs = keras.Input(model.input_shape[1:])"]
        lines += [f"    outputs = inner({augment}(inputs))"]
    else:
        lines += [
            "    inputs = [keras.Input(x.shape[1:], dtype=x.dtype) for x in model.inputs]",
            f"    outputs = inner([{augment}(inputs[0]), *inputs[1:]])",
        ]
    outputs: list[Expr] = [Code(f"outputs[{at}]") for at in range(len(heads))]
    if len(heads) == 1:
        outputs = [Code("outputs")]
    return [*lines, *_ended(heads, "inputs", outputs, nested=True)]


def _ended(heads: tuple[Head, ...], inputs: str, outputs: list[Expr], *, nested: bool) -> list[str]:
    """The model of the tensors, each named after its output where there are several."""
    if len(heads) > 1:
        pairs = zip(heads, outputs, strict=True)
        outputs = [_named(head, output, nested) for head, output in pairs]
    return statement("return ", call("keras.Model", Code(inputs), one_or_list(outputs)), 1)


def _named(head: Head, output: Expr, nested: bool) -> Expr:
    if not nested and head.goal.cut and head.plain:
        return output
    return Call(call("keras.layers.Identity", name=head.key), (output,))


def _doc(heads: tuple[Head, ...], augment: str) -> str:
    first = "The same weights behind random changes" if augment else "The same weights"
    if any(h.inner for h in heads):
        return f"{first}, up to the logits: losses are stable on them."
    if not all(h.plain for h in heads):
        return f"{first}, up to what the losses are computed of."
    return f"{first}." if augment else f"{first}, with the trained outputs by their names."
