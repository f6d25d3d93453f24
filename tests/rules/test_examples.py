"""Every rule's own examples: what it finds, what it leaves alone, and what its fix makes."""

import re

import pytest

from specc.diagnostics import Diagnostic
from specc.driver import check
from specc.edit import apply
from specc.lint import find_rules
from specc.rule import Rule
from specc.source import Source

from . import checked

RULES = list(find_rules().values())
SECTIONS = ("What it does", "Why is this bad?", "Example", "Use instead", "References")
every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
fixing_rule = pytest.mark.parametrize(
    "rule", [rule for rule in RULES if rule.fixed], ids=lambda rule: rule.name
)


def findings(rule: type[Rule], text: str) -> tuple[Diagnostic, ...]:
    return checked.findings(rule, Source("test.spec", text))


def after_fix(rule: type[Rule], text: str) -> str:
    fixes = [d.fix for d in findings(rule, text) if d.rule == rule.name and d.fix is not None]
    return apply(fixes, text)


def section(rule: type[Rule], name: str) -> str:
    lines = rf"^    {re.escape(name)}:?\n((?:        .*\n|\n)+)"
    found = re.search(lines, rule.__doc__ or "", re.M)
    assert found, f"{rule.name} has no section {name}"
    return found[1]


@every_rule
def test_bad_has_this_one_finding(rule: type[Rule]) -> None:
    found = [(d.rule, d.message) for d in findings(rule, rule.bad)]
    assert found == [(rule.name, rule.message)]


@every_rule
def test_good_is_clean(rule: type[Rule]) -> None:
    assert findings(rule, rule.good) == ()


@fixing_rule
def test_fix_gives_the_fixed_text(rule: type[Rule]) -> None:
    assert after_fix(rule, rule.bad) == rule.fixed


@fixing_rule
def test_fixed_is_clean_and_stays(rule: type[Rule]) -> None:
    assert findings(rule, rule.fixed) == ()
    assert after_fix(rule, rule.fixed) == rule.fixed


@every_rule
def test_the_needs_are_words_of_the_bad_spec(rule: type[Rule]) -> None:
    assert not rule.built_in or not rule.needs
    off = rule.options._replace(ignore=rule.options.ignore | {rule.name})
    source = Source("test.spec", rule.bad)
    other = check(source, checked.load, options=off)
    general = {d.rule for d in other.diagnostics}
    assert rule.built_in or all(rule.name in Rule.known[name].gives_way_to for name in general)


@every_rule
def test_docstring_has_its_sections(rule: type[Rule]) -> None:
    assert all(section(rule, name).strip() for name in SECTIONS)


@every_rule
def test_docstring_shows_the_examples(rule: type[Rule]) -> None:
    shown = [line.strip() for line in section(rule, "Example").splitlines() if line.strip()]
    assert all(line in rule.bad for line in shown)
    better = section(rule, "Use instead").split("\n\n")[0]
    assert all(line.strip() in rule.fixed + rule.good for line in better.splitlines())


@every_rule
def test_message_form(rule: type[Rule]) -> None:
    assert not rule.message.endswith(".")
    assert "\n" not in rule.message
    assert not rule.message[0].isupper()
