"""The rule `duplicate-block`."""

import re
from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Edit, Fix, Safety, Severity
from specc.ir.graph import Place
from specc.layer import Layer
from specc.namedtuple import NamedTuple
from specc.prove.body import blocks, bodies
from specc.prove.mention import words
from specc.rule import Rule, Subject
from specc.source import Source, Span
from specc.syntax import ast

FEWEST = 3
LONGEST = 8
"""The most statements that one round may have."""
INDENT = "    "
ROUNDS = re.compile(rf"(.{{1,{LONGEST}}}?)\1{{{FEWEST - 1}}}", re.S)


class Run(NamedTuple):
    """Statements that say the same several times: the first round, and what all rounds cover."""

    round: tuple[ast.Statement, ...]
    times: int
    span: Span


class DuplicateBlock(Rule):
    """The same lines stand below each other three times or more.

    What it does:
        Finds one statement, or up to eight of them in a row, that are written at least three times
        in direct succession, each starting from the current tensor.

    Why is this bad?
        `repeat` says how often, in one place; in diagrams and in the generated code it is a loop.
        Of copies one is changed and the others are forgotten.

    Example:
        Dense(64, activation=relu)
        Dense(64, activation=relu)
        Dense(64, activation=relu)

    Use instead:
        repeat 3 { Dense(64, activation=relu) }

    References:
        docs/language.md, "Statements".
    """

    severity = Severity.INFO
    needs = ("model",)
    bad = """\
model Net {
    input x: [64]
    Dense(64, activation=relu)
    Dense(64, activation=relu)
    Dense(64, activation=relu)
    Dense(10)
}
"""
    message = "this stands here 3 times in a row"
    good = """\
model Net {
    input x: [64]
    repeat 3 { Dense(64, activation=relu) }
    Dense(10)
}
"""
    fixed = """\
model Net {
    input x: [64]
    repeat 3 { Dense(64, activation=relu) }
    Dense(10)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Bodies with enough statements."""
        source = subject.scope.source
        for block in blocks(subject, "model", "block"):
            for body in bodies(block.body):
                if len(body) >= FEWEST:
                    for run in _runs(source, body):
                        yield self._finding(subject, run)

    def _finding(self, subject: Subject, run: Run) -> Diagnostic:
        source, count = subject.scope.source, len(run.round)
        what = "this stands" if count == 1 else f"these {count} lines stand"
        message = f"{what} here {run.times} times in a row"
        place = Place(source, Span(run.round[0].span.start, run.round[-1].span.end))
        help = f"`repeat {run.times} {{ ... }}` says it once"
        edit = _repeated(source, run)
        fix = None if edit is None else Fix("repeat it", (edit,), _safety(subject, run))
        return self.at(place, message, help=help, fix=fix)


def _runs(source: Source, body: tuple[ast.Statement, ...]) -> Iterator[Run]:
    """The runs of a body, those of the fewest statements a round first; they do not overlap."""
    if not _repeats([_name(statement) for statement in body]):
        return
    texts = [_text(source, statement) for statement in body]
    at = 0
    while at < len(body) - 1:
        found = next(
            filter(None, (_run(body, texts, at, size) for size in _sizes(texts, at))), None
        )
        if found is None:
            at += 1
            continue
        yield found
        at += len(found.round) * found.times


def _repeats(names: list[str]) -> bool:
    """True where names come again like the lines of a round, each but the empty one as a sign."""
    signs: dict[str, str] = {}
    line = [signs.setdefault(name or str(at), chr(at + 1)) for at, name in enumerate(names)]
    return ROUNDS.search("".join(line)) is not None


def _sizes(texts: list[str], at: int) -> Iterator[int]:
    """How long a round that starts there may be: up to where its first line comes again."""
    if texts[at]:
        for size in range(1, min(LONGEST, (len(texts) - at) // FEWEST) + 1):
            if texts[at + size] == texts[at] == texts[at + 2 * size]:
                yield size


def _run(body: tuple[ast.Statement, ...], texts: list[str], at: int, size: int) -> Run | None:
    one = texts[at : at + size]
    times = 1
    while texts[at + times * size : at + (times + 1) * size] == one:
        times += 1
    if times < FEWEST or "" in one:
        return None
    last = body[at + times * size - 1]
    return Run(body[at : at + size], times, Span(body[at].span.start, last.span.end))


def _text(source: Source, statement: ast.Statement) -> str:
    """A flow from the current tensor, without its spaces; empty for any other statement."""
    if not _name(statement):
        return ""
    cut = source.cut(statement.span)
    return "".join(cut.split()) if '"' not in cut and "#" not in cut else ""


def _name(statement: ast.Statement) -> str:
    """The layer or block that a flow from the current tensor begins with; empty for any other."""
    if type(statement) is not ast.FlowStatement:
        return ""
    value = statement.value
    first = value.steps[0] if type(value) is ast.Flow else value
    name = first.name if type(first) is ast.Call else first
    return name.text if type(name) is ast.Name and name.text[:1].isupper() else ""


def _repeated(source: Source, run: Run) -> Edit | None:
    """The first round in a loop, for all rounds; None where a comment or a line's rest is lost."""
    text = source.text
    start = text.rfind("\n", 0, run.span.start) + 1
    end = text.find("\n", run.span.end)
    around = text[start : run.span.start] + text[run.span.end : end if end >= 0 else len(text)]
    if "#" in source.cut(run.span) or around.strip():
        return None
    indent = text[start : run.span.start]
    lines = source.cut(Span(run.round[0].span.start, run.round[-1].span.end)).splitlines()
    if len(lines) == 1:
        return Edit(source, run.span, f"repeat {run.times} {{ {lines[0]} }}")
    inner = "\n".join(f"{INDENT}{line}" if line.strip() else line for line in lines[1:])
    return Edit(
        source, run.span, f"repeat {run.times} {{\n{indent}{INDENT}{lines[0]}\n{inner}\n{indent}}}"
    )


def _safety(subject: Subject, run: Run) -> Safety:
    """Unsafe where weights are called otherwise afterwards."""
    source, span = subject.scope.source, run.span
    called = {word for word in words(run.round) if word[:1].isupper()}
    if any(word not in Layer.known or subject.scope.lookup(word) is not None for word in called):
        return Safety.UNSAFE
    for facts in subject.graphs.values():
        for node in facts.graph.nodes:
            at = node.place
            if node.weights and at.source is source and span.start <= at.span.start < span.end:
                return Safety.UNSAFE
    return Safety.SAFE
