"""Workers that live as long as the tests do: a framework is imported once."""

from collections.abc import Callable, Iterator, Mapping

import pytest

from specc.backend import Emitted, Request, find_backend
from specc.driver import Checked, check
from specc.files.workspace import Workspace
from specc.ir.graph import Graph
from specc.source import Source
from specc.verify.process import Worker
from specc.verify.report import ModelReport
from specc.verify.verifiable import Verifiable
from specc.verify.verify import verify

NAMES = ("pytorch", "keras")

Verify = Callable[..., ModelReport]


class Tampered:
    """A backend in whose files one text is put in place of another."""

    def __init__(self, backend: Verifiable, old: str, new: str) -> None:
        self.backend = backend
        self.old = old
        self.new = new
        self.name = backend.name
        self.framework = backend.framework
        self.worker = backend.worker

    def emit(self, request: Request) -> Emitted:
        emitted = self.backend.emit(request)
        files = {path: text.replace(self.old, self.new) for path, text in emitted.files.items()}
        return emitted._replace(files=files)

    def model_name(self, word: str) -> str:
        return self.backend.model_name(word)

    def channels_first(self, graph: Graph) -> frozenset[str]:
        return self.backend.channels_first(graph)


def backend(name: str) -> Verifiable:
    found = find_backend(name)
    assert isinstance(found, Verifiable)
    return found


def checked(text: str) -> Checked:
    found = check(Source("test.spec", text), Workspace().load, rules=False)
    assert not found.failed, [one.message for one in found.diagnostics]
    return found


@pytest.fixture(scope="package")
def workers() -> Iterator[Mapping[str, Worker]]:
    with Worker(backend("pytorch").worker) as torch, Worker(backend("keras").worker) as keras:
        yield {"pytorch": torch, "keras": keras}


@pytest.fixture
def verified(workers: Mapping[str, Worker]) -> Verify:
    """`verified(text)`, or with one framework's files changed: `(text, "keras", old, new)`."""

    def run(text: str, name: str = "", old: str = "", new: str = "") -> ModelReport:
        found = checked(text)
        backends = [
            Tampered(backend(one), old, new) if one == name else backend(one) for one in NAMES
        ]
        return verify(found, next(iter(found.models.values())), backends, workers)

    return run
