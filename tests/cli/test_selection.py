"""`--select`, `--extend-select`, `--ignore`: alone, and what they make of a configuration."""

import json

import pytest

from .conftest import Specc, Write
from .specs import BIAS, GOOD, SOFTMAX

BOTH = SOFTMAX + BIAS
ONE, OTHER = "softmax-single-unit", "bias-before-batch-norm"


@pytest.mark.parametrize(
    ("arguments", "rules"),
    [
        ([], [ONE, OTHER]),
        (["--select", ONE], [ONE]),
        (["--select", "output"], [ONE]),
        (["--select", f"output, {OTHER}"], [ONE, OTHER]),
        (["--select=output", "--select=normalisation"], [ONE, OTHER]),
        (["--select="], [ONE, OTHER]),
        (["--select", "all"], [ONE, OTHER]),
        (["--ignore", ONE], [OTHER]),
        (["--ignore", "output,normalisation"], []),
        (["--select", ONE, "--ignore", "output"], [ONE]),
        (["--select", "output", "--ignore", ONE], []),
        (["--select", "data", "--extend-select", OTHER], [OTHER]),
        (["--extend-select", OTHER], [ONE, OTHER]),
    ],
)
def test_command_line(specc: Specc, write: Write, arguments: list[str], rules: list[str]) -> None:
    write("a.spec", BOTH)
    found = json.loads(specc("check", "--format=json", *arguments, "a.spec").out)
    assert [one["rule"] for one in found if one["rule"] in (ONE, OTHER)] == rules
    assert rules or found == []


@pytest.mark.parametrize(
    ("text", "arguments", "rules"),
    [
        ('select = ["output"]', ["--select", OTHER], [OTHER]),
        ('select = ["output"]', ["--extend-select", OTHER], [ONE, OTHER]),
        ('select = ["output"]', ["--ignore", ONE], []),
        (f'ignore = ["{ONE}"]', ["--ignore", OTHER], []),
        (f'ignore = ["{ONE}"]', ["--select", "output"], []),
        (f'ignore = ["{ONE}"]', ["--select", ONE], [ONE]),
        (f'ignore = ["{ONE}"]', ["--extend-select", ONE], [ONE, OTHER]),
        (f'per-file-ignores = {{"*" = ["{ONE}"]}}', ["--select", ONE], []),
    ],
)
def test_command_line_over_a_configuration(
    specc: Specc, write: Write, text: str, arguments: list[str], rules: list[str]
) -> None:
    write("a.spec", BOTH)
    write("specc.toml", text)
    found = json.loads(specc("check", "--format=json", *arguments, "a.spec").out)
    assert [one["rule"] for one in found if one["rule"] in (ONE, OTHER)] == rules


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--select", "outptu"], "`--select` names `outptu`, and there is no such rule or subject"),
        (["--ignore", f"{ONE},softmax-single"], "`--ignore` names `softmax-single`"),
        (["--ignore", "default"], "`--ignore` names `default`, and there is no such rule"),
        (["--ignore", "shape-mismatch"], "which keeps a model from being built"),
        (["--ignore", "syntax-error"], "from being built; nothing silences it"),
        (["--extend-select", "x"], "`--extend-select` names `x`"),
        (["--fail-on", "fatal"], "'fatal' is not one of"),
        (["--select"], "Option '--select' requires an argument"),
        (["--exit-zero=1"], "Option '--exit-zero' does not take a value"),
    ],
)
def test_what_is_refused(specc: Specc, write: Write, arguments: list[str], said: str) -> None:
    write("a.spec", GOOD)
    ran = specc("check", "a.spec", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_a_rule_that_is_not_looked_for_leaves_its_suppressions(specc: Specc, write: Write) -> None:
    write("a.spec", GOOD.replace("Dense(3)", f"Dense(3)  # specc: ignore[{ONE}]"))
    assert specc("check", "a.spec").code == 1
    assert specc("check", "--ignore", ONE, "a.spec").code == 0
    assert specc("check", "--select", "normalisation,language", "a.spec").code == 0
    assert specc("check", "--select", "output,language", "a.spec").code == 1
