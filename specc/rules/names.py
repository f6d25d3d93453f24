"""The names that a user may select, ignore or suppress, known without importing a rule."""

from collections.abc import Mapping
from functools import cache

from specc.namedtuple import NamedTuple
from specc.options import Options
from specc.rules import files, unlisted
from specc.rules.needs import BUILT_IN, NEEDS


class Named(NamedTuple):
    """What is known of a rule by its name; `built_in` ones are reported by specc's own phases.

    `fatal` ones are built in and errors: their fault keeps a model from being built.
    """

    subject: str
    by_default: bool = True
    built_in: bool = False
    fatal: bool = False


def named(rule: str) -> Named | None:
    """The rule of that name, if there is one."""
    return _listed().get(rule) or _all().get(rule)


def all_rules() -> Mapping[str, Named]:
    """Every rule by name."""
    return _all()


def looked_for(rule: str, options: Options) -> bool:
    """Whether a check with these options looks for a fault; specc's own phases always do."""
    known = named(rule)
    if known is None or known.built_in:
        return True
    return options.wants(rule, known.subject, known.by_default)


def rules_of(subject: str) -> list[str]:
    """The rules of a subject; none where there is no such subject."""
    return [name for name, one in _all().items() if one.subject == subject]


def is_subject(word: str) -> bool:
    """Whether there is such a subject."""
    listed = (one.subject == word for one in _listed().values())
    return any(listed) or bool(rules_of(word))


def all_names() -> list[str]:
    """Every rule and every subject."""
    return [*_all(), *sorted({one.subject for one in _all().values()})]


@cache
def _listed() -> dict[str, Named]:
    """The rules of the table, which is all of them unless one was just written."""
    found = {name: Named(subject, default) for name, subject, default, _ in NEEDS}
    found.update((name, Named(of, True, True, fatal)) for name, (of, fatal) in BUILT_IN.items())
    return found


@cache
def _all() -> dict[str, Named]:
    listed = _listed()
    found = {name: Named(subject, default) for name, subject, default, _ in unlisted()}
    missing = [(of, name) for of, name in files() if name not in listed and name not in found]
    found.update((name, Named(of, True, True, _fatal(name))) for of, name in missing)
    return {**listed, **found}


def _fatal(rule: str) -> bool:
    """Whether a built-in rule that was imported is an error."""
    from specc.diagnostics import Severity
    from specc.rule import Rule

    return Rule.known[rule].severity is Severity.ERROR
