"""Everything that is done with a spec short of running it, and a guard on what that may touch."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from specc.backend import Request, find_backend
from specc.cost import cost, training_memory
from specc.diagnostics import Diagnostic
from specc.draw.dot import dot
from specc.draw.mermaid import mermaid
from specc.draw.scene import TooLarge, scene
from specc.draw.svg import svg
from specc.driver import Checked, check
from specc.ir.graph import Graph
from specc.report.paint import Paint
from specc.report.summary import Setup, as_object, summary
from specc.report.text import as_text
from specc.resolve.module import Loaded
from specc.source import Source

BACKENDS = ("pytorch", "keras")
PICTURES = {"svg": svg, "dot": dot, "mmd": mermaid}
FORBIDDEN = ("socket.connect", "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn")
FOREIGN = ("torch", "tensorflow", "keras", "numpy", "mylib", "mymodule")


class Ended(NamedTuple):
    """What a spec came to: findings, pictures by model and format, programs by backend."""

    checked: Checked
    pictures: Mapping[tuple[str, str], str]
    programs: Mapping[str, Mapping[str, str]]


def end(text: str) -> Ended:
    """Check, print, summarise, draw and build a spec; whatever that raises is a bug."""
    checked = check(Source("test.spec", text), lambda *_: Loaded(None, "no imports here"))
    printed(checked.diagnostics)
    whole = check(checked.source, lambda *_: Loaded(None, "no imports here"), rules=False)
    for graph in whole.models.values():
        summarised(graph)
    pictures = {
        (name, form): drawn(graph, form)
        for name, graph in whole.models.items()
        for form in PICTURES
    }
    right = whole.models and not whole.failed and not whole.broken
    return Ended(checked, pictures, {one: built(whole, one) for one in BACKENDS} if right else {})


def printed(found: tuple[Diagnostic, ...]) -> list[str]:
    """The findings as a user sees them, each message one line of sane length."""
    for one in found:
        assert "\n" not in one.message + one.help
        assert one.primary.span.end <= len(one.primary.source.text)
    return [as_text(one, Paint(False)) for one in found]


def summarised(graph: Graph) -> None:
    """A model's table and object."""
    found = cost(graph)
    memory = training_memory(graph, found.activations, 32, 2)
    assert summary(graph, found, memory, Setup(32, "adam", "fp32"), None)
    assert as_object(graph, found)["model"] == graph.name


def drawn(graph: Graph, form: str) -> str:
    """A model as a picture; empty where it would be too large."""
    try:
        return PICTURES[form](scene(graph, None))
    except TooLarge:
        return ""


def built(checked: Checked, backend: str) -> Mapping[str, str]:
    """The files of a program; none where the backend has a diagnostic instead."""
    trains = checked.sections.trains.values() if checked.sections else ()
    source = checked.source
    request = Request(checked.models, next(iter(trains), None), source.path, "0" * 64, source.text)
    emitted = find_backend(backend).emit(request)
    assert bool(emitted.files) != bool(emitted.diagnostics)
    printed(emitted.diagnostics)
    return emitted.files


class Touched(NamedTuple):
    """What happened while the guard stood: paths that were opened for writing, forbidden events."""

    written: list[str]
    forbidden: list[str]


_WATCHERS: list[Touched] = []


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    for watcher in _WATCHERS:
        if event == "open" and _writes(arguments):
            watcher.written.append(str(arguments[0]))
        elif event in FORBIDDEN:
            watcher.forbidden.append(event)


def _writes(arguments: tuple[Any, ...]) -> bool:
    mode = arguments[1]
    return isinstance(mode, str) and any(letter in mode for letter in "wax+")


sys.addaudithook(_audit)  # cannot be taken away again, so it looks at _WATCHERS


@contextmanager
def watched() -> Iterator[Touched]:
    """Notes what is written, started or run inside the `with`."""
    touched = Touched([], [])
    _WATCHERS.append(touched)
    try:
        yield touched
    finally:
        _WATCHERS.remove(touched)
