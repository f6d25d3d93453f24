"""A PyTorch program: `model.py`, and with a `train` section all that trains it."""

from specc.backend import Emitted, Request, not_written
from specc.emit.header import header
from specc.layers.convolution import Spatial
from specc_pytorch.harness import harness_files, unsupported
from specc_pytorch.model_file import model_file
from specc_pytorch.speller import MissingSpelling

LAYOUT = (
    "Images are laid out N, C, H, W and sequences for convolutions N, C, T, as PyTorch has them."
)


def emit(request: Request) -> Emitted:
    """The files of the program, or the diagnostics that say why there are none."""
    found = unsupported(request)
    if found:
        return Emitted({}, tuple(found))
    notes = [LAYOUT] if _has_images(request) else []
    title = f"PyTorch models: {', '.join(name[:40] for name in request.models)}."
    try:
        model = model_file(request.models, header(title, request.origin, request.digest, *notes))
    except MissingSpelling as missing:
        return Emitted({}, (not_written("PyTorch", missing.node),))
    return Emitted({"model.py": model, **harness_files(request)})


def _has_images(request: Request) -> bool:
    return any(
        isinstance(node.layer, Spatial) for graph in request.models.values() for node in graph.nodes
    )
