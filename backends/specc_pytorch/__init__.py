"""The PyTorch backend: `backend.emit` writes a program; nothing here imports torch."""

from specc.backend import Emitted, Request

__all__ = ["backend"]


class PytorchBackend:
    """See `specc.backend.Backend`."""

    name = "pytorch"

    def emit(self, request: Request) -> Emitted:
        """The files of a PyTorch program."""
        from specc_pytorch.program import emit

        return emit(request)


backend = PytorchBackend()
