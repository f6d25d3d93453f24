"""What a backend is, and where it is found."""

from collections.abc import Mapping
from typing import Protocol

from specc.diagnostics import Diagnostic, Label, Severity
from specc.ir.graph import Graph, Node
from specc.namedtuple import NamedTuple
from specc.training.plan import TrainPlan

GROUP = "specc.backends"


class Request(NamedTuple):
    """What is to be generated: all models of a file, and how one of them is trained.

    `origin` is the spec's path as it was given and `digest` the sha256 of its text, for headers.
    """

    models: Mapping[str, Graph]
    train: TrainPlan | None
    origin: str
    digest: str
    text: str


class Emitted(NamedTuple):
    """The files of a program by their path, or why there are none."""

    files: Mapping[str, str]
    diagnostics: tuple[Diagnostic, ...] = ()


class Backend(Protocol):
    """Writes programs for one framework."""

    name: str

    def emit(self, request: Request) -> Emitted:
        """The program's files; the same request gives the same bytes."""


def backend_names() -> list[str]:
    """The installed backends."""
    from importlib.metadata import entry_points

    return sorted(point.name for point in entry_points(group=GROUP))


def find_backend(name: str) -> Backend:
    """The backend of a name; raises `LookupError` where it is not installed."""
    from importlib.metadata import entry_points

    for point in entry_points(group=GROUP, name=name):
        found: Backend = point.load()
        return found
    raise LookupError(name)


def not_written(framework: str, node: Node) -> Diagnostic:
    """The diagnostic for a layer that a backend has no spelling for."""
    message = f"`{node.layer.word}` cannot be written for {framework} yet"
    return Diagnostic("not-supported-by-backend", Severity.ERROR, message, Label(*node.place))
