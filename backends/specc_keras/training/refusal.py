"""Settings that no program is written for, those of all frameworks and Keras' own."""

from specc.backend import Request
from specc.diagnostics import Diagnostic, error
from specc.emit.harness.support import RULE, unsupported_training


def refusals(request: Request) -> list[Diagnostic]:
    """A diagnostic for each setting that is in the way."""
    found = unsupported_training(request)
    train = request.train
    if train is None or train.clip_norm is None or train.clip_value is None:
        return found
    message = (
        f"Keras clips gradients in one way, and this asks for two: "
        f"`clip_norm = {train.clip_norm:g}` and `clip_value = {train.clip_value:g}`"
    )
    span = train.span("clip_value")
    return [*found, error(RULE, message, train.place.source, span, help="keep one of them")]
