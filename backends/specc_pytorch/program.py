"""A PyTorch program: `model.py`, and with a `train` section all that trains it."""

from specc.backend import Emitted, Request, not_written
from specc.emit.carry import weights_header
from specc.emit.harness.freeze import with_frozen
from specc.emit.header import header
from specc.emit.imported import pathless
from specc.emit.lift import lifted
from specc.layers.convolution import Spatial
from specc_pytorch.harness import harness_files, unsupported
from specc_pytorch.model_file import model_file, model_plan
from specc_pytorch.speller import MissingSpelling
from specc_pytorch.weights import weight_files

LAYOUT = (
    "Images are laid out N, C, H, W and sequences for convolutions N, C, T, as PyTorch has them."
)


def emit(request: Request) -> Emitted:
    """The files of the program, or the diagnostics that say why there are none."""
    found = [*pathless(request.models.values(), "pytorch", "PyTorch"), *unsupported(request)]
    if found:
        return Emitted({}, tuple(found))
    request = lifted(with_frozen(request))
    notes = [LAYOUT] if _has_images(request) else []
    title = f"PyTorch models: {', '.join(name[:40] for name in request.models)}."
    try:
        planned = model_plan(request.models)
    except MissingSpelling as missing:
        return Emitted({}, (not_written("PyTorch", missing.node),))
    model = model_file(planned, header(title, request.origin, request.digest, *notes))
    weights = weight_files(planned, weights_header(request.origin, request.digest))
    return Emitted({"model.py": model, **weights, **harness_files(request)})


def _has_images(request: Request) -> bool:
    return any(
        isinstance(node.layer, Spatial) for graph in request.models.values() for node in graph.nodes
    )
