"""What trains a model in Keras: `train.py` and, beside it, `data.py` and `README.md`."""

from specc.backend import Request
from specc.diagnostics import Diagnostic
from specc.training.plan import TrainPlan
from specc_keras.training.refusal import refusals

__all__ = ["harness_files", "unsupported"]


def unsupported(plan: TrainPlan) -> list[Diagnostic]:
    """The settings of a plan that this backend cannot write, with their places."""
    return refusals(plan)


def harness_files(request: Request) -> dict[str, str]:
    """The files beside `model.py`, for a request that `unsupported` has nothing against."""
    if request.train is None:
        return {}
    from specc.emit.harness.data import data_file
    from specc.emit.harness.wiring import wire
    from specc_keras.training.program import train_file

    wiring = wire(request.train, request.models[request.train.model])
    return {"data.py": data_file(request, wiring), "train.py": train_file(request, wiring)}
