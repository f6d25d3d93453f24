"""The PyTorch backend: `backend.emit` writes a program; only `verify` imports torch."""

from specc.backend import Emitted, Request
from specc.ir.graph import Graph

__all__ = ["backend"]


class PytorchBackend:
    """See `specc.backend.Backend` and `specc.verify.verifiable.Verifiable`."""

    name = "pytorch"
    framework = "torch"
    worker = "specc_pytorch.verify"
    weight_files = (".pt", ".pth")

    def emit(self, request: Request) -> Emitted:
        """The files of a PyTorch program."""
        from specc_pytorch.program import emit

        return emit(request)

    def model_name(self, word: str) -> str:
        """The class of a model."""
        from specc_pytorch.interface import class_name

        return class_name(word)

    def channels_first(self, graph: Graph) -> frozenset[str]:
        """The inputs and outputs that have their channels behind the batch axis."""
        from specc_pytorch.interface import channels_first

        return channels_first(graph)


backend = PytorchBackend()
