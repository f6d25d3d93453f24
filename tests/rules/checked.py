"""Checks a spec for the tests of rules: with the library, without other files."""

from specc.diagnostics import Diagnostic
from specc.driver import check
from specc.files.workspace import Workspace
from specc.options import DEFAULT
from specc.resolve.module import Loaded
from specc.rule import Rule
from specc.source import Source
from specc.syntax import ast


def load(importing: Source, declaration: ast.Import) -> Loaded:
    """What an import names, where it is from the library."""
    if declaration.path is None:
        return Workspace().load(importing, declaration)
    return Loaded(None, f"there is no file `{declaration.path.value}`")


def findings(rule: type[Rule], source: Source) -> tuple[Diagnostic, ...]:
    """What a check finds that asks for this rule as well, should it be off by default."""
    options = rule.options
    if not rule.default:
        options = options._replace(select=options.select | {DEFAULT, rule.name})
    return check(source, load, options=options).diagnostics
