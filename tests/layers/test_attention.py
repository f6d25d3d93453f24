"""Attention, embeddings, positions and tied weights: conditions, meaning, and both frameworks."""

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import torch

from specc.cost import cost
from specc.diagnostics import Diagnostic
from specc.driver import check
from specc.exchange import InvalidDocument, from_document, to_document
from specc.files.workspace import Workspace
from specc.ir.dim import evaluate
from specc.source import Source
from tests.carry import Built, built, carry, randomize
from tests.program import models_of

STD = (
    "import EncoderLayer, PatchEmbed, TransformerDecoder, TransformerEncoder from std.transformer\n"
)

MODELS = {
    "tied": (
        "layer embed = Embedding(9, 4)\nh = x -> embed -> Dense(4, activation=relu)\n"
        "output Dense(9, tie=embed, bias_init=ones)"
    ),
    "tied without bias, with activation": (
        "layer embed = Embedding(9, 4, padding=2)\nx -> embed -> PositionEmbedding(50)\n"
        "output Dense(9, tie=embed, bias=false, activation=softmax)"
    ),
    "tied in a loop": (
        "layer embed = Embedding(9, 4)\nh = x -> embed\n"
        "repeat 3 { h = h -> Dense(9, tie=embed) -> Dense(4, activation=tanh) }"
    ),
    "tied in a block": "a = x -> Tied(9)\nb = x -> Tied(7)\n[a, b] -> Concat",
    "tied in a shared block": "layer both = Tied(9)\na = x -> both\nb = x -> both\na + b",
    "decoder": (
        "layer embed = Embedding(9, 8)\nm = x -> embed -> SinusoidalPositions\n"
        "m = m -> TransformerEncoder(2, heads=2)\ny = x -> embed -> SinusoidalPositions\n"
        "y = [y, m] -> TransformerDecoder(2, heads=2, hidden=12)\n"
        "y -> Dense(9, tie=embed, bias=false)"
    ),
    "pre-norm": (
        "x -> Embedding(9, 8) -> TransformerEncoder(2, heads=4, pre_norm=true, activation=gelu)\n"
        "m = EncoderLayer(2, pre_norm=true, causal=true)\n"
        "[m, m] -> TransformerDecoder(2, heads=2, pre_norm=true)"
    ),
    "widths": "x -> Embedding(9, 8) -> Grouped(8) -> Grouped(12)",
}
"""Bodies of models that take `x: int[T]`."""

BLOCKS = """
block Tied(vocab) {
    input x
    layer embed = Embedding(vocab, 4)
    x -> embed -> LayerNorm -> Dense(vocab, tie=embed, bias=false) -> Dense(5)
}
block Grouped(width) {
    input x
    x -> Dense(width) -> MultiHeadAttention(2, causal=true)
    MultiHeadAttention(4, key_dim=width, kv_heads=2, rotary=true, bias=false)
}
"""


def spec_of(body: str, input: str = "int[T]") -> str:
    return f"{STD}{BLOCKS}dim T where T <= 50\nmodel M {{\ninput x: {input}\n{body}\n}}\n"


def findings(text: str) -> list[Diagnostic]:
    found = check(Source("test.spec", text), Workspace().load, rules=False).diagnostics
    return [one for one in found if one.severity == "error"]


def pair(text: str, folder: Path) -> tuple[Any, Any]:
    """The model `M` in PyTorch and in Keras, with the same random weights."""
    ours, theirs = built(text, "pytorch", folder), built(text, "keras", folder)
    return random_torch(ours), carried(ours, theirs, folder)


def random_torch(ours: Built) -> Any:
    torch_model = ours.model.M().eval()
    randomize(torch_model)
    return torch_model


def carried(ours: Built, theirs: Built, folder: Path) -> Any:
    keras_model = theirs.model.M()
    carry(ours, random_torch(ours), theirs, keras_model, folder)
    return keras_model


def tokens(length: int, below: int = 7) -> np.ndarray[Any, Any]:
    return np.random.default_rng(length).integers(0, below, size=(3, length))


def run(model: Any, data: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    if isinstance(model, keras.Model):
        return np.asarray(keras.ops.convert_to_numpy(model(data, training=False)))
    with torch.no_grad():
        return np.asarray(model(torch.as_tensor(data)))


@pytest.mark.parametrize("body", MODELS.values(), ids=MODELS)
def test_frameworks_agree_and_keras_saves(body: str, tmp_path: Path) -> None:
    text = spec_of(body)
    graph = models_of(text)["M"]
    ours, theirs = pair(text, tmp_path)
    assert sum(p.numel() for p in ours.parameters()) == graph.trainable
    assert sum(t.numel() for t in ours.state_dict().values()) == graph.trainable
    assert theirs.count_params() == graph.trainable
    theirs.save(tmp_path / "m.keras")
    again = keras.saving.load_model(tmp_path / "m.keras")
    for length in (1, 6, 13):
        data = tokens(length)
        expected = run(ours, data)
        np.testing.assert_allclose(run(theirs, data), expected, rtol=1e-3, atol=1e-4)
        np.testing.assert_allclose(run(again, data), expected, rtol=1e-3, atol=1e-4)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("body", [MODELS["decoder"], MODELS["widths"]], ids=["decoder", "widths"])
def test_exported_pytorch_takes_any_length(body: str, tmp_path: Path) -> None:
    model = random_torch(built(spec_of(body), "pytorch", tmp_path))
    time = torch.export.Dim("time", min=2, max=50)
    exported = torch.export.export(
        model, (torch.as_tensor(tokens(6)),), dynamic_shapes=({1: time},)
    ).module()
    traced = torch.jit.trace(model, (torch.as_tensor(tokens(6)),), check_trace=False)
    for length in (3, 11):
        expected = run(model, tokens(length))
        np.testing.assert_allclose(run(exported, tokens(length)), expected, rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(run(traced, tokens(length)), expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    ("body", "rule", "message", "help"),
    [
        (
            "Embedding(9, 4) -> PositionEmbedding(40)",
            "positional-table-short",
            "`PositionEmbedding` has vectors for 40 positions, and the input [T, 4] fits only when "
            "`T <= 40`",
            "say so: `dim T where T <= 40`",
        ),
        (
            "Embedding(9, 4, padding=9)",
            "invalid-setting",
            "`padding` of `Embedding` is 9, and the last index is 8",
            "",
        ),
        (
            "Embedding(9, 6) -> MultiHeadAttention(4)",
            "head-divisibility",
            "`MultiHeadAttention` splits 6 channels among 4 heads: 6 % 4 = 2",
            "`heads=3` fits; `key_dim=64` sets the channels of a head apart from the input's",
        ),
        (
            "Embedding(9, 8) -> MultiHeadAttention(4, kv_heads=3)",
            "head-divisibility",
            "`MultiHeadAttention` shares 3 heads of keys among 4 heads: 4 % 3 = 1",
            "",
        ),
        (
            "Embedding(9, 6) -> MultiHeadAttention(2, rotary=true)",
            "rope-head-dim-odd",
            "`rotary` of `MultiHeadAttention` turns pairs of channels, and a head has 3",
            "",
        ),
        (
            "q = x -> Embedding(9, 4)\nv = [q, q] -> Concat(axis=0)\n"
            "[q, q, v] -> MultiHeadAttention(2)",
            "shape-mismatch",
            "`MultiHeadAttention` has keys [T, 4] and values [2 * T, 4]: "
            "the times differ, T and 2 * T",
            "",
        ),
        (
            "layer embed = Embedding(9, 4)\nx -> embed -> Dense(9, tie=embd)",
            "unknown-name",
            "`tie` of `Dense` names `embd`, and no `layer` here is called that",
            "did you mean `embed`?",
        ),
        (
            "layer embed = Embedding(9, 4)\nx -> embed -> Dense(6) -> Dense(8, tie=embed)",
            "tied-weights-shape",
            "`embed` has 9 vectors of 4, and `Dense` needs 8 of 6",
            "`Dense(4)` before it gives 4 channels",
        ),
        (
            "layer embed = Embedding(9, 4)\nx -> Embedding(9, 4) -> Dense(9, tie=embed)",
            "invalid-setting",
            "`embed` has no matrix yet that `Dense` could use: nothing flowed into it",
            "use `embed` before what is tied to it",
        ),
        (
            "layer wide = Dense(4)\nx -> Embedding(9, 4) -> wide -> Dense(4, tie=wide)",
            "invalid-setting",
            "`tie` of `Dense` wants an `Embedding`, and `wide` is `Dense`",
            "",
        ),
        (
            "layer embed = Embedding(9, 4)\nx -> embed -> Dense(9, tie=embed, l2=0.1)",
            "invalid-setting",
            "`Dense` has no kernel of its own that `l2` could act on: it is tied to `embed`",
            "give the setting to `embed`",
        ),
    ],
)
def test_fault(body: str, rule: str, message: str, help: str) -> None:
    found = findings(spec_of(body).replace("T <= 50", "T <= 41"))
    assert [(one.rule, one.message, one.help) for one in found] == [(rule, message, help)]


def test_padding_is_zero_and_not_trained(tmp_path: Path) -> None:
    model = random_torch(built(spec_of("Embedding(7, 4, padding=2)"), "pytorch", tmp_path))
    out = model(torch.tensor([[2, 1, 2]]))
    out.sum().backward()
    assert out[0, ::2].abs().max() == 0
    assert model.embedding.weight.grad.abs().sum(1).bool().tolist() == [False, True] + 5 * [False]


@pytest.mark.parametrize("setting", ["", ", rotary=true", ", kv_heads=1"])
def test_causal_attention_does_not_see_what_comes(setting: str, tmp_path: Path) -> None:
    text = spec_of(f"x -> Embedding(9, 8) -> MultiHeadAttention(2, causal=true{setting})")
    model = random_torch(built(text, "pytorch", tmp_path))
    data = tokens(6)
    other = data.copy()
    other[:, 4:] = 8
    np.testing.assert_allclose(run(model, data)[:, :4], run(model, other)[:, :4], atol=1e-6)


def test_rotary_products_depend_on_distance_only(tmp_path: Path) -> None:
    module = built(
        spec_of("MultiHeadAttention(1, rotary=true)", "[T, 6]"), "pytorch", tmp_path
    ).model
    q, k = np.random.default_rng(0).normal(size=(2, 1, 1, 1, 6)).repeat(9, axis=3)
    turned = [module._rotated(torch.as_tensor(v)) for v in (q, k)]
    scores = (turned[0] @ turned[1].transpose(2, 3))[0, 0]
    np.testing.assert_allclose(np.diag(scores, 2), scores[0, 2], rtol=1e-5)
    # The first pair of channels, 0 and 3, turns by one radian a position.
    cos, sin = np.cos(4), np.sin(4)
    np.testing.assert_allclose(
        turned[0][0, 0, 4, [0, 3]],
        [q[0, 0, 4, 0] * cos - q[0, 0, 4, 3] * sin, q[0, 0, 4, 3] * cos + q[0, 0, 4, 0] * sin],
        rtol=1e-5,
    )


def test_pytorch_means_the_same_by_multi_head_attention(tmp_path: Path) -> None:
    text = spec_of("MultiHeadAttention(2)", "[T, 6]")
    ours = random_torch(built(text, "pytorch", tmp_path))
    theirs = torch.nn.MultiheadAttention(6, 2, batch_first=True)
    state = {name.removeprefix("attention."): v for name, v in ours.state_dict().items()}
    parts = ("query", "key", "value")
    with torch.no_grad():
        theirs.in_proj_weight.copy_(torch.cat([state[f"{name}.weight"] for name in parts]))
        theirs.in_proj_bias.copy_(torch.cat([state[f"{name}.bias"] for name in parts]))
        theirs.out_proj.weight.copy_(state["output.weight"])
        theirs.out_proj.bias.copy_(state["output.bias"])
        x = torch.randn(3, 5, 6)
        torch.testing.assert_close(ours(x), theirs(x, x, x)[0], rtol=1e-4, atol=1e-5)


def test_sinusoidal_positions_are_those_of_the_paper(tmp_path: Path) -> None:
    model = built(spec_of("SinusoidalPositions", "[T, 5]"), "pytorch", tmp_path).model.M()
    angles = np.arange(30)[:, None] / 10_000 ** (np.arange(0, 6, 2) / 5)
    expected = np.stack([np.sin(angles), np.cos(angles)], axis=-1).reshape(30, 6)[:, :5]
    found = run(model, np.zeros((1, 30, 5), "float32"))[0]
    np.testing.assert_allclose(found, expected, atol=1e-5)


@pytest.mark.parametrize("backend", ["pytorch", "keras"])
@pytest.mark.parametrize(
    ("setting", "variance"),
    [("", 2 / 128), (", kv_heads=2", 2 / 128), (", init=he_normal", 2 / 64)],
)
def test_projections_start_like_dense_layers(
    backend: str, setting: str, variance: float, tmp_path: Path
) -> None:
    text = spec_of(f"MultiHeadAttention(8{setting})", "[T, 64]")
    model = built(text, backend, tmp_path).model.M()
    if backend == "keras":
        kernels = [np.asarray(w) for w in model.weights if w.path.endswith("kernel")]
    else:
        kernels = [p.detach().numpy() for n, p in model.named_parameters() if "weight" in n]
    assert len(kernels) == 4
    for kernel in (kernels[0], kernels[3]):
        assert kernel.var() == pytest.approx(variance, rel=0.1)


@pytest.mark.parametrize(
    ("body", "macs"),
    [
        ("MultiHeadAttention(2)", 4 * 5 * 6 * 6 + 2 * 5 * 5 * 6),
        ("MultiHeadAttention(2, causal=true)", 4 * 5 * 6 * 6 + 2 * 5 * 5 * 6),
        ("MultiHeadAttention(2, key_dim=4)", 4 * 5 * 6 * 8 + 2 * 5 * 5 * 8),
        ("MultiHeadAttention(2, kv_heads=1)", 2 * 5 * 6 * (6 + 3) + 2 * 5 * 5 * 6),
        (
            "m = [x, x] -> Concat(axis=0) -> Dense(3)\n[x, m] -> MultiHeadAttention(2)",
            10 * 6 * 3 + 2 * 5 * 36 + 2 * 10 * 3 * 6 + 2 * 5 * 10 * 6,
        ),
    ],
)
def test_multiply_adds(body: str, macs: int) -> None:
    found = cost(models_of(spec_of(body, "[T, 6]"))["M"]).macs
    fixed = cost(models_of(spec_of(body, "[5, 6]"))["M"]).macs
    assert fixed == macs
    assert found is not None
    assert evaluate(found, {"T": 5}) == macs


@pytest.mark.parametrize("body", [MODELS["tied"], MODELS["tied in a shared block"]])
def test_a_tie_names_the_owner_of_the_matrix_and_survives_exchange(body: str) -> None:
    graph = models_of(spec_of(body))["M"]
    tied = [node for node in graph.nodes if node.tied >= 0]
    assert tied
    assert all(graph.nodes[node.tied].owner == node.tied for node in tied)
    again = from_document(to_document(graph))
    assert [node.tied for node in again.nodes] == [node.tied for node in graph.nodes]


@pytest.mark.parametrize("other", [-1, 1, 99])
def test_a_document_with_a_wrong_tie_is_refused(other: int) -> None:
    document = to_document(models_of(spec_of(MODELS["tied"]))["M"])
    *before, last = document.nodes
    assert last.tied == 0
    wrong = document.model_copy(
        update={"nodes": (*before, last.model_copy(update={"tied": other}))}
    )
    with pytest.raises(InvalidDocument, match=r"nodes\[2\]\.tied"):
        from_document(wrong)
