"""Names, comments and strings of a spec are text in a diagram, and nothing else."""

import re
import shutil
import subprocess
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specc.draw import quote
from specc.draw.dot import dot
from specc.draw.mermaid import mermaid
from specc.draw.svg import svg
from tests.draw.specs import scene_of

HOSTILE = [
    "<script>alert(1)</script>",
    '"); drop table models; ("',
    '"]; evil [label="',
    "]]>&lt;!--<!ENTITY x>",
    "%%{init: {'securityLevel': 'loose'}}%%",
    "`**bold**` $$x$$ #quot; &amp; &#60;",
    "\\N \\G \\l trailing \\",
    'end\\"',
    "1. a list",
    "größe 尺寸 🙂 \u202eevil\u202c \u0007\u0000\ufffe",
    "x" * 10_000,
    "' onload='alert(1)",
]


def spec(text: str) -> str:
    """A model with the text as its comment and as a block's setting."""
    string = text.replace("\\", "\\\\").replace('"', '\\"')
    return (
        f'# {text}\nmodel M(note="{string}") {{\n    input x: [4]\n    B(note)\n}}\n'
        "block B(note) {\n    input x\n    x -> Dense(2)\n}\n"
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_svg_holds_only_its_own_elements(text: str) -> None:
    root = ElementTree.fromstring(svg(scene_of(spec(text))))
    tags = {element.tag.partition("}")[2] for element in root.iter()}
    assert tags == {"svg", "title", "desc", "rect", "g", "path", "text", "tspan"}
    attributes = {name for element in root.iter() for name in element.attrib}
    assert not {name for name in attributes if name.startswith("on") or "href" in name}


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
@pytest.mark.parametrize("text", HOSTILE)
def test_graphviz_sees_the_same_graph(text: str) -> None:
    given = dot(scene_of(spec(text))).encode()
    done = subprocess.run(["dot", "-Tplain"], input=given, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    kinds = [line.split(b" ")[0] for line in done.stdout.splitlines()]
    assert (kinds.count(b"node"), kinds.count(b"edge")) == (3, 2)


@pytest.mark.parametrize("text", HOSTILE)
def test_mermaid_strings_stay_closed(text: str) -> None:
    lines = mermaid(scene_of(spec(text))).splitlines()
    assert lines[0] == lines[2] == "---"
    assert not re.search(r"[%<>{}]", lines[1])
    drawn = [line for line in lines[3:] if '"' in line]
    shapes = re.compile(
        r'( *)(\w+|subgraph \w+|\w+ -->)[\[(|]+"([^"%`{}$<>\\]|<br/>)*"[\])|]+( \w+)?'
    )
    assert [line for line in drawn if not shapes.fullmatch(line)] == []
    assert "%%{" not in "".join(lines)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\nb\t c", "a b c"),
        ("a\u0000b\u0007", "ab"),
        ("\u202eabc", "abc"),
        ("\ud800x", "x"),
        ("größe 尺寸", "größe 尺寸"),
    ],
)
def test_clean(text: str, shown: str) -> None:
    assert quote.clean(text) == shown


@pytest.mark.parametrize(
    ("text", "most", "shown"),
    [("abc", 3, "abc"), ("abcd", 3, "ab…"), ("ab cd", 4, "ab…"), ("x" * 10_000, 4, "xxx…")],
)
def test_cut(text: str, most: int, shown: str) -> None:
    assert quote.cut(text, most) == shown


@given(st.text())
def test_xml_gives_the_text_back(text: str) -> None:
    found = ElementTree.fromstring(f'<a b="{quote.xml(text)}">{quote.xml(text)}</a>')
    assert (found.text or "") == found.get("b") == quote.clean(text)


@given(st.text())
def test_dot_gives_the_text_back(text: str) -> None:
    inner = quote.dot(text)[1:-1]
    assert not re.search(r'(?<!\\)(\\\\)*"', inner)
    read = re.sub(r"\\(.)", r"\1", inner).replace("&amp;", "&")
    assert read == quote.clean(text)


@given(st.text())
def test_mermaid_gives_the_text_back(text: str) -> None:
    inner = quote.mermaid(text)[1:-1]
    assert not re.search(r'["%<>{}`$&\\|;]', re.sub(r"#\d+;", "", inner))
    assert re.sub(r"#(\d+);", lambda m: chr(int(m[1])), inner) == quote.clean(text)
