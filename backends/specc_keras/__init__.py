"""The Keras backend: `backend.emit` writes a program; only `verify` imports keras."""

from specc.backend import Emitted, Request
from specc.ir.graph import Graph

__all__ = ["backend"]


class KerasBackend:
    """See `specc.backend.Backend` and `specc.verify.verifiable.Verifiable`."""

    name = "keras"
    framework = "keras"
    worker = "specc_keras.verify"
    weight_files = (".weights.h5",)

    def emit(self, request: Request) -> Emitted:
        """The files of a Keras program."""
        from specc_keras.program import emit

        return emit(request)

    def model_name(self, word: str) -> str:
        """The function that builds a model."""
        from specc_keras.model_file import function_name

        return function_name(word, model=True)

    def channels_first(self, graph: Graph) -> frozenset[str]:
        """No tensor has: Keras lays them out as specc does."""
        return frozenset()


backend = KerasBackend()
