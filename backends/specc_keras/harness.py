"""The training program around a generated Keras model: `data.py`, `train.py`, `README.md`."""

from specc.backend import Request
from specc.diagnostics import Diagnostic

__all__ = ["harness_files", "unsupported"]


def unsupported(request: Request) -> list[Diagnostic]:
    """What is asked for in the train section and cannot be generated for Keras."""
    if request.train is None:
        return []
    from specc_keras.training.refusal import refusals

    return refusals(request)


def harness_files(request: Request) -> dict[str, str]:
    """The files beside `model.py`; call it only where `unsupported` found nothing."""
    from specc_keras.training.readme import readme

    if request.train is None:
        return {"README.md": readme(request)}
    from specc.emit.harness.data import data_file
    from specc.emit.harness.wiring import wire
    from specc_keras.training.program import train_file

    wiring = wire(request.train, request.models[request.train.model])
    return {
        "data.py": data_file(request, wiring),
        "train.py": train_file(request, wiring),
        "README.md": readme(request),
    }
