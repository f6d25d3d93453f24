"""The reference of every rule, with what a check says about its example."""

from collections.abc import Iterator

import click

from specc.driver import check
from specc.files.workspace import Workspace
from specc.report.paint import Paint
from specc.report.rulebook import Entry, entry, load, subjects
from specc.report.text import as_text
from specc.resolve.module import Loaded
from specc.rule import Rule
from specc.source import Source
from specc.suggest import nearest
from specc.syntax import ast

EXAMPLE = "model.spec"
"""What the examples are called."""


def entries(subject: str | None = None) -> Iterator[Entry]:
    """The rules of one subject, or of all, each after the other."""
    for name, its_subject in subjects().items():
        if subject in (None, its_subject):
            yield explained(load(its_subject, name))


def named(name: str, paint: Paint | None = None) -> list[Entry]:
    """The rule of a name, or the rules of a subject. Raises UsageError for any other name."""
    known = subjects()
    if name in known:
        return [explained(load(known[name], name), paint)]
    if name in known.values():
        return list(entries(name))
    names = [*known, *dict.fromkeys(known.values())]
    near = nearest(name, names) or next((one for one in names if name in one), None)
    help = f"did you mean `{near}`?" if near else "`specc rules` lists all"
    raise click.UsageError(f"there is no rule or subject `{name}`; {help}")


def explained(rule: type[Rule], paint: Paint | None = None) -> Entry:
    """A rule's entry, its example checked; for this rule alone where others can be left out."""
    alone = rule.options._replace(select=frozenset({rule.name}), ignore=frozenset())
    options = rule.options if rule.built_in else alone
    source = Source(EXAMPLE, rule.bad)
    found = check(source, _load, options=options).diagnostics
    own = next((one for one in found if one.rule == rule.name), None)
    if own is None:
        return entry(rule)
    fix = own.fix.safety.value if own.fix is not None else ""
    return entry(rule)._replace(fix=fix, printed=as_text(own, paint or Paint()))


def _load(importing: Source, declaration: ast.Import) -> Loaded:
    """What an example imports from the library; it has no files beside it."""
    if declaration.path is None:
        return Workspace().load(importing, declaration)
    return Loaded(None, f"there is no file `{declaration.path.value}`")
