"""A Keras program: `model.py`, and with a `train` section all that trains it."""

from specc.backend import Emitted, Request, not_written
from specc.emit.header import header
from specc_keras.harness import harness_files, unsupported
from specc_keras.model_file import model_file
from specc_keras.speller import MissingSpelling


def emit(request: Request) -> Emitted:
    """The files of the program, or the diagnostics that say why there are none."""
    found = unsupported(request)
    if found:
        return Emitted({}, tuple(found))
    title = f"Keras models: {', '.join(name[:40] for name in request.models)}."
    try:
        model = model_file(request.models, header(title, request.origin, request.digest))
    except MissingSpelling as missing:
        return Emitted({}, (not_written("Keras", missing.node),))
    return Emitted({"model.py": model, **harness_files(request)})
