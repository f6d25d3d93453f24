"""The parser: our own LALR driver over the tables, so that a check imports no parser library."""

from collections.abc import Callable
from typing import Any

from specc.diagnostics import Diagnostic, error
from specc.namedtuple import NamedTuple
from specc.source import Source, Span
from specc.syntax import ast
from specc.syntax.build import BlockHead, Builder, SectionHead
from specc.syntax.depth import without_deep
from specc.syntax.lex import lex
from specc.syntax.token import CLOSERS, LONGEST_TEXT, MOST_FAULTS, Tokens, span_of
from specc.syntax.word import KEYWORDS
from specc_grammar.tables import DEFAULTS, ROWS, RULES

PASS_ON = "same"


class Parsed(NamedTuple):
    """The tree of a text, and everything that is wrong with how it is written."""

    module: ast.Module
    diagnostics: tuple[Diagnostic, ...]


def parse(source: Source) -> Parsed:
    """Parse any text; never raises. A statement that cannot be read is left out of the tree."""
    return refuse(source) if too_long(source.text) else parse_tokens(source, lex(source))


def parse_tokens(source: Source, tokens: Tokens) -> Parsed:
    """Parse what the lexer has made of a text."""
    builder = Builder(source, tokens.comments)
    parser = Parser(source, tokens, builder)
    declarations = parser.run()
    found = [*tokens.diagnostics, *parser.diagnostics, *builder.diagnostics]
    bound = (tokens.deepest + 1) * (4 + builder.longest) + builder.postfixes
    declarations = without_deep(source, declarations, bound, found)
    found.sort(key=lambda one: one.primary.span)
    keywords = KEYWORDS.intersection(map(str.lower, set(tokens.kinds)))
    module = ast.Module(source, tuple(declarations), tuple(tokens.comments), keywords)
    return Parsed(module, tuple(found[:MOST_FAULTS]))


def too_long(text: str) -> bool:
    """Whether a text has more bytes than a file may have."""
    if len(text) * 4 <= LONGEST_TEXT:
        return False
    return len(text) > LONGEST_TEXT or len(text.encode("utf-8", "replace")) > LONGEST_TEXT


def refuse(source: Source) -> Parsed:
    """An empty tree, and that the text is too long."""
    size = len(source.text.encode("utf-8", "replace"))
    message = f"the file has {size} bytes, at most {LONGEST_TEXT} can be read"
    found = error("limit-exceeded", message, source, Span(0, 0))
    return Parsed(ast.Module(source, (), ()), (found,))


class Parser:
    """The stacks of one parse: states, and the value that each state but the first stands for."""

    __slots__ = ("builder", "diagnostics", "outside", "source", "states", "tokens", "values")

    def __init__(self, source: Source, tokens: Tokens, builder: Builder) -> None:
        self.source = source
        self.tokens = tokens
        self.builder = builder
        self.diagnostics: list[Diagnostic] = []
        self.states = [0]
        self.values: list[Any] = []
        self.outside = -1

    def run(self) -> list[ast.Declaration]:
        """Read all tokens and give the declarations."""
        rows, defaults = ROWS, DEFAULTS
        kinds, tokens = self.tokens.kinds, self.tokens.values
        states, values = self.states, self.values
        rules = bound_rules(self.builder)
        at, state, last = 1, 0, len(kinds) - 1
        while True:
            action = rows[state].get(kinds[at])
            if action is not None and action >= 0:
                if at == last:
                    declarations: list[ast.Declaration] = values[0]
                    return declarations
                values.append(tokens[at])
                states.append(action)
                state = action
                at += 1
                continue
            rule = defaults[state] if action is None else ~action
            if rule < 0:
                at = self.fault(at)
                state = states[-1]
                continue
            makes, size, build = rules[rule]
            if build is None:
                way = states[-2], state, kinds[at]
                state = states[-1] = PASSED.get(way) or passed_on(*way)
                continue
            first = len(values) - size
            value = build(*values[first:])
            del values[first:], states[first + 1 :]
            values.append(value)
            state = rows[states[-1]][makes]
            states.append(state)

    def fault(self, at: int) -> int:
        """Report the token that cannot stand where it does; give the one to go on with."""
        from specc.syntax.explain import Place, explain  # two milliseconds; few specs need them
        from specc.syntax.recover import recover

        if len(self.diagnostics) >= MOST_FAULTS:
            del self.states[2:], self.values[1:]
            return len(self.tokens.kinds) - 1
        if not self.repeats(at):
            found = explain(Place(self.source, self.tokens, at, inside(self.values)))
            self.diagnostics.append(found)
        return recover(self.states, self.values, self.tokens, at)

    def repeats(self, at: int) -> bool:
        """Whether the token at fault follows from what has been reported already.

        It does where it is a bracket that the lexer put in, where the text was given up, and in a
        run of lines outside any declaration, as after a `}` too many.
        """
        kind = self.tokens.kinds[at]
        span = span_of(self.tokens.values[at])
        if span.start == span.end and (kind in CLOSERS or span.start == self.tokens.stop):
            return True
        if len(self.states) > 2:
            return False
        declarations = len(self.values[0])
        before, self.outside = self.outside, declarations
        return before == declarations


PASSED: dict[tuple[int, int, str], int] = {}
"""What `passed_on` found; there are no more than the grammar has states and kinds of tokens."""


def passed_on(below: int, state: int, kind: str) -> int:
    """The state in which a value ends that is passed on from rule to rule before a token.

    From an operand to a formula, a choice and a value it is three rules, taken in one step after
    the first time: more than half of all reductions are such. `below` is the state under it.
    """
    reached = state
    while True:
        action = ROWS[reached].get(kind)
        rule = DEFAULTS[reached] if action is None else ~action
        if rule < 0 or RULES[rule][2] != PASS_ON:
            break
        reached = ROWS[below][RULES[rule][0]]
    PASSED[below, state, kind] = reached
    return reached


def bound_rules(builder: Builder) -> list[tuple[str, int, Callable[..., Any] | None]]:
    """The rules with the methods that build them; None where a value is only passed on."""
    return [
        (makes, size, None if name == PASS_ON else getattr(builder, name))
        for makes, size, name in RULES
    ]


def inside(values: list[Any]) -> str:
    """The kind of the declaration whose body is open, empty outside of all."""
    for value in values[:-1]:
        if isinstance(value, (BlockHead, SectionHead)):
            return value.mark.text
    return ""
