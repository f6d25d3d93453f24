"""What `weights.py` says of files that do not fit, and that it writes whole files or none."""

from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file, save_file

from tests.carry import built

SPEC = """\
model Net {
    input x: [4]
    hidden = Dense(3, activation=relu)
    score = Dense(2, bias=false)
    output score
}
model Other { input x: [4]\n Dense(3) }
"""
FORMAT = {"format": "specc", "format_version": "1"}
Arrays = dict[str, np.ndarray[Any, Any]]


class Made(NamedTuple):
    """A program's modules, and a name of a file as the framework itself writes it."""

    model: ModuleType
    weights: ModuleType
    own: str


@pytest.fixture(params=[("pytorch", "net.pt"), ("keras", "net.weights.h5")])
def made(request: pytest.FixtureRequest, tmp_path: Path) -> Made:
    backend, own = request.param
    program = built(SPEC, backend, tmp_path)
    assert program.weights is not None
    return Made(program.model, program.weights, own)


def arrays() -> Arrays:
    """The weights of `Net`."""
    shapes = {"hidden.kernel": (4, 3), "hidden.bias": (3,), "score.kernel": (3, 2)}
    return {name: np.full(shape, 0.5, np.float32) for name, shape in shapes.items()}


def without(name: str) -> Arrays:
    return {one: values for one, values in arrays().items() if one != name}


def test_names_shapes_and_form(made: Made, tmp_path: Path) -> None:
    path = tmp_path / "net.safetensors"
    made.weights.save_weights(made.model.Net(), path)
    assert {n: (a.shape, a.dtype) for n, a in load_file(path).items()} == {
        name: (values.shape, np.float32) for name, values in arrays().items()
    }
    with made.weights.safe_open(path, framework="numpy") as file:
        assert file.metadata() == {**FORMAT, "model": "Net"}


@pytest.mark.parametrize(
    ("found", "metadata", "said"),
    [
        (without("score.kernel"), FORMAT, "do not fit `Net`: it lacks `score.kernel`"),
        ({**arrays(), "z.bias": np.zeros(3)}, FORMAT, "it has an unknown `z.bias`"),
        (
            {**arrays(), "score.kernel": np.zeros((2, 3))},
            {**FORMAT, "model": "Old"},
            "of `Old` in `{path}` do not fit `Net`: `score.kernel` is [2, 3], not [3, 2]",
        ),
        ({"a": np.zeros(1)}, FORMAT, "`hidden.bias`; it lacks `score.kernel`; ..."),
        (arrays(), {}, "`{path}` holds no weights in form 1 of specc"),
        (arrays(), {**FORMAT, "format_version": "2"}, "holds no weights in form 1 of specc"),
    ],
)
def test_file_that_does_not_fit(
    made: Made, tmp_path: Path, found: Arrays, metadata: dict[str, str], said: str
) -> None:
    path, before, after = (tmp_path / f"{n}.safetensors" for n in ("given", "before", "after"))
    save_file(found, path, metadata)
    model = made.model.Net()
    made.weights.save_weights(model, before)
    with pytest.raises(ValueError) as raised:  # noqa: PT011
        made.weights.load_weights(model, path)
    assert said.format(path=path) in str(raised.value)
    made.weights.save_weights(model, after)
    assert_same(before, after)


def test_model_of_another_program(made: Made, tmp_path: Path) -> None:
    model = made.model.Net()
    made.weights.PLACES.pop("Net")
    with pytest.raises(ValueError, match="`Net` is not among the models Other"):
        made.weights.save_weights(model, tmp_path / "net.safetensors")


@pytest.mark.parametrize("own", [False, True])
def test_failure_leaves_the_old_file(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own: bool
) -> None:
    monkeypatch.setattr(made.weights.os, "replace", failing)
    folder = tmp_path / "out"
    folder.mkdir()
    path = folder / (made.own if own else "net.safetensors")
    path.write_bytes(b"old")
    with pytest.raises(OSError, match="no space"):
        made.weights.save_weights(made.model.Net(), path)
    assert [(one, one.read_bytes()) for one in folder.iterdir()] == [(path, b"old")]


def failing(*_: Any) -> None:
    raise OSError("no space")


@pytest.mark.parametrize("own", [False, True])
def test_saved_and_loaded(made: Made, tmp_path: Path, own: bool) -> None:
    path = tmp_path / (made.own if own else "net.safetensors")
    first, second = made.model.Net(), made.model.Net()
    made.weights.save_weights(first, path)
    made.weights.load_weights(second, str(path))
    saved = [tmp_path / f"{n}.safetensors" for n in ("first", "second")]
    for model, one in zip((first, second), saved, strict=True):
        made.weights.save_weights(model, one)
    assert_same(*saved)


def assert_same(first: Path, second: Path) -> None:
    """Two files hold the same arrays; safetensors writes the metadata in no fixed order."""
    ours, theirs = load_file(first), load_file(second)
    assert ours.keys() == theirs.keys()
    assert all(np.array_equal(ours[name], theirs[name]) for name in ours)


@pytest.mark.parametrize("own", [False, True])
def test_compiled_module_is_the_model(tmp_path: Path, own: bool) -> None:
    program = built(SPEC, "pytorch", tmp_path)
    assert program.weights is not None
    plain, compiled = program.model.Net(), torch.compile(program.model.Net(), backend="eager")
    path = tmp_path / ("net.pt" if own else "net.safetensors")
    program.weights.save_weights(compiled, path)
    program.weights.load_weights(plain, path)
    saved = [tmp_path / f"{n}.safetensors" for n in ("compiled", "plain")]
    for model, one in zip((compiled, plain), saved, strict=True):
        program.weights.save_weights(model, one)
    assert_same(*saved)
