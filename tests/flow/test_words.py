"""What single layers do to mean products, held against known formulas."""

import math

import pytest

from specc.flow import kin

from .predicted import Inside, predict, stack


def net(*lines: str, inputs: str = "[64]") -> str:
    body = "\n".join(f"    {line}" for line in lines)
    return f"model Net {{\n    input x: {inputs}\n{body}\n}}\n"


def test_dense_adds_its_bias() -> None:
    inside = Inside(net("Dense(100, init=normal(0.1), bias_init=constant(0.5))"))
    found = inside.signal("dense")
    assert found.square == pytest.approx(64 * 0.01 + 0.25)
    assert found.examples == pytest.approx(0.25)
    assert found.mean == pytest.approx(0.5)


def test_relu_halves_and_makes_examples_alike() -> None:
    found = Inside(net("Dense(100, init=he_normal) -> ReLU")).signal("relu")
    assert found.square == pytest.approx(1.0)
    assert found.examples == pytest.approx(1 / math.pi)


def test_batch_norm_behind_relu_divides_by_what_differs() -> None:
    """`pi / (pi - 1)` for each such layer (Yang et al. 2019, arXiv 1902.08129)."""
    inside = Inside(net("Dense(256, init=he_normal) -> ReLU -> BatchNorm"), batch=10_000)
    ratio = inside.gradient("relu").square / inside.gradient("batch_norm").square
    assert ratio == pytest.approx(math.pi / (math.pi - 1.0), rel=2e-3)


def test_border_of_a_padded_convolution_sees_fewer_taps() -> None:
    lines = ["Conv2D(8, kernel=3, padding=same, init=normal(1))"]
    found = Inside(net(*lines, inputs="[5, 5, 2]")).signal("conv")
    taps = [2, 3, 3, 3, 2]
    mean = sum(taps) / 5
    assert found.square == pytest.approx(2 * mean * mean)
    assert found.borders is not None
    assert found.borders[0] == pytest.approx([one / mean for one in taps])


def test_average_pooling_keeps_what_positions_share() -> None:
    lines = ["Conv2D(8, kernel=1, init=he_normal) -> ReLU -> AvgPool2D(2)"]
    found = Inside(net(*lines, inputs="[8, 8, 16]")).signal("avg_pool")
    assert found.square == pytest.approx(0.25 + 0.75 / math.pi)


def test_largest_of_four() -> None:
    """The square of the largest of four standard normals is 1 + sqrt(3) / pi on average."""
    found = Inside(net("Conv2D(64, kernel=1, init=lecun_normal) -> MaxPool2D(2)",
                       inputs="[8, 8, 16]")).signal("max_pool")  # fmt: skip
    assert found.square == pytest.approx(1.0 + math.sqrt(3.0) / math.pi, rel=1e-3)


def test_dropout_takes_no_relation_along() -> None:
    inside = Inside(net("Dense(100, init=he_normal) -> ReLU -> Dropout(0.5)"))
    assert inside.signal("dropout").square == pytest.approx(2.0)
    assert inside.signal("dropout").examples == pytest.approx(1 / math.pi)
    ratio = inside.gradient("relu").square / inside.gradient("dropout").square
    assert ratio == pytest.approx(2.0)


def test_sum_of_a_tensor_with_itself_is_twice_as_large() -> None:
    inside = Inside(net("h = x -> Dense(32, init=lecun_normal)", "output y = h + h"))
    assert inside.signal("add").square == pytest.approx(4.0)
    assert inside.gradient("dense").square == pytest.approx(4.0)


def test_sum_of_two_layers() -> None:
    lines = ["a = x -> Dense(32, init=lecun_normal)", "b = x -> Dense(32, init=lecun_normal)"]
    inside = Inside(net(*lines, "output y = a - b"))
    assert inside.signal("subtract").square == pytest.approx(2.0)
    assert inside.gradient("dense1").square == pytest.approx(1.0)


def test_difference_of_twins_loses_what_they_share() -> None:
    text = """
model Net {
    input a: [64]
    input b: [64]
    layer encode = Dense(32, activation=relu)
    u = a -> encode
    v = b -> encode
    output y = u - v
}
"""
    assert Inside(text).signal("subtract").square == pytest.approx(2.0 - 2.0 / math.pi)


def test_what_comes_from_one_tensor_in_two_ways_is_not_guessed() -> None:
    lines = [
        "h = x -> Dense(32)",
        "a = h -> ReLU",
        "b = h -> Tanh",
        "output y = (a + b) -> Dense(4)",
    ]
    found = predict(net(*lines))
    assert [reason for _, reason in found.unknown] == [
        "it joins two tensors that come from the same one in different ways"
    ]
    before, behind = found.layers
    assert before.signal == pytest.approx(math.sqrt(2.0))
    assert before.weight_gradient is None
    assert behind.signal is None


@pytest.mark.parametrize(
    "layer", ["Dense(64, init=identity)", "Reshape([8, 8]) -> RNN(16, recurrent_init=identity)"]
)
def test_a_kernel_that_is_not_random_is_not_guessed(layer: str) -> None:
    found = predict(net(layer, "Dense(4)"))
    assert [reason for _, reason in found.unknown] == [
        "its kernel starts as the identity, which is not random"
    ]
    assert [row.signal for row in found.layers] == [None, None]


def test_what_the_last_layer_reads() -> None:
    found = predict(net("Dense(32, init=he_normal, activation=relu) -> Dense(10)"))
    assert found.entering == pytest.approx(1.0)
    assert found.correlation == pytest.approx(1 / math.pi)


def test_gradient_starts_in_front_of_the_last_softmax() -> None:
    plain = predict(net("Dense(32, activation=tanh) -> Dense(10)"))
    softmax = predict(net("Dense(32, activation=tanh) -> Dense(10, activation=softmax)"))
    assert plain.layers[0].weight_gradient == softmax.layers[0].weight_gradient


def test_nothing_goes_back_through_stop_gradient() -> None:
    found = predict(net("Dense(32) -> StopGradient -> Dense(10)"))
    assert [layer.weight_gradient for layer in found.layers] == [0.0, 1.0]


def test_frozen_layers_learn_nothing() -> None:
    found = predict(net("Dense(32, trainable=false) -> Dense(10)"))
    assert [layer.weight_gradient for layer in found.layers] == [None, 1.0]


def test_tied_kernel_is_the_embedding_s() -> None:
    text = """
model Net {
    input x: int[8]
    layer words = Embedding(50, 16, init=normal(0.1))
    x -> words -> Dense(16, activation=tanh)
    output y = Dense(50, tie=words)
}
"""
    inside = Inside(text)
    hidden = inside.signal("dense1").square
    assert inside.signal("dense2").square == pytest.approx(16 * 0.01 * hidden)


def test_symbolic_sizes_get_a_representative() -> None:
    text = "dim T where T % 48 == 0\n" + net("GRU(8) -> Dense(3)", inputs="[T, 4]")
    assert predict(text).dims == (("T", 96),)


def test_narrow_and_deep_is_rough() -> None:
    layer = "Dense(WIDTH, activation=relu, init=he_normal)"
    assert not any(one.rough for one in predict(stack(20, layer, 256)).layers)
    assert predict(stack(20, layer, 16)).layers[-1].rough


def test_signal_that_shrinks_on_its_own_is_rough() -> None:
    """GELU under He: below a mean square of 1 each layer makes it smaller, and the error larger."""
    layer = "Dense(128, activation=gelu, init=he_normal)"
    assert predict(stack(20, layer)).layers[-1].rough
    assert not predict(stack(5, layer)).layers[-1].rough


def test_long_recurrences_are_rough() -> None:
    assert not predict(net("LSTM(32) -> Dense(3)", inputs="[50, 8]")).layers[0].rough
    assert predict(net("LSTM(32) -> Dense(3)", inputs="[51, 8]")).layers[0].rough


@pytest.mark.parametrize("init", ["normal(3)", "normal(1e-4)", "zeros", "ones"])
def test_extreme_starts_give_numbers(init: str) -> None:
    for layer in ("relu", "tanh", "gelu_tanh", "elu", "step"):
        found = predict(stack(300, f"Dense(32, activation={layer}, init={init})"))
        for row in found.layers:
            numbers = [row.signal, row.inner, row.gradient, row.weight_gradient]
            assert all(one is None or (math.isfinite(one) and one >= 0) for one in numbers)


def test_of_very_many_layers_some_seem_related_and_are_not_guessed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lines = ["repeat 6 { h = x -> Dense(64) -> Tanh", "x = x + h }", "x -> Dense(4)"]
    exact = predict(net(*lines))
    monkeypatch.setattr(kin, "MOST", 3)
    coarse = predict(net(*lines))
    assert exact.known
    assert not coarse.known
    pairs = zip(exact.layers, coarse.layers, strict=True)
    assert all(other.signal in (one.signal, None) for one, other in pairs)


@pytest.mark.parametrize("start", ["normal(1e200)", "constant(-1e308)", "normal(1e-200)"])
def test_starts_beyond_all_bounds_break_nothing(start: str) -> None:
    found = predict(net(f"repeat 3 {{ Dense(64, activation=relu, init={start}) }}", "Dense(4)"))
    known = [row.signal for row in found.layers]
    assert all(one is not None and math.isfinite(one) for one in known)
