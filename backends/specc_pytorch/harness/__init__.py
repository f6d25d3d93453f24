"""The training program around a generated PyTorch model: `data.py`, `train.py`, `README.md`."""

from specc.backend import Request
from specc.diagnostics import Diagnostic
from specc.emit.harness.support import unsupported_training

__all__ = ["harness_files", "unsupported"]


def harness_files(request: Request) -> dict[str, str]:
    """The files beside `model.py`; call it only where `unsupported` found nothing."""
    from specc.emit.harness.data import data_file
    from specc.emit.harness.wiring import wire
    from specc_pytorch.harness.readme import readme
    from specc_pytorch.harness.train_file import train_file

    if request.train is None:
        return {"README.md": readme(request)}
    graph = request.models[request.train.model]
    wiring = wire(request.train, graph)
    return {
        "data.py": data_file(request, wiring),
        "train.py": train_file(request, graph, wiring),
        "README.md": readme(request),
    }


def unsupported(request: Request) -> list[Diagnostic]:
    """What is asked for in the train section and cannot be generated for PyTorch."""
    return unsupported_training(request)
