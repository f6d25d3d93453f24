"""The graph as a JSON document: what other programs read, and may hand back.

The models here are pydantic's, so the schema is `GraphDocument.model_json_schema()`. Nothing on
the path of `specc check` imports this module: pydantic alone costs more than a check may take.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Strict(BaseModel):
    """Frozen, and a field too many is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class SymbolDocument(Strict):
    """A `dim`: a positive size that only run time knows, and what is known about it."""

    name: str
    divisor: int = 1
    lower: int = 1
    upper: int | None = None


class DeclaredDocument(Strict):
    """An initialiser or activation inside a setting: its class and settings."""

    declared: str
    settings: dict[str, Any] = {}


class ValueDocument(Strict):
    """A tensor: sizes without the batch axis, an expression over dims as text."""

    sizes: tuple[int | str, ...]
    dtype: Literal["float", "int", "bool"]
    node: int
    index: int


class WeightDocument(Strict):
    """An array of a layer, its shape in specc's order and how it starts."""

    name: str
    shape: tuple[int, ...]
    init: DeclaredDocument
    trainable: bool
    fan_in: int
    fan_out: int


class NodeDocument(Strict):
    """One application of a layer; `owner` is the node whose weights it uses.

    `tied` is the node whose matrix it uses besides, -1 where there is none. `extern` says for each
    backend where the class of an extern layer is, and is null for any other layer.
    """

    layer: str
    settings: dict[str, Any]
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    region: int
    owner: int
    weights: tuple[WeightDocument, ...]
    name: str
    path: str
    span: tuple[int, int]
    tied: int = -1
    extern: dict[str, str] | None = None


class BranchDocument(Strict):
    """An `if` among a region's items: its conditions, the case that ran, and what that made."""

    tests: tuple[Any, ...]
    taken: int = Field(ge=0)
    start: int
    end: int
    inner: int
    results: tuple[int, ...]


class RegionDocument(Strict):
    """A model, a use of a block, a repeat or one of its iterations."""

    kind: Literal["model", "block", "repeat", "iteration"]
    word: str
    settings: dict[str, Any]
    parent: int
    items: tuple[tuple[Literal["node", "region"], int], ...]
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    input_names: tuple[str, ...]
    output_names: tuple[str, ...]
    names: tuple[tuple[int, str], ...]
    owner: int
    doc: str
    name: str
    path: str
    span: tuple[int, int]
    branches: tuple[BranchDocument, ...] = ()
    variable: tuple[str, Any] | None = None
    carried: tuple[tuple[int, int], ...] = ()


class GraphDocument(Strict):
    """One model; values, nodes and regions refer to each other by their position."""

    format: Literal[1] = 1
    name: str
    doc: str
    source: str
    symbols: tuple[SymbolDocument, ...]
    values: tuple[ValueDocument, ...]
    nodes: tuple[NodeDocument, ...]
    regions: tuple[RegionDocument, ...]
