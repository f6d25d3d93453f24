"""`specc rules` and `specc explain`: every rule is listed and has a page, built-in ones too."""

import json

import pytest

from specc.report.rulebook import entry, subjects
from specc.report.text import LONGEST_MESSAGE
from specc.report.visible import cut, visible
from specc.rule import Rule
from specc.rules import import_rule

from .conftest import Specc

NAMES = subjects()
every_rule = pytest.mark.parametrize("name", NAMES)


def test_all_rules_are_listed_below_their_subjects(specc: Specc) -> None:
    ran = specc("rules")
    listed: dict[str, str] = {}
    subject = ""
    for line in ran.out.splitlines():
        if line.startswith("  "):
            listed[line.split()[0]] = subject
        elif line:
            subject = line
    assert (ran.code, listed) == (0, NAMES)


def test_a_line_of_the_list(specc: Specc) -> None:
    ran = specc("rules", "normalisation")
    line = next(one for one in ran.out.splitlines() if "bias-before-batch-norm" in one)
    words = ["bias-before-batch-norm", "info", "safe"]
    said = "A bias is added and taken away again by the batch norm that follows."
    assert (line.split()[:3], line.endswith(f"  {said}")) == (words, True)
    assert "softmax-single-unit" not in ran.out


def test_json(specc: Specc) -> None:
    found = {one["name"]: one for one in json.loads(specc("rules", "--format", "json").out)}
    assert list(found) == list(NAMES)
    one = found["softmax-single-unit"]
    assert (one["subject"], one["severity"], one["default"], one["fix"]) == (
        "output",
        "error",
        True,
        "unsafe",
    )
    assert one["printed"].startswith(f"error[softmax-single-unit]: {one['message']}\n")
    assert one["why"].startswith("Softmax divides the exponential")


@every_rule
def test_explained_as_it_is_found(specc: Specc, name: str) -> None:
    ran = specc("explain", name)
    import_rule(NAMES[name], name)
    one = entry(Rule.known[name])
    assert (ran.code, ran.out.split("\n")[0]) == (0, name)
    assert f"[{name}]: {visible(cut(one.message, LONGEST_MESSAGE))}\n" in ran.out
    assert all(f"  {line}".rstrip() in ran.out for line in one.bad.splitlines())
    assert one.summary.endswith((".", ".)"))
    assert all((one.what, one.why, one.references))


def test_a_page(specc: Specc) -> None:
    lines = specc("explain", "softmax-single-unit").out.splitlines()
    assert lines[1] == "  output, error, unsafe fix (`--fix --unsafe-fixes`)"
    titles = [line for line in lines[1:] if line and not line.startswith(" ")]
    assert titles == [
        "what it does",
        "why is this bad?",
        "example",
        "fixed",
        "references",
        "to silence it",
    ]
    assert "   --> model.spec:4:19" in lines
    assert "      output spam = Dense(1, activation=sigmoid)" in lines
    assert any(line.startswith("  # specc: ignore[softmax-single-unit]  ") for line in lines)


def test_what_stands_beside_the_better_example_is_said(specc: Specc) -> None:
    ran = specc("explain", "sigmoid-with-categorical-ce")
    assert "  Where several labels may be true at once, keep the sigmoids and take" in ran.out


def test_a_subject_lists_its_rules(specc: Specc) -> None:
    assert specc("explain", "output").out == specc("rules", "output").out


@pytest.mark.parametrize("command", ["rules", "explain"])
@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("softmax-singel-unit", "softmax-single-unit"),
        ("softmax-single", "softmax-single-unit"),
        ("outptu", "output"),
    ],
)
def test_a_name_that_is_nearly_right(specc: Specc, command: str, name: str, near: str) -> None:
    ran = specc(command, name)
    assert ran.code == 2
    assert f"there is no rule or subject `{name}`; did you mean `{near}`?" in ran.err


def test_a_name_like_no_other(specc: Specc) -> None:
    assert "`specc rules` lists all" in specc("explain", "../../etc").err


@pytest.mark.parametrize("name", ["not-utf-8", "not-supported-by-backend"])
def test_what_no_check_finds_is_explained_too(specc: Specc, name: str) -> None:
    ran = specc("explain", name)
    assert (ran.code, ran.out.split("\n")[:2]) == (0, [name, ""])
    assert max(map(len, ran.out.splitlines())) <= 100


def test_explain_imports_one_rule(specc: Specc, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str]] = []

    def note(subject: str, name: str) -> None:
        asked.append((subject, name))
        import_rule(subject, name)

    monkeypatch.setattr("specc.report.rulebook.import_rule", note)
    specc("explain", "softmax-single-unit")
    assert asked == [("output", "softmax-single-unit")]
