"""Recurrent layers: sizes known at run time, faults, start values, masks and states."""

from pathlib import Path

import pytest
import torch

from specc.cost import cost
from specc.driver import check
from specc.files.workspace import Workspace
from specc.source import Source
from tests.generated.built import build, run
from tests.program import emitted, load, models_of


def model(body: str) -> str:
    return f"dim S, T\nmodel M {{\n{body}\n}}\n"


def use(layer: str, kind: str = "[T, 8]") -> str:
    return model(f"    input x: {kind}\n    output y = {layer}")


def pytorch(text: str, folder: Path) -> torch.nn.Module:
    torch.manual_seed(0)
    made: torch.nn.Module = load(emitted(text, "pytorch")["model.py"], folder, "recurrent").M()
    return made


@pytest.mark.parametrize(
    ("layer", "wanted"),
    [
        ("LSTM(6)", "[6]"),
        ("LSTM(6, sequences=true)", "[T, 6]"),
        ("GRU(6, sequences=true, bidirectional=true)", "[T, 12]"),
        ("RNN(6, bidirectional=true)", "[12]"),
    ],
)
def test_time_known_at_run_time(layer: str, wanted: str) -> None:
    assert str(models_of(use(layer))["M"].outputs["y"].type) == wanted


@pytest.mark.parametrize(
    ("layer", "macs"),
    [
        ("RNN(6)", "84 * T"),
        ("LSTM(6)", "336 * T"),
        ("GRU(6, bidirectional=true)", "504 * T"),
    ],
)
def test_products_of_both_kernels_at_every_step(layer: str, macs: str) -> None:
    assert str(cost(models_of(use(layer))["M"]).macs) == macs


@pytest.mark.parametrize(
    ("text", "rule", "message"),
    [
        (
            use("LSTM(6)", "[8]"),
            "input-rank-mismatch",
            "`LSTM` wants [time, features], got [8]",
        ),
        (
            use("LSTM(6)", "[4, 4, 8]"),
            "input-rank-mismatch",
            "`LSTM` wants [time, features], got [4, 4, 8]",
        ),
        (
            use("GRU(6)", "[8, T]"),
            "symbolic-channels",
            "`GRU` makes weights for the last axis, and its size `T` is not known before run time",
        ),
        (
            use("RNN(6, bidirectional=true, reverse=true)"),
            "invalid-setting",
            "`RNN` has `bidirectional=true` and `reverse=true`",
        ),
        (
            use("LSTM(6, bias_init=he_normal)"),
            "invalid-setting",
            "`bias_init` of `LSTM` must be `zeros`, `ones` or `constant(v)`, got `he_normal`",
        ),
        (
            model("    input x: [T, 8]\n    input h: [6]\n    output y = [x, h] -> LSTM(6)"),
            "input-count",
            "`LSTM` starts from a state of 2 tensors, got 1",
        ),
        (
            model("    input x: [T, 8]\n    input h: [7]\n    output y = [x, h] -> GRU(6)"),
            "shape-mismatch",
            "`GRU` starts from states of [6], got [7]",
        ),
        (
            model(
                "    input q: [6]\n    input m: [8]\n    output y = [q, m] -> AdditiveAttention(4)"
            ),
            "input-rank-mismatch",
            "`AdditiveAttention` wants a memory of [time, memory], got [8]",
        ),
    ],
)
def test_what_does_not_fit(text: str, rule: str, message: str) -> None:
    (found,) = check(Source("m.spec", text), Workspace().load, None).diagnostics
    assert (found.rule, found.message) == (rule, message)


@pytest.mark.parametrize(
    ("layer", "wanted"),
    [
        ("LSTM(6)", [0.0, 1.0, 0.0, 0.0]),
        ("LSTM(6, bias_init=constant(0.5))", [0.5, 1.0, 0.5, 0.5]),
        ("GRU(6, bias_init=ones)", [1.0, 1.0, 1.0]),
        ("RNN(6)", [0.0]),
    ],
)
def test_biases_start_gate_by_gate(layer: str, wanted: list[float], tmp_path: Path) -> None:
    (made,) = pytorch(use(layer), tmp_path).children()
    bias = made.bias_ih_l0.detach()
    assert bias.view(-1, 6).tolist() == [[value] * 6 for value in wanted]


@pytest.mark.parametrize(
    ("layer", "surplus"),
    [("LSTM(6)", 24), ("LSTM(6, bidirectional=true)", 48), ("RNN(6)", 6), ("GRU(6)", 0)],
)
def test_the_second_bias_is_a_zero_outside_the_weights(
    layer: str, surplus: int, tmp_path: Path
) -> None:
    made = pytorch(use(layer), tmp_path)
    zeros = dict(made.named_buffers())
    assert not zeros.keys() & made.state_dict().keys()
    assert sum(zero.numel() for zero in zeros.values()) == surplus
    assert not any(bool(zero.any()) for zero in zeros.values())


@pytest.mark.parametrize("word", ["LSTM", "GRU", "RNN"])
def test_one_mask_for_all_steps(word: str, tmp_path: Path) -> None:
    """Without dropout a step by step run gives what PyTorch's own layer gives."""
    layer = f"{word}(6, recurrent_dropout=0.5, bidirectional=true, sequences=true)"
    made = pytorch(use(layer), tmp_path)
    x = torch.randn(3, 5, 8)
    assert not torch.allclose(made.train()(x), made.eval()(x))
    (recurrent,) = made.children()
    recurrent.recurrent_dropout = 0.0
    torch.testing.assert_close(made.train()(x), made.eval()(x))


@pytest.mark.parametrize("word", ["LSTM", "GRU", "RNN"])
def test_reverse_is_the_backward_half_of_bidirectional(word: str, tmp_path: Path) -> None:
    body = f"""
    input x: [T, 8]
    output both = x -> {word}(4, sequences=true, bidirectional=true)
    output back = x -> {word}(4, sequences=true, reverse=true)"""
    made = pytorch(model(body), tmp_path)
    both = dict(made.both.named_parameters())
    made.back.load_state_dict({n: both[f"{n}_reverse"] for n in made.back.state_dict()})
    whole, back = made(torch.randn(3, 5, 8))
    torch.testing.assert_close(whole[..., 4:], back)


@pytest.mark.parametrize(("word", "state"), [("LSTM", "h, c"), ("GRU", "h"), ("RNN", "h")])
@pytest.mark.parametrize("settings", ["sequences=true, state=true", "sequences=true, reverse=true"])
def test_a_state_goes_on_where_it_came_from(
    word: str, state: str, settings: str, tmp_path: Path
) -> None:
    """Two halves, the second from the first's last state, give what the whole gives."""
    first, second = ("b", "a") if "reverse" in settings else ("a", "b")
    body = f"""
    input a: [3, 8]
    input b: [4, 8]
    layer cell = {word}(4, {settings.replace("reverse=true", "reverse=true, state=true")})
    {first}_results, {state} = {first} -> cell
    {second}_results, {state.replace("h", "i").replace("c", "d")} = [{second}, {state}] -> cell
    whole, {state.replace("h", "j").replace("c", "e")} = [a, b] -> Concat(axis=0) -> cell
    output whole
    output halves = [a_results, b_results] -> Concat(axis=0)"""
    whole, halves = pytorch(model(body), tmp_path)(torch.randn(2, 3, 8), torch.randn(2, 4, 8))
    torch.testing.assert_close(whole, halves)


def test_kernels_start_as_they_are_told(tmp_path: Path) -> None:
    layer = "LSTM(6, bidirectional=true, init=constant(0.2), recurrent_init=identity)"
    (made,) = pytorch(use(layer), tmp_path).children()
    for direction in ("", "_reverse"):
        assert (made.get_parameter(f"weight_ih_l0{direction}") == 0.2).all()
        assert torch.equal(made.get_parameter(f"weight_hh_l0{direction}"), torch.eye(24, 6))


LIMITED = """
data toys {
    source  = synthetic
    input   x: float[5, 3]
    target  kind: class(2)
    samples = 40
}
model M {
    input x: [5, 3]
    LSTM(4, bidirectional=true, l1=1e-4, l2=1e-4, max_norm=0.5)
    output y = Dense(2, activation=softmax)
}
train {
    loss      = cross_entropy
    optimizer = sgd(0.5)
    epochs    = 1
}
"""


def test_a_limit_is_about_the_kernels_of_both_directions(tmp_path: Path) -> None:
    run(build(LIMITED, tmp_path))
    weights = torch.load(tmp_path / "best.pt")
    norms = [w.norm(dim=1).max() for name, w in weights.items() if ".weight_ih" in name]
    assert len(norms) == 2
    assert max(norms) <= 0.5 + 1e-5
