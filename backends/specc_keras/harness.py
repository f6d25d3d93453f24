"""What trains a model in Keras: `train.py` and, beside it, `data.py` and `README.md`."""

from pathlib import Path

from specc.backend import Request
from specc.diagnostics import Diagnostic
from specc.emit.harness.data import data_file
from specc.emit.harness.wiring import wire
from specc_keras.training.refusal import refusals

__all__ = ["harness_files", "unsupported"]


def unsupported(plan: TrainPlan) -> list[Diagnostic]:
    """The settings of a plan that this backend cannot write, with their places."""
    return refusals(plan)
