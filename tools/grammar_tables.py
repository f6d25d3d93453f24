"""Compile the grammar to the tables that the compiler loads, so that no check imports lark.

`python tools/grammar_tables.py` writes them, `--check` only says whether they are current.
Every state gets its most common reduction as the default, and a state that does nothing but pass
its value on is skipped by the edges that lead to it: both leave the language as it is (a wrong
token is still seen before it is shifted) and make the tables a third as large.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from lark import Lark
from lark.lexer import Lexer, Token
from lark.parsers.lalr_analysis import LALR_Analyzer, Shift

FOLDER = Path(__file__).resolve().parent.parent / "grammar" / "specc_grammar"
GRAMMAR = FOLDER / "specc.lark"
TABLES = FOLDER / "tables.py"
PASS_ON = "same"

HEADER = '''"""The parse tables, made from specc.lark by tools/grammar_tables.py: do not edit.

`ROWS[state]` gives for a terminal the state to shift to (or `~rule`, a reduction), and for the
name of a rule the state to go to; to shift `$END` is to accept the text. `DEFAULTS[state]` is the
rule to reduce by where the row has no entry, -1 where there is none; `RULES[rule]` is what it
makes, of how many parts, and its builder.
"""
'''


class Rule(NamedTuple):
    """What a rule makes, from how many parts, and the function that builds it."""

    makes: str
    size: int
    builder: str


class State(NamedTuple):
    """One state: where to go for a terminal or a rule's name, and what to reduce by otherwise."""

    edges: dict[str, int]
    default: int


class NoLexer(Lexer):
    """Stands in for the compiler's own lexer, which compiling the grammar does not need."""

    def __init__(self, *_: object) -> None:
        pass

    def lex(self, *_: object) -> Iterator[Token]:
        """No tokens."""
        return iter(())


def compile_grammar(text: str) -> tuple[list[State], list[Rule]]:
    """The states and rules of a grammar; raises lark's GrammarError on any conflict."""
    grammar = Lark(text, parser="lalr", lexer=NoLexer, keep_all_tokens=True)
    analysis = LALR_Analyzer(grammar.parser.parser_conf, strict=True)
    analysis.compute_lalr()  # type: ignore[no-untyped-call]
    table = analysis.parse_table
    number = {closure: i for i, closure in enumerate(table.states)}
    start = number[table.start_states["start"]]
    rules: dict[Rule, int] = {}
    states = []
    for row in table.states.values():
        edges: dict[str, int] = {}
        for name, (action, target) in row.items():
            if action is Shift:
                edges[name] = number[target]
                continue
            rule = Rule(target.origin.name.value, len(target.expansion), target.alias)
            accepts = rule.makes == "start"
            edges[name] = start if accepts else ~rules.setdefault(rule, len(rules))
        states.append(with_default(edges))
    return reachable(skip_units(states, list(rules)), start, rules)


def with_default(edges: dict[str, int]) -> State:
    """The state whose most common reduction is its default."""
    reductions = Counter(to for to in edges.values() if to < 0)
    if not reductions:
        return State(edges, -1)
    common = min(reductions, key=lambda action: (-reductions[action], -action))
    return State({name: to for name, to in edges.items() if to != common}, ~common)


def skip_units(states: list[State], rules: list[Rule]) -> list[State]:
    """The states without detours through states that only pass a value on."""
    moved = True
    while moved:
        moved = False
        for state in states:
            for name, target in state.edges.items():
                if target < 0 or states[target].edges or states[target].default < 0:
                    continue
                rule = rules[states[target].default]
                if rule.size == 1 and rule.builder == PASS_ON:
                    state.edges[name] = state.edges[rule.makes]
                    moved = True
    return states


def reachable(
    states: list[State], start: int, rules: dict[Rule, int]
) -> tuple[list[State], list[Rule]]:
    """The states that are left, numbered from `start` on in the order of first sight."""
    order = {start: 0}
    queue = [start]
    for old in queue:
        for _, target in sorted(states[old].edges.items()):
            if target >= 0 and target not in order:
                order[target] = len(queue)
                queue.append(target)
    used = sorted({~to for old in queue for to in states[old].edges.values() if to < 0})
    used = sorted({*used, *(states[old].default for old in queue)} - {-1})
    names = sorted((rule for rule, i in rules.items() if i in used), key=tuple)
    rename = {rules[rule]: i for i, rule in enumerate(names)} | {-1: -1}
    kept = []
    for old in queue:
        edges = {
            name: order[to] if to >= 0 else ~rename[~to]
            for name, to in sorted(states[old].edges.items())
        }
        kept.append(State(edges, rename[states[old].default]))
    return kept, names


def render(states: list[State], rules: list[Rule]) -> str:
    """The text of tables.py; equal grammars give equal bytes."""
    rows = "\n".join(f"    {dict(state.edges)!r},".replace("'", '"') for state in states)
    defaults = ", ".join(str(state.default) for state in states)
    made = "\n".join(f"    {tuple(rule)!r},".replace("'", '"') for rule in rules)
    return (
        f"{HEADER}\n# fmt: off\n# ruff: noqa: E501\n"
        f"ROWS: tuple[dict[str, int], ...] = (\n{rows}\n)\n"
        f"DEFAULTS: tuple[int, ...] = ({defaults})\n"
        f"RULES: tuple[tuple[str, int, str], ...] = (\n{made}\n)\n"
    )


def main() -> int:
    """Write the tables, or with `--check` compare them; 1 where they are not current."""
    text = render(*compile_grammar(GRAMMAR.read_text(encoding="utf-8")))
    if "--check" not in sys.argv[1:]:
        TABLES.write_text(text, encoding="utf-8")
        return 0
    if TABLES.exists() and TABLES.read_text(encoding="utf-8") == text:
        return 0
    print(f"{TABLES} is not current: run tools/grammar_tables.py", file=sys.stderr)
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
