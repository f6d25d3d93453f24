"""`tie=embed`: finds the embedding whose matrix a layer uses, and holds its sizes against it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from specc.ir.tensor import TensorType
from specc.layers.dense import Dense
from specc.layers.text import Embedding
from specc.resolve.bound import Instance
from specc.setting import Fault
from specc.suggest import did_you_mean

if TYPE_CHECKING:
    from specc.resolve.body import Body


def tied_node(body: "Body", layer: Dense, kinds: Sequence[TensorType]) -> int | Fault:
    """The node that owns the matrix which `layer` uses, transposed."""
    name = layer.tie or ""
    found = body.lookup(name)
    if not isinstance(found, Instance):
        return _unknown(body, layer, name)
    embedding = found.what
    if not isinstance(embedding, Embedding):
        word = embedding.word if not hasattr(embedding, "block") else embedding.block.name.text
        message = f"`tie` of `{layer.word}` wants an `Embedding`, and `{name}` is `{word}`"
        return Fault(message, setting="tie", rule="invalid-setting")
    if found.first is None:
        message = (
            f"`{name}` has no matrix yet that `{layer.word}` could use: nothing flowed into it"
        )
        help = f"use `{name}` before what is tied to it"
        return Fault(message, help, setting="tie", rule="invalid-setting")
    return _sizes(layer, embedding, name, kinds[0]) or int(found.first)


def _unknown(body: "Body", layer: Dense, name: str) -> Fault:
    known = [key for key, bound in body.names().items() if isinstance(bound, Instance)]
    message = f"`tie` of `{layer.word}` names `{name}`, and no `layer` here is called that"
    help = (
        did_you_mean(name, known) or f"`layer {name} = Embedding(...)` in the same model or block"
    )
    return Fault(message, help, setting="tie", rule="unknown-name")


def _sizes(layer: Dense, embedding: Embedding, name: str, kind: TensorType) -> Fault | None:
    if (embedding.vocab, embedding.dim) == (layer.units, kind.channels):
        return None
    has = f"`{name}` has {embedding.vocab} vectors of {embedding.dim}"
    message = f"{has}, and `{layer.word}` needs {layer.units} of {kind.channels}"
    help = ""
    if embedding.dim != kind.channels:
        help = f"`Dense({embedding.dim})` before it gives {embedding.dim} channels"
    return Fault(message, help, setting="tie", rule="tied-weights-shape")
