"""A Keras program: `model.py`, and with a `train` section all that trains it."""

from specc.backend import Emitted, Request, not_written
from specc.emit.carry import weights_header
from specc.emit.harness.freeze import with_frozen
from specc.emit.header import header
from specc.emit.imported import pathless
from specc.emit.lift import lifted
from specc_keras.harness import harness_files, unsupported
from specc_keras.model_file import model_file, model_plan
from specc_keras.speller import MissingSpelling
from specc_keras.weights import weight_files


def emit(request: Request) -> Emitted:
    """The files of the program, or the diagnostics that say why there are none."""
    found = [*pathless(request.models.values(), "keras", "Keras"), *unsupported(request)]
    if found:
        return Emitted({}, tuple(found))
    request = lifted(with_frozen(request))
    title = f"Keras models: {', '.join(name[:40] for name in request.models)}."
    try:
        planned = model_plan(request.models)
    except MissingSpelling as missing:
        return Emitted({}, (not_written("Keras", missing.node),))
    model = model_file(planned.plan, header(title, request.origin, request.digest))
    weights = weight_files(planned, weights_header(request.origin, request.digest))
    return Emitted({"model.py": model, **weights, **harness_files(request)})
