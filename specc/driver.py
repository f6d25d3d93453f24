"""The phases as one function: from a text to everything that specc has to say about it."""

from collections.abc import Mapping
from typing import Any

from specc.diagnostics import Diagnostic, Severity
from specc.ir.graph import Graph
from specc.lint import run_rules
from specc.namedtuple import NamedTuple
from specc.options import PLAIN, Options
from specc.resolve import Resolved, resolve
from specc.resolve.bound import LimitExceeded
from specc.resolve.module import Loaded, Loader
from specc.resolve.sections import Sections, read_sections
from specc.rules.names import named
from specc.source import Source
from specc.subject import Subject
from specc.suppress import Suppressions
from specc.syntax import ast
from specc.syntax.parse import parse

UNREAD = frozenset({"syntax-error", "limit-exceeded"})
"""Findings of the parser after which a part of the text is missing from the tree."""


class Checked(NamedTuple):
    """All that is known about one spec; `diagnostics` are in the order of file and offset.

    `models` are those that came out whole, and `broken` names the others. `resolved` and
    `sections` are None where the text itself could not be read.
    """

    source: Source
    diagnostics: tuple[Diagnostic, ...]
    models: Mapping[str, Graph]
    broken: frozenset[str]
    resolved: Resolved | None = None
    sections: Sections | None = None

    @property
    def failed(self) -> bool:
        """True where an error was found."""
        return any(d.severity is Severity.ERROR for d in self.diagnostics)


def check(
    source: Source,
    loader: Loader,
    overrides: Mapping[str, Any] | None = None,
    *,
    rules: bool = True,
    options: Options = PLAIN,
) -> Checked:
    """Parse, resolve and judge one spec; `rules=False` leaves the linter's rules out.

    `overrides` maps `width`, `Model.classes` or `train.epochs` to evaluated values. After a syntax
    error nothing else is reported: it could be a mere consequence.
    """
    parsed = parse(source)
    if any(d.rule in UNREAD for d in parsed.diagnostics):
        return Checked(source, ordered(source, parsed.diagnostics), {}, frozenset())
    modules = {source.path: parsed.module}

    def load(importing: Source, declaration: ast.Import) -> Loaded:
        loaded = loader(importing, declaration)
        if loaded.module is not None:
            modules[loaded.module.source.path] = loaded.module
        return loaded

    given = overrides or {}
    resolved = resolve(parsed.module, load, given)
    try:
        sections = read_sections(resolved.scope, resolved.models, resolved.broken, given)
    except LimitExceeded as limit:
        sections = without_sections(resolved, limit)
    found = [*parsed.diagnostics, *resolved.diagnostics, *sections.diagnostics]
    suppressions = Suppressions(source.path, modules)
    if rules:
        subject = Subject(resolved.models, sections, resolved.scope, options)
        found = linted(found, subject, suppressions)
    else:
        found = suppressions.silence(found)
    return Checked(
        source, ordered(source, found), resolved.models, resolved.broken, resolved, sections
    )


def linted(
    found: list[Diagnostic], subject: Subject, suppressions: Suppressions
) -> list[Diagnostic]:
    """What was found, and what the rules find, less what comments and the user leave out."""
    whole = not any(d.severity is Severity.ERROR for d in found)
    options = subject.options
    kept = suppressions.sift([*found, *run_rules(subject)], options, whole=whole)
    return as_asked(kept, options)


def as_asked(found: list[Diagnostic], options: Options) -> list[Diagnostic]:
    """The findings as severe as the user wants them, without what specc's own phases say unasked.

    Nobody can do without their errors, after which there is no model.
    """
    if options.select or options.ignore:
        found = [d for d in found if d.severity is Severity.ERROR or _wanted(d.rule, options)]
    given = options.severities
    return [d._replace(severity=given[d.rule]) if d.rule in given else d for d in found]


def _wanted(rule: str, options: Options) -> bool:
    known = named(rule)
    return known is None or options.wants(rule, known.subject, known.by_default)


def without_sections(resolved: Resolved, limit: LimitExceeded) -> Sections:
    """No sections, and that a limit was passed in them."""
    report = resolved.scope.project.report
    before = len(report.found)
    report.exceeded(limit)
    return Sections({}, {}, {}, tuple(report.found[before:]), frozenset())


def ordered(
    source: Source, found: "list[Diagnostic] | tuple[Diagnostic, ...]"
) -> tuple[Diagnostic, ...]:
    """Each finding once, those of the checked file first, then by file and offset."""
    unique = {(d.rule, d.primary.source.path, d.primary.span, d.message): d for d in found}

    def place(found: Diagnostic) -> tuple[bool, str, int, int]:
        primary = found.primary
        return (primary.source is not source, primary.source.path, *primary.span)

    return tuple(sorted(unique.values(), key=place))
