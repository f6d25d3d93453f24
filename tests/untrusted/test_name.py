"""Names, comments and strings of a spec stand in programs and pictures, and never act in them."""

import ast
import keyword
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from .stages import BACKENDS, Ended, end

SNAKE = [
    "class",
    "self",
    "forward",
    "torch",
    "keras",
    "nn",
    "print",
    "__init__",
    "x",
    "len",
    "__class__",
    "call",
    "build",
    "super",
    "layers",
    "type",
    "train",
    "h",
    "match",
    "_",
    "parameters",
    "eval",
    "ops",
    "he_normal",
    "glorot_uniform",
    "logits",
    "isinstance",
    "batch",
    "inputs",
    "name",
    "a" * 10_000,
]
CAMEL = [
    "None",
    "True",
    "F",
    "Tensor",
    "Layer",
    "TypeVar",
    "Module",
    "Model",
    "Sequential",
    "Exception",
    "Dense1",
    "N",
    "A" * 10_000,
]
TEXTS = [
    '\\"); import os; (',
    "<script>alert(1)</script>",
    '\\"\\"\\"',
    "\\\\",
    "a\\nimport os\\n",
    "{{ 7 * 7 }}",
    "é\u202e雪\U0001f600",
    "%s {0} {x!r} ${HOME}",
    "x" * 10_000,
    "]]>",
    "--> B[x]",
    "%%{init}%%",
    "'''",
]
CAMEL_PLACES = ["model", "block"]
SNAKE_PLACES = ["tensor", "layer", "setting", "constant", "input", "output"]

SPEC = """\
# {comment}
let {constant} = 3
block {block}({setting}=4) {{
    input {input}
    {tensor} = {input} -> Dense({setting}, activation=relu)
    output ({tensor} + {input})
}}
# {comment}
model {model} {{
    input {input}: [4]
    layer {layer} = Dense(4)
    {tensor} = {input} -> {layer} -> BatchNorm
    assert 1 == 1, "{text}"
    {tensor} -> {block}({setting}={constant} + 1) -> {layer} -> {block}
    output {output} = Dense({constant})
}}
"""


def spec(comment: str = "A comment.", text: str = "text", **names: str) -> str:
    """A spec with names and texts in all places; what is not given is harmless."""
    usual = {place: f"harmless_{place}" for place in SNAKE_PLACES}
    blocks = {place: f"Harmless{place.title()}" for place in CAMEL_PLACES}
    return SPEC.format(comment=comment, text=text, **{**usual, **blocks, **names})


def shape(code: str) -> list[str]:
    """The kinds of nodes in a module's tree, with names and texts left out."""
    return [type(node).__name__ for node in ast.walk(ast.parse(code))]


def checked(ended: Ended, tmp_path: Path) -> None:
    """The programs pass ruff, and the pictures can be read."""
    assert set(ended.programs) == set(BACKENDS), [d.message for d in ended.checked.diagnostics]
    for backend, files in ended.programs.items():
        for path, text in files.items():
            target = tmp_path / backend / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
    ruff = [sys.executable, "-m", "ruff"]
    for command in (["check", "--isolated"], ["format", "--isolated", "--check"]):
        done = subprocess.run([*ruff, *command, str(tmp_path)], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
    for (_, form), picture in ended.pictures.items():
        READERS[form](picture)


def read_svg(picture: str) -> None:
    """Well-formed, and without an element or attribute that acts."""
    for element in ElementTree.fromstring(picture).iter():
        assert element.tag.rpartition("}")[2] in SVG_ELEMENTS
        assert not any(name.startswith("on") or "href" in name for name in element.attrib)


def read_dot(picture: str) -> None:
    """Graphviz reads it."""
    if shutil.which("dot"):
        subprocess.run(["dot", "-Tcanon"], input=picture.encode(), check=True, capture_output=True)


def read_mermaid(picture: str) -> None:
    """Quotes stand in pairs around labels only, and nothing is HTML but line breaks."""
    for line in picture.splitlines():
        assert line.startswith("title:") or line.count('"') in (0, 2), line
        assert not re.search(r"<(?!br/>)", line.replace("<-", "")), line


READERS = {"svg": read_svg, "dot": read_dot, "mmd": read_mermaid}
SVG_ELEMENTS = {"svg", "g", "rect", "path", "text", "tspan", "title", "desc"}


@pytest.mark.parametrize("place", CAMEL_PLACES)
@pytest.mark.parametrize("name", CAMEL, ids=lambda name: name[:12])
def test_camel_name(tmp_path: Path, name: str, place: str) -> None:
    checked(end(spec(**{place: name})), tmp_path)


@pytest.mark.parametrize("place", SNAKE_PLACES)
@pytest.mark.parametrize("name", ["class", "self", "torch", "keras", "x", "__init__"])
def test_snake_name(tmp_path: Path, name: str, place: str) -> None:
    checked(end(spec(**{place: name})), tmp_path)


@pytest.mark.parametrize("name", SNAKE, ids=lambda name: name[:12])
def test_name_in_every_place(tmp_path: Path, name: str) -> None:
    names = {place: f"{name}{at}" if at else name for at, place in enumerate(SNAKE_PLACES)}
    checked(end(spec(**names)), tmp_path)


@pytest.mark.parametrize("place", SNAKE_PLACES)
@pytest.mark.parametrize("backend", BACKENDS)
def test_keyword_changes_no_statement(backend: str, place: str) -> None:
    usual, odd = end(spec()), end(spec(**{place: "lambda"}))
    assert shape(usual.programs[backend]["model.py"]) == shape(odd.programs[backend]["model.py"])


@pytest.mark.parametrize(
    ("where", "text"),
    [(where, text) for where in ("comment", "text") for text in TEXTS]
    + [("comment", '"); import os; ('), ("comment", '"""\\'), ("comment", "\\N{DIGIT ONE}")],
    ids=lambda text: text[:12],
)
def test_text(tmp_path: Path, where: str, text: str) -> None:
    usual, odd = end(spec()), end(spec(**{where: text}))
    for backend in BACKENDS:
        same = shape(usual.programs[backend]["model.py"])
        assert shape(odd.programs[backend]["model.py"]) == same
    checked(odd, tmp_path)


@pytest.mark.parametrize("word", [word for word in keyword.kwlist if word.islower()])
def test_keyword_as_tensor(word: str) -> None:
    for files in end(spec(tensor=word)).programs.values():
        ast.parse(files["model.py"])
