"""The training program around a generated PyTorch model: `data.py`, `train.py`, `README.md`."""

from specc.backend import Request
from specc.diagnostics import Diagnostic
from specc.emit.harness.data import data_file
from specc.emit.harness.wiring import wire
from specc.training.plan import TrainPlan

__all__ = ["harness_files", "unsupported"]


def harness_files(request: Request) -> dict[str, str]:
    """The files beside `model.py`; call it only where `unsupported` found nothing."""
    from specc_pytorch.harness.train_file import train_file

    if request.train is None or request.train.data is None:
        return {}
    graph = request.models[request.train.model]
    wiring = wire(request.train, graph)
    return {
        "data.py": data_file(request, wiring),
        "train.py": train_file(request, graph, wiring),
    }


def unsupported(train: TrainPlan) -> list[Diagnostic]:
    """What PyTorch programs cannot be written for."""
    return []
