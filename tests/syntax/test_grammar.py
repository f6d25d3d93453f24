"""The grammar file, the tables made from it, and lark itself agree."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lark import Lark, UnexpectedInput
from lark.lexer import Lexer, Token

from specc.source import Source
from specc.syntax.build import Builder
from specc.syntax.lex import lex
from specc.syntax.parse import Parser
from specc_grammar import tables
from tools import grammar_tables

SPECS = sorted((Path(__file__).parent / "specs").glob("*.spec"))
KINDS = sorted({name for row in tables.ROWS for name in row if name.isupper()} - {"$END"})


class Kinds(Lexer):
    """Hands lark the kinds of tokens that a text of words names."""

    def __init__(self, _: object) -> None:
        pass

    def lex(self, text: str) -> Iterator[Token]:
        """One token a word."""
        return (Token(kind, kind) for kind in text.split())


LARK = Lark(grammar_tables.GRAMMAR.read_text(encoding="utf-8"), parser="lalr", lexer=Kinds)


def lark_accepts(kinds: list[str]) -> bool:
    """Whether lark parses a row of tokens by the grammar file."""
    try:
        LARK.parse(" ".join(kinds))
    except UnexpectedInput:
        return False
    return True


def driver_accepts(kinds: list[str]) -> bool:
    """Whether the tables accept a row of tokens, moving through the states alone."""
    states = [0]
    for kind in [*kinds, "$END"]:
        while True:
            action = tables.ROWS[states[-1]].get(kind)
            if action is not None and action >= 0:
                states.append(action)
                break
            rule = tables.DEFAULTS[states[-1]] if action is None else ~action
            if rule < 0:
                return False
            makes, size, _ = tables.RULES[rule]
            del states[len(states) - size :]
            states.append(tables.ROWS[states[-1]][makes])
    return True


def test_tables_are_current() -> None:
    text = grammar_tables.GRAMMAR.read_text(encoding="utf-8")
    made = grammar_tables.render(*grammar_tables.compile_grammar(text))
    assert grammar_tables.TABLES.read_text(encoding="utf-8") == made


@pytest.mark.parametrize("builder", sorted({name for _, _, name in tables.RULES} - {"same"}))
def test_every_alternative_has_a_builder(builder: str) -> None:
    assert callable(getattr(Builder(Source("test.spec", ""), []), builder))


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_lark_accepts_what_we_accept(path: Path) -> None:
    source = Source(path.name, path.read_text(encoding="utf-8"))
    tokens = lex(source)
    parser = Parser(source, tokens, Builder(source, tokens.comments))
    parser.run()
    assert parser.diagnostics == []
    assert lark_accepts(tokens.kinds[1:-1])


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_lark_and_the_tables_agree(data: st.DataObject) -> None:
    text = SPECS[0].read_text(encoding="utf-8")
    kinds = lex(Source("test.spec", text)).kinds[1:-1]
    at = data.draw(st.integers(0, len(kinds) - 1))
    kinds[at : at + data.draw(st.integers(0, 2))] = data.draw(
        st.lists(st.sampled_from(KINDS), max_size=2)
    )
    assert driver_accepts(kinds) == lark_accepts(kinds)
