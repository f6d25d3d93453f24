"""The trees of well-written specs, as text beside them in `specs/`."""

import os
from pathlib import Path

import pytest

from specc.source import Source
from specc.syntax import ast
from specc.syntax.parse import parse
from tests.syntax.dump import dump, outline

SPECS = sorted((Path(__file__).parent / "specs").glob("*.spec"))


def value(text: str) -> ast.Expr:
    """The value of `let x = text`."""
    parsed = parse(Source("test.spec", f"let x = {text}"))
    assert parsed.diagnostics == ()
    declaration = parsed.module.declarations[0]
    assert isinstance(declaration, ast.Let)
    return declaration.value


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_tree(path: Path) -> None:
    parsed = parse(Source(path.name, path.read_text(encoding="utf-8")))
    assert parsed.diagnostics == ()
    text = "".join(outline(declaration) for declaration in parsed.module.declarations)
    expected = path.with_suffix(".txt")
    if os.environ.get("SPECC_SNAPSHOTS"):
        expected.write_text(text, encoding="utf-8")
    assert text == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("1 + 2 * 3", "Binary(+, 1, Binary(*, 2, 3))"),
        ("1 - 2 - 3", "Binary(-, Binary(-, 1, 2), 3)"),
        ("2 ** 3 ** 4", "Binary(**, 2, Binary(**, 3, 4))"),
        ("-2 ** 2", "Unary(-, Binary(**, 2, 2))"),
        ("2 ** -1 * 3", "Binary(*, Binary(**, 2, Unary(-, 1)), 3)"),
        ("-a * b", "Binary(*, Unary(-, a), b)"),
        ("a // b % c", "Binary(%, Binary(//, a, b), c)"),
        ("not a == b and c", "Binary(and, Unary(not, Binary(==, a, b)), c)"),
        ("a or b and not not c", "Binary(or, a, Binary(and, b, Unary(not, Unary(not, c))))"),
        ("a < b + 1", "Binary(<, a, Binary(+, b, 1))"),
        ("(a + b) * c", "Binary(*, Binary(+, a, b), c)"),
        ("a if b else c if d else e", "Conditional(a, b, Conditional(c, d, e))"),
        ("a + 1 if b else c -> D", "Flow([Conditional(Binary(+, a, 1), b, c), D])"),
        ("a.b.c[1][2]", "Index(Index(Attribute(Attribute(a, b), c), 1), 2)"),
        ("nn.Conv2d(3)", "Call(nn.Conv2d, [Argument(-, 3)])"),
        ("[a, b,]", "ListExpr([a, b])"),
        ("[a -> B, c]", "ListExpr([Flow([a, B]), c])"),
        ("{a: 1, b: [2]}", "MapExpr([[a, 1], [b, ListExpr([2])]])"),
        ("f(a, b=c -> D,)", "Call(f, [Argument(-, a), Argument(b, Flow([c, D]))])"),
        ("(x -> A) -> B", "Flow([Flow([x, A]), B])"),
        ("-1", "Unary(-, 1)"),
        (r'"a\"b\\\n\t"', r"""'a"b\\\n\t'"""),
    ],
)
def test_expression(text: str, tree: str) -> None:
    assert dump(value(text)) == tree


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("(a + b) * c", "(a + b) * c"),
        ("( a )", "( a )"),
        ("x -> (y) -> C(1)", "x -> (y) -> C(1)"),
        ("-x ** 2", "-x ** 2"),
        ("f(1) # comment", "f(1)"),
        ("{a: 1}", "{a: 1}"),
        ("a if b else c", "a if b else c"),
    ],
)
def test_span_covers_the_text(text: str, cut: str) -> None:
    found = value(text)
    assert Source("test.spec", f"let x = {text}").cut(found.span) == cut


@pytest.mark.parametrize(
    "text",
    [
        "model M {\r\n    Dense(3)\r\n}\r\n",
        "\ufeffmodel M {\n    Dense(3)\n}",
        "model M { Dense(3) }",
        "model\tM {\n\tDense(3)\t# end\n}",
        "\n\n# first\n\nmodel M {\n\n    # in it\n\n    Dense(\n3\n)\n}\n\n# last",
    ],
)
def test_layout_changes_nothing(text: str) -> None:
    parsed = parse(Source("test.spec", text))
    assert parsed.diagnostics == ()
    model = "Block(model, M, [], [FlowStatement(Call(Dense, [Argument(-, 3)]))], )"
    assert [dump(declaration) for declaration in parsed.module.declarations] == [model]


def test_comments_are_kept() -> None:
    text = "# one\nlet a = [ # two\n    # three\n    1]#four\r\n"
    comments = parse(Source("test.spec", text)).module.comments
    kept = [(comment.text, comment.own_line) for comment in comments]
    assert kept == [(" one", True), (" two", False), (" three", True), ("four", False)]


@pytest.mark.parametrize(
    ("above", "doc"),
    [
        ("# a\n#  b\n#\n#c\n", "a\n b\n\nc"),
        ("# apart\n\n# near\n", "near"),
        ("# apart\n\n", ""),
        ("# a\n# specc: ignore[x]\n# b\n", "a\nb"),
        ("let x = 1 # not this\n", ""),
    ],
)
def test_documentation(above: str, doc: str) -> None:
    parsed = parse(Source("test.spec", f"{above}extern layer L {{\n}}\n"))
    block = parsed.module.declarations[-1]
    assert isinstance(block, ast.Block)
    assert block.doc == doc
