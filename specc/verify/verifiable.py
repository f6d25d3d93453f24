"""What `verify` needs of a backend besides its programs."""

from typing import Protocol, runtime_checkable

from specc.backend import Backend
from specc.ir.graph import Graph


@runtime_checkable
class Verifiable(Backend, Protocol):
    """A backend whose programs can be run and measured.

    `framework` is the package that its programs import; `worker` the module that measures them,
    run by `python -m` in a process of its own.
    """

    framework: str
    worker: str

    def model_name(self, word: str) -> str:
        """What builds the model of that name in the generated `model.py`."""

    def channels_first(self, graph: Graph) -> frozenset[str]:
        """The inputs and outputs that the program has with their channels behind the batch."""
