"""Well-known models made small, and data for them."""

import re
from pathlib import Path
from typing import Any, NamedTuple

import keras
import numpy as np
import torch

from specc.ir.dim import evaluate
from specc.ir.graph import Graph
from specc_pytorch import backend as pytorch
from tests.program import models_of
from tests.spec_file import ROOT

Array = np.ndarray[Any, Any]
FOLDERS = (ROOT / "tests" / "generated" / "structure", ROOT / "tests" / "weights" / "specs")
STRUCTURE = sorted(path for folder in FOLDERS for path in folder.glob("*.spec"))
CONFORMANCE = ROOT / "tests" / "conformance" / "specs"
KNOWN = [
    (ROOT / "specs" / "resnet.spec", "ResNet18"),
    (ROOT / "specs" / "googlenet.spec", "GoogLeNet"),
    (ROOT / "specs" / "mobilenet_v2.spec", "MobileNetV2"),
    (CONFORMANCE / "siamese.spec", "Siamese"),
    (CONFORMANCE / "unet.spec", "UNet"),
    (CONFORMANCE / "gpt2.spec", "Gpt2Small"),
    (CONFORMANCE / "text_lstm.spec", "Sentiment"),
]
SIZES = {"H": 16, "W": 32, "T": 8}
LARGE = re.compile(r"\b\d{2,4}\b")


class Small(NamedTuple):
    """A model, its graph, and the text of the spec that it is in."""

    text: str
    graph: Graph


def small(path: Path, model: str) -> Small:
    """The model of a spec with every large number in it an eighth, so that it runs at once."""
    text = path.read_text(encoding="utf-8")
    if path.parent not in FOLDERS:
        text = LARGE.sub(lambda found: _eighth(int(found[0])), text).replace("50_257", "99")
    return Small(text, models_of(text)[model])


def _eighth(number: int) -> str:
    return str(number // 8 if number >= 32 and number % 8 == 0 else number)


def arrays(graph: Graph) -> list[Array]:
    """Random inputs for two examples, channels last."""
    random = np.random.default_rng(0)
    found = []
    for value in graph.inputs.values():
        shape = (2, *(evaluate(size, SIZES) for size in value.type.sizes))
        if value.type.dtype == "int":
            found.append(random.integers(0, 9, size=shape, dtype="int32"))
        else:
            found.append(random.normal(size=shape).astype("float32"))
    return found


def outputs_of_torch(model: Any, graph: Graph, data: list[Array]) -> list[Array]:
    """What the model gives in evaluation, channels last."""
    first = pytorch.channels_first(graph)
    given = [
        np.moveaxis(one, -1, 1) if name in first else one
        for name, one in zip(graph.inputs, data, strict=True)
    ]
    with torch.no_grad():
        found = model.eval()(*(torch.as_tensor(np.ascontiguousarray(one)) for one in given))
    listed = found if isinstance(found, tuple) else (found,)
    return [
        np.moveaxis(one.numpy(), 1, -1) if name in first else one.numpy()
        for name, one in zip(graph.outputs, listed, strict=True)
    ]


def outputs_of_keras(model: Any, data: list[Array]) -> list[Array]:
    """What the model gives in evaluation."""
    found = model(data[0] if len(data) == 1 else data, training=False)
    listed = found if isinstance(found, (list, tuple)) else [found]
    return [keras.ops.convert_to_numpy(one) for one in listed]


def randomize_keras(model: Any) -> None:
    """Give every variable random values, variances positive ones."""
    random = np.random.default_rng(1)
    for variable in model.weights:
        if variable.dtype == "float32":
            values = random.normal(size=tuple(variable.shape)) * 0.3
            variance = variable.name == "moving_variance"
            variable.assign(np.abs(values) + 0.5 if variance else values)


def hold(ours: list[Array], theirs: list[Array]) -> None:
    """Outputs agree but for rounding."""
    for one, other in zip(ours, theirs, strict=True):
        assert np.isfinite(one).all()
        assert np.abs(one - other).max() <= 1e-4 * np.abs(one).max()
