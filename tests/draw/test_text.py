"""DOT and Mermaid: their programs accept them, and clusters stand in each other."""

import re
import shutil
import subprocess
from collections.abc import Callable

import pytest

from specc.draw.dot import dot
from specc.draw.mermaid import mermaid
from specc.draw.render import CannotRender, render
from specc.draw.scene import Scene
from tests.draw.specs import BRANCHES, RESIDUAL, SHARED, SPECS, scene_of

Write = Callable[[Scene], str]
needs_dot = pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")


@needs_dot
@pytest.mark.parametrize("name", SPECS)
def test_graphviz_accepts_dot(name: str) -> None:
    text = dot(scene_of(SPECS[name]))
    done = subprocess.run(["dot", "-Tsvg"], input=text.encode(), capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("write", [dot, mermaid])
@pytest.mark.parametrize("name", SPECS)
def test_every_box_and_wire_is_written(name: str, write: Write) -> None:
    scene = scene_of(SPECS[name])
    text = write(scene)
    missing = [box.id for box in scene.boxes if not re.search(rf"^ +{box.id}[ \[(]", text, re.M)]
    assert missing == []
    assert len(re.findall(r"^ +\w+ --?>", text, re.M)) == len(scene.wires)
    assert write(scene_of(SPECS[name])) == text


@pytest.mark.parametrize(("write", "word"), [(dot, "cluster_r1"), (mermaid, "r1")])
def test_blocks_stand_in_blocks(write: Write, word: str) -> None:
    lines = write(scene_of(BRANCHES)).splitlines()
    start = next(at for at, line in enumerate(lines) if line.startswith(f"  subgraph {word}"))
    end = lines.index("  end" if write is mermaid else "  }", start)
    inside = [line for line in lines[start:end] if line.startswith("    subgraph")]
    assert len(inside) == 5


@pytest.mark.parametrize(
    ("write", "said"),
    [
        (dot, 'label="Residual width 16, stride 1 x2\\n2 x '),
        (mermaid, '["Residual width 16, stride 1 x2 · 2 x '),
    ],
)
def test_repeat_shows_its_number(write: Write, said: str) -> None:
    assert said in write(scene_of(RESIDUAL))


@pytest.mark.parametrize(
    ("write", "said", "times"), [(dot, ",dashed", 4), (mermaid, "stroke-dasharray", 2)]
)
def test_shared_weights_are_dashed(write: Write, said: str, times: int) -> None:
    assert write(scene_of(SHARED)).count(said) == times
    assert said not in write(scene_of(BRANCHES))


@needs_dot
@pytest.mark.parametrize(("form", "start"), [("png", b"\x89PNG"), ("pdf", b"%PDF")])
def test_render(form: str, start: bytes) -> None:
    pytest.importorskip("graphviz")
    assert render(dot(scene_of(SHARED)), form).startswith(start)


@pytest.mark.parametrize(
    ("text", "form", "said"),
    [
        ("digraph {", "png", "could not draw `png`: Error: .*syntax error"),
        ("digraph {}", "pixels", "no format `pixels`"),
    ],
)
@needs_dot
def test_render_faults(text: str, form: str, said: str) -> None:
    pytest.importorskip("graphviz")
    with pytest.raises(CannotRender, match=said):
        render(text, form)


def test_render_without_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("graphviz")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(CannotRender, match="needs the program `dot`") as found:
        render("digraph {}", "png")
    assert "graphviz.org" in found.value.help


def test_render_without_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "graphviz", None)
    with pytest.raises(CannotRender, match="needs the Python package `graphviz`") as found:
        render("digraph {}", "png")
    assert "pip install specc[draw]" in found.value.help
