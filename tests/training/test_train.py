"""`train` sections: what comes of them, and what is said where they are wrong."""

from collections.abc import Callable
from typing import Any

import pytest

from specc.kind import Word
from specc.resolve.sections import Sections
from specc.setting import Applied, Given
from specc.source import Span

Read = Callable[..., Sections]
Said = Callable[[str], list[str]]

NOWHERE = Span(0, 0)
XOR = "data xor {\n source = table([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0])\n}\n"
MODEL = "model Mlp {\n input x: [2]\n Dense(4)\n output y = Dense(1)\n}\n"


def train(body: str, loss: str = "mse") -> str:
    """A spec with a model, data and one train section."""
    line = f" loss = {loss}\n" if loss else ""
    return f"{XOR}{MODEL}train t {{\n{line}{body}\n}}\n"


def test_defaults(read: Read) -> None:
    plan = read(train("")).trains["t"]
    assert (plan.model, plan.data and plan.data.name, plan.losses[0][0]) == ("Mlp", "xor", "y")
    shown = f"{plan.objective} {plan.losses[0][1]} {plan.optimizer} {plan.schedule}"
    assert shown == "supervised mse adam constant"
    numbers = (plan.epochs, plan.batch, plan.accumulate, plan.seed, plan.precision, plan.metrics)
    assert numbers == (10, 32, 1, 0, "fp32", ())
    assert (plan.clip_norm, plan.clip_value, plan.ema, plan.init_from) == (None,) * 4
    assert (plan.early_stop, plan.checkpoint, plan.freeze) == (None, None, ())


@pytest.mark.parametrize(
    ("line", "field", "shown"),
    [
        ("optimizer = sgd(0.1, 0.9, nesterov=true)", "optimizer",
         "sgd(lr=0.1, momentum=0.9, nesterov=true)"),
        ("schedule = cosine(warmup=2)", "schedule", "cosine(warmup=2.0)"),
        ("schedule = step(3, 0.5)", "schedule", "step(every=3, factor=0.5)"),
        ("schedule = plateau(3, 0.5, monitor=loss)", "schedule",
         "plateau(patience=3, factor=0.5, monitor=`loss`)"),
        ("metrics = [accuracy, top_k(3)]", "metrics", "(accuracy, top_k(k=3))"),
        ("batch = all", "batch", "None"),
        ("clip_norm = none", "clip_norm", "None"),
        ("clip_value = 0.5", "clip_value", "0.5"),
        ("accumulate = 4", "accumulate", "4"),
        ("ema = 0.999", "ema", "0.999"),
        ("seed = 7", "seed", "7"),
        ("precision = bf16", "precision", "bf16"),
        ("early_stop = patience(5)", "early_stop", "patience(epochs=5)"),
        ("checkpoint = every(2)", "checkpoint", "every(epochs=2)"),
        ("freeze = [dense1]", "freeze", "('dense1',)"),
        ('init_from = "w.safetensors"', "init_from", "w.safetensors"),
        ("epochs = 2 * 3", "epochs", "6"),
    ],
)  # fmt: skip
def test_setting(read: Read, line: str, field: str, shown: str) -> None:
    found = read(train(line))
    assert not found.diagnostics
    assert str(getattr(found.trains["t"], field)) == shown


@pytest.mark.parametrize(
    ("loss", "shown"),
    [
        ("mse", "(('y', mse, 1.0),)"),
        ("2.0 * mse", "(('y', mse, 2.0),)"),
        ("huber(delta=0.5) * 3", "(('y', huber(delta=0.5), 3.0),)"),
        ("{y: 0.5 * binary_cross_entropy}", "(('y', binary_cross_entropy, 0.5),)"),
        ('python("my.losses:f")', "(('y', python(function=\"my.losses:f\"), 1.0),)"),
    ],
)
def test_loss(read: Read, loss: str, shown: str) -> None:
    assert str(read(train("", loss)).trains["t"].losses) == shown


@pytest.mark.parametrize(
    ("objective", "loss", "shown"),
    [
        ("supervised", "mae", "mae"),
        ("reconstruct(noise=0.1)", "", "mse"),
        ("reconstruct", "mae", "mae"),
        ("sequence_to_sequence", "", "cross_entropy"),
        ("diffusion(steps=10)", "", "mse"),
        ("contrastive(margin=2)", "", ""),
        ("triplet", "", ""),
    ],
)
def test_loss_of_an_objective(read: Read, objective: str, loss: str, shown: str) -> None:
    model = "model M {\n input x: [2]\n output y = Dense(2)\n}\n"
    data = "data d {\n source = synthetic\n input x: [2]\n target t: real[2]\n}\n"
    line = f" loss = {loss}\n" if loss else ""
    found = read(f"{model}{data}train {{\n objective = {objective}\n{line}}}\n")
    assert not found.diagnostics
    assert ", ".join(str(loss) for _, loss, _ in found.trains[""].losses) == shown


def test_spans_reach_into_values(read: Read) -> None:
    text = train("optimizer = sgd(0.1, momentum=0.9)\nmetrics = [mae, mse]", "{y: mse}")
    spans = read(text).trains["t"].spans
    parts = {name: text[span.start : span.end] for name, span in spans.items() if "." in name}
    assert parts == {
        "optimizer.lr": "0.1", "optimizer.momentum": "0.9", "metrics.mae": "mae",
        "metrics.mse": "mse", "loss.y": "y",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("body", "finding"),
    [
        (
            "epoch = 3",
            "unknown-setting | epoch | `train` has no setting `epoch` | did you mean `ep",
        ),
        (
            "batch_size = 3",
            "unknown-setting | batch_size | `train` has no setting `batch_size` | d",
        ),
        (
            "lr = 3",
            "unknown-setting | lr | `train` has no setting `lr` | it stands with the optimi",
        ),
        ("epochs = 3\nepochs = 4", "duplicate-setting | epochs | `train` gets `epochs` twice"),
        ("epochs = 3.5", "invalid-setting | 3.5 | `epochs` of `train` must be an integer of at"),
        ("epochs = 1 // 0", "invalid-expression | 1 // 0 | `//` divides by 0"),
        ("batch = 0", "invalid-setting | 0 | `batch` of `train` must be an integer of at least 1"),
        ("clip_norm = 0", "invalid-setting | 0 | `clip_norm` of `train` must be a number above 0"),
        ("ema = 1", "invalid-setting | 1 | `ema` of `train` must be a number above 0 and below 1"),
        ("optimizer = adm", "invalid-setting | adm | `optimizer` of `train` must be an optimizer"),
        ("optimizer = sgd", "missing-setting | sgd | `sgd` needs `lr`: learning rate"),
        ("optimizer = adam(lr=0)", "invalid-setting | 0 | `lr` of `adam` must be a number above 0"),
        ("optimizer = adam(beta1=1)", "invalid-setting | 1 | `beta1` of `adam` must be a number"),
        ("optimizer = adam(gamma=1)", "unknown-setting | gamma | `adam` has no setting `gamma`"),
        ("optimizer = sgd(1, nesterov=true)", "invalid-setting | sgd(1, nesterov=true) | `nestero"),
        ("metrics = accuracy", "invalid-setting | accuracy | `metrics` of `train` must be a list"),
        (
            "metrics = [mae, acc]",
            "invalid-setting | acc | this must be a metric such as `accuracy`",
        ),
        ("model = Mlpp", "unknown-model | Mlpp | there is no model `Mlpp` | did you mean `Mlp`?"),
        ("data = xr", "unknown-data | xr | there is no data `xr` | did you mean `xor`?"),
        ("optimizer = perceptron(1)", "unused-setting | mse | `perceptron` has its own rule of le"),
        ("objective = triplet", "unused-setting | mse | `triplet` has its own rule of learning"),
        ("objective = vae(mean=x)", "missing-setting | vae(mean=x) | `vae` needs `log_var`"),
        (
            "init_from = weights",
            "invalid-setting | weights | `init_from` of `train` must be a path",
        ),
    ],
)
def test_fault(said: Said, body: str, finding: str) -> None:
    (line,) = said(train(body))
    assert line.startswith(finding)


@pytest.mark.parametrize(
    ("loss", "finding"),
    [
        ("", "missing-setting | t | `train t` has no `loss`, and `supervised` implies none"),
        ("mze", "invalid-setting | mze | `loss` of `train` must be a loss"),
        ("bce", "invalid-setting | bce | `loss` of `train` must be a loss"),
        ("0 * mse", "invalid-setting | 0 | the weight of a loss must be a number above 0, got 0"),
        ("mse * mae", "invalid-setting | mae | the weight of a loss must be a number above 0"),
        ("mse + mae", "invalid-setting | mse + mae | an output has one loss, and `+` would make"),
        ("{}", "invalid-setting | {} | `loss` of `train` must be a loss"),
        ("{y: mse, y: mae}", "duplicate-setting | y | `loss` gets `y` twice"),
        ("{z: mse}", "unknown-name | z | the model `Mlp` has no output `z`"),
        ("huber(delta=0)", "invalid-setting | 0 | `delta` of `huber` must be a number above 0"),
        ('python("f")', 'invalid-setting | "f" | `function` of `python` must be a name in a'),
    ],
)
def test_loss_fault(said: Said, loss: str, finding: str) -> None:
    (line,) = said(train("", loss))
    assert line.replace("this must", "`loss` of `train` must").startswith(finding)


@pytest.mark.parametrize(
    ("line", "finding"),
    [
        ("", "unknown-model | D | there is no model `D` | the file has `Mlp`"),
        ("model = Mlp", "unused-setting | Mlp | `gan` names its models itself, so `model` has no"),
    ],
)
def test_gan_names_its_models(said: Said, line: str, finding: str) -> None:
    lines = said(train(f"objective = gan(generator=Mlp, discriminator=D)\n{line}", ""))
    assert lines[-1].startswith(finding)


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        (XOR + "train t {\n loss = mse\n}\n", "`train t` has no model to train: the file declares"),
        (train("") + MODEL.replace("Mlp", "N"), "`train t` does not say which model, and the file "
         "has 2: `Mlp`, `N`"),
        (train("") + XOR.replace("xor", "e"), "`train t` does not say which data, and the file has"
         " 2: `xor`, `e`"),
        (train("") + "train {\n loss = mse\n}\ntrain {\n loss = mse\n}\n", "there are two `train` "
         "sections without a name"),
        (train("model = B") + "block B {\n input x\n x -> Dense(1)\n}\n", "`B` is a block, not a "
         "model, so it cannot be trained by itself"),
    ],
)  # fmt: skip
def test_what_is_meant_must_be_clear(said: Said, text: str, finding: str) -> None:
    (line,) = said(text)
    assert finding in line


def test_a_loss_for_one_of_two_outputs(said: Said) -> None:
    model = "model M {\n input x: [2]\n output a = Dense(1)\n output b = Dense(1)\n}\n"
    (line,) = said(f"{XOR}{model}train {{\n loss = mse\n}}\n")
    assert line.startswith("loss-without-output | mse | `loss` does not say which output it is for")


def test_a_broken_model_and_broken_data_stay_silent(read: Read) -> None:
    text = train("freeze = [nothing]\nearly_stop = patience(1)", "{z: mse}")
    found = read(text.replace("Dense(4)", "Dense(0)"))
    assert not found.diagnostics
    found = read(text.replace("split", "x").replace("table(", "tabel(").replace("{z:", "{y:"))
    assert {d.rule for d in found.diagnostics} == {"invalid-setting", "unknown-name"}


@pytest.mark.parametrize(
    ("overrides", "shown"),
    [
        ({"train.epochs": 3}, "3 adam"),
        ({"t.epochs": 3, "train.epochs": 4}, "3 adam"),
        ({"train.lr": 0.5}, "7 adam(lr=0.5)"),
        ({"t.optimizer": Word("lion")}, "7 lion"),
        ({"t.optimizer": Applied(Word("sgd"), (Given("lr", 1, NOWHERE, NOWHERE),), NOWHERE)},
         "7 sgd(lr=1.0)"),
        ({"other.epochs": 3}, "7 adam"),
    ],
)  # fmt: skip
def test_override(read: Read, overrides: dict[str, Any], shown: str) -> None:
    found = read(train("epochs = 7"), overrides)
    plan = found.trains["t"]
    assert f"{plan.epochs} {plan.optimizer}" == shown
    assert found.used == {key for key in overrides if not key.startswith("other")}


@pytest.mark.parametrize("overrides", [{"train.epochs": 0}, {"t.lr": -1}, {"xor.split": 3}])
def test_override_fault_points_at_the_section(read: Read, overrides: dict[str, Any]) -> None:
    (found,) = read(train("epochs = 7"), overrides).diagnostics
    assert found.rule == "invalid-setting"
    assert found.primary.source.cut(found.primary.span) in ("t", "xor")


@pytest.mark.parametrize(
    ("line", "steps"),
    [("batch = all", 10), ("batch = 2", 20), ("batch = 1\naccumulate = 3", 10)],
)
def test_steps(read: Read, line: str, steps: int) -> None:
    assert read(train(line)).trains["t"].steps == steps
