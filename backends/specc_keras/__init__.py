"""The Keras backend: `backend.emit` writes a program; nothing here imports keras."""

from specc.backend import Emitted, Request

__all__ = ["backend"]


class KerasBackend:
    """See `specc.backend.Backend`."""

    name = "keras"

    def emit(self, request: Request) -> Emitted:
        """The files of a Keras program."""
        from specc_keras.program import emit

        return emit(request)


backend = KerasBackend()
