"""`[tool.specc]` and `specc.toml`: what is read, which one holds, and what is refused."""

import json
import os
import re
from pathlib import Path

import pytest

from specc.cli.asked import OPTIONS
from specc.config.memo import flatten, restore
from specc.config.settings import Settings
from specc.config.value import READERS

from .conftest import Ran, Specc, Write
from .specs import BIAS, BROKEN, GOOD, SOFTMAX

DOCS = Path(__file__).parent.parent.parent / "docs" / "check.md"
NO_SOFTMAX = 'ignore = ["softmax-single-unit"]\n'


def rules(ran: Ran) -> list[str]:
    """The rules of the findings that were printed as JSON."""
    return [one["rule"] for one in json.loads(ran.out)]


def severities(ran: Ran) -> list[str]:
    return [one["severity"] for one in json.loads(ran.out)]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("specc.toml", NO_SOFTMAX),
        ("specc.toml", "\ufeff" + NO_SOFTMAX),
        ("pyproject.toml", "[tool.specc]\n" + NO_SOFTMAX),
        ("pyproject.toml", 'tool.specc.ignore = ["softmax-single-unit"]\n'),
        ("pyproject.toml", '[tool]\nspecc = {ignore = ["softmax-single-unit"]}\n'),
        ("specc.toml", 'ignore = ["output"]\n'),
        ("specc.toml", 'select = ["normalisation"]\n'),
        ("specc.toml", 'per-file-ignores = {"*.spec" = ["softmax-single-unit"]}\n'),
        ("specc.toml", 'per_file_ignores = {"sub" = ["output"]}\n'),
        ("specc.toml", 'per-file-ignores = {"sub/**/a.spec" = ["all"]}\n'),
        ("specc.toml", '[per-file-ignores]\n"nothing" = []\n"sub/*" = ["output"]\n'),
        (
            "specc.toml",
            'select = ["softmax-single-unit"]\nper-file-ignores = {"*" = ["output"]}\n',
        ),
    ],
)
def test_what_silences_a_rule(specc: Specc, write: Write, name: str, text: str) -> None:
    write("sub/a.spec", SOFTMAX)
    assert rules(specc("check", "--format=json", "sub/a.spec")) == ["softmax-single-unit"]
    write(name, text)
    assert rules(specc("check", "--format=json", "sub/a.spec")) == []


@pytest.mark.parametrize(
    "text",
    [
        'select = ["default", "softmax-single-unit"]\nignore = ["output"]\n',
        'select = ["all"]\nignore = ["bias-before-batch-norm"]\n',
        'per-file-ignores = {"a" = ["output"], "x/*.spec" = ["all"], "b.spec" = ["all"]}\n',
        "ignore = []\n",
        "",
    ],
)
def test_what_leaves_a_rule_alone(specc: Specc, write: Write, text: str) -> None:
    write("a.spec", SOFTMAX)
    write("specc.toml", text)
    assert rules(specc("check", "--format=json", "a.spec")) == ["softmax-single-unit"]


def test_the_nearest_file_wins(specc: Specc, write: Write) -> None:
    write("pyproject.toml", "[tool.specc]\n" + NO_SOFTMAX)
    for name in ("a.spec", "one/a.spec", "two/a.spec", "two/sub/a.spec", "three/a.spec"):
        write(name, SOFTMAX)
    write("one/pyproject.toml", '[project]\nname = "one"  # uses specc\n')
    write("two/specc.toml", "")
    write("three/specc.toml", "")
    write("three/pyproject.toml", "[tool.specc]\n" + NO_SOFTMAX)
    found = json.loads(specc("check", "--format=json", ".").out)
    assert [one["file"] for one in found] == ["three/a.spec", "two/a.spec", "two/sub/a.spec"]


def test_two_projects_in_one_run(specc: Specc, write: Write) -> None:
    write("one/specc.toml", 'severity = {softmax-single-unit = "info"}\n')
    write("two/specc.toml", 'severity.softmax-single-unit = "warning"\n')
    for name in ("one/a.spec", "two/a.spec", "a.spec"):
        write(name, SOFTMAX)
    ran = specc("check", "--format=json", "one/a.spec", "two/a.spec", "a.spec")
    assert severities(ran) == ["info", "warning", "error"]


def test_globs_count_from_the_configurations_folder(
    specc: Specc, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("specc.toml", 'per-file-ignores = {"sub/a.spec" = ["all"]}\n')
    monkeypatch.chdir(write("sub/a.spec", SOFTMAX).parent)
    assert rules(specc("check", "--format=json", "a.spec")) == []


@pytest.mark.parametrize(
    ("text", "arguments", "code"),
    [
        ("", ["b.spec"], 0),
        ('fail-on = "info"\n', ["b.spec"], 1),
        ('fail-on = "info"\n', ["--fail-on", "warning", "b.spec"], 0),
        ("", ["--fail-on=info", "b.spec"], 1),
        ("", ["a.spec"], 1),
        ('severity = {softmax-single-unit = "info"}\n', ["a.spec"], 0),
        ('severity = {bias-before-batch-norm = "warning"}\n', ["b.spec"], 1),
        ('severity = {bias-before-batch-norm = "warning"}\nfail-on = "error"\n', ["b.spec"], 0),
        ("", ["--exit-zero", "a.spec"], 0),
        ("", ["--exit-zero", "missing.spec"], 2),
    ],
)
def test_exit_code(specc: Specc, write: Write, text: str, arguments: list[str], code: int) -> None:
    write("a.spec", SOFTMAX)
    write("b.spec", BIAS)
    write("specc.toml", text)
    assert specc("check", *arguments).code == code


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("selct = []\n", "`specc.toml` has no setting `selct`; did you mean `select`?"),
        ("zzzzzzzzzz = 1\n", "has no setting `zzzzzzzzzz`; it has `select`, `ignore`, "),
        ('select = "all"\n', '`select` takes a list of names, got "all"'),
        ('select = ["normalisaton"]\n', "no such rule or subject; did you mean `normalisation`?"),
        ("select = [1]\n", "`specc.toml`: `select` takes a list of names, got [1]"),
        ('ignore = ["softmax-single-unti"]\n', "did you mean `softmax-single-unit`?"),
        (
            'ignore = ["unknown-layer"]\n',
            "`ignore` names `unknown-layer`, which keeps a model from being built; a comment can "
            "silence it where it is: `# specc: ignore[unknown-layer]`",
        ),
        ('per-file-ignores = {"a" = ["unknown-layer"]}\n', "which keeps a model from being built"),
        ('per-file-ignores = {"a" = "all"}\n', 'of `a` takes a list of names, got "all"'),
        ('severity = {unknown-layer = "info"}\n', "and stays an error"),
        ('severity = {softmax-single-unit = "eror"}\n', "did you mean `error`?"),
        ('severity = {output = "error"}\n', "names `output`, and there is no such rule"),
        ("fail-on = 1\n", "`fail-on` takes `error`, `warning` or `info`, got 1"),
        ("max-params = 1.5\n", "`max-params` takes a whole number of at least 1, got 1.5"),
        ('max-memory = "16 GX"\n', 'bytes, or text such as "16 GiB", got "16 GX"'),
        ("max-macs = true\n", "`max-macs` takes a whole number of at least 1, got true"),
        ("max-macs = 1\nmax_macs = 1\n", "gives `max-macs` twice, once with `_`"),
        ('exclude = ["!a"]\n', "a glob cannot take back with `!`"),
        ('include = [""]\n', "which means no file"),
        ("select = [\n", "`specc.toml` is not TOML: "),
        ("a = " + "[" * 9000, "nested too deep"),
        (b"\xff", "`specc.toml` is not UTF-8: byte 0xff at offset 0"),
        (b"#" * (1 << 20) + b"\n", "`specc.toml` has more than 1048576 bytes"),
        ('"\\u001b[31m" = 1\n', "has no setting `\ufffd[31m`"),
    ],
)  # fmt: skip
def test_what_is_refused(specc: Specc, write: Write, text: str | bytes, said: str) -> None:
    write("a.spec", GOOD)
    write("specc.toml", text)
    ran = specc("check", "a.spec")
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert ran.err.startswith("specc: `specc.toml`")
    assert said in ran.err


def test_a_broken_project_file_that_says_nothing_of_specc(specc: Specc, write: Write) -> None:
    write("a.spec", GOOD)
    write("pyproject.toml", "[")
    assert specc("check", "a.spec").code == 0
    write("pyproject.toml", "[tool.specc")
    assert "`pyproject.toml` is not TOML" in specc("check", "a.spec").err
    write("pyproject.toml", "tool.specc = 1")
    assert "`tool.specc` is not a table" in specc("check", "a.spec").err


def test_what_is_no_file_is_no_configuration(specc: Specc, write: Write, tmp_path: Path) -> None:
    write("specc.toml/x", "")
    os.mkfifo(tmp_path / "pyproject.toml")
    write("a.spec", GOOD)
    assert specc("check", "a.spec").code == 0


def test_config_and_isolated(specc: Specc, write: Write) -> None:
    write("specc.toml", NO_SOFTMAX)
    write("elsewhere/own.toml", 'per-file-ignores = {"sub/a.spec" = ["all"]}\n')
    write("elsewhere/pyproject.toml", "")
    write("sub/a.spec", SOFTMAX)
    assert specc("check", "sub/a.spec").code == 0
    assert specc("check", "--isolated", "sub/a.spec").code == 1
    assert specc("check", "--config", "elsewhere/own.toml", "sub/a.spec").code == 0
    ran = specc("check", "--config", "elsewhere/pyproject.toml", "sub/a.spec")
    assert ran.err == "specc: `elsewhere/pyproject.toml` has no `[tool.specc]`\n"
    ran = specc("check", "--config", "none.toml", "sub/a.spec")
    assert ran.err == "specc: `none.toml`: no such file or directory\n"
    assert specc("check", "--config", "a", "--isolated", "sub/a.spec").code == 2


def test_errors_without_a_model_survive_every_configuration(specc: Specc, write: Write) -> None:
    write("specc.toml", 'select = ["data"]\nper-file-ignores = {"*" = ["all"]}\n')
    write("a.spec", BROKEN)
    assert rules(specc("check", "--format=json", "a.spec")) == ["unknown-layer"]


def test_warnings_of_specc_itself_can_be_ignored(specc: Specc, write: Write) -> None:
    write("a.spec", GOOD + "# specc: ignore-file[softmax-single-unit]\n")
    assert rules(specc("check", "--format=json", "a.spec")) == ["unused-suppression"]
    assert rules(specc("check", "--ignore=unused-suppression", "--format=json", "a.spec")) == []
    assert rules(specc("check", "--ignore=language", "--format=json", "a.spec")) == []
    assert rules(specc("check", "--select=data", "--format=json", "a.spec")) == []


@pytest.mark.parametrize(
    ("text", "files"),
    [
        ("", ["a.spec", "gen/b.spec", "gen/deep/c.spec"]),
        ('exclude = ["gen"]\n', ["a.spec"]),
        ('exclude = ["gen/"]\n', ["a.spec"]),
        ('exclude = ["gen/*.spec"]\n', ["a.spec", "gen/deep/c.spec"]),
        ('exclude = ["**/c.spec", "./a.spec"]\n', ["gen/b.spec"]),
        ('exclude = ["de?p"]\n', ["a.spec", "gen/b.spec"]),
        ('include = ["gen/**"]\n', ["gen/b.spec", "gen/deep/c.spec"]),
        ('include = ["*.net", "a.spec"]\n', ["a.spec", "d.net"]),
        ('include = ["gen"]\nexclude = ["*a*a*a*a*a*a*a*a*a*a*a*a*a*b"]\n', []),
    ],
)
def test_include_and_exclude(specc: Specc, write: Write, text: str, files: list[str]) -> None:
    for name in ("a.spec", "gen/b.spec", "gen/deep/c.spec", "d.net"):
        write(name, SOFTMAX)
    write("specc.toml", text)
    ran = specc("check", "--format=json", ".")
    if not files:
        assert ran.err == "specc: there is no `.spec` file in `.`\n"
        return
    assert [one["file"] for one in json.loads(ran.out)] == files


def test_a_named_file_is_checked_unless_exclusion_is_forced(specc: Specc, write: Write) -> None:
    write("specc.toml", 'exclude = ["a.spec"]\n')
    write("a.spec", SOFTMAX)
    assert specc("check", "a.spec").code == 1
    ran = specc("check", "--force-exclude", "a.spec")
    assert (ran.code, ran.out) == (0, "")


def test_budgets_reach_the_rules(
    specc: Specc, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    from specc.cli.ruling import Rulings

    asked = []
    options = Rulings.options

    def spy(self: Rulings, path: str) -> object:
        asked.append(options(self, path))
        return asked[-1]

    monkeypatch.setattr(Rulings, "options", spy)
    write("a.spec", GOOD)
    write("specc.toml", 'max-params = 25_000_000\nmax_memory = "1.5 GiB"\nmax-macs = 4e9\n')
    assert specc("check", "--data", "a.spec").code == 0
    found = asked[-1]
    assert (found.max_params, found.max_memory, found.max_macs) == (
        25_000_000, 3 << 29, 4_000_000_000,
    )  # fmt: skip
    assert found.data


def test_the_documented_configuration_is_one(specc: Specc, write: Write) -> None:
    text = DOCS.read_text(encoding="utf-8")
    (shown,) = re.findall(r"```toml\n(.*?)```", text, re.S)
    write("pyproject.toml", shown)
    write("tests/a.spec", BIAS)
    assert specc("check", "tests/a.spec").code == 0
    assert set(READERS) == {name.replace("_", "-") for name in Settings._fields} - {"folder"}
    assert set(READERS) == set(re.findall(r"^([a-z-]+) += ", shown, re.M)) - {"padded-1x1"} | {
        "per-file-ignores", "severity",
    }  # fmt: skip
    assert [one.flag for one in OPTIONS if one.flag not in text] == []


def test_everything_of_a_configuration_is_kept() -> None:
    full = Settings(
        "folder", ("all",), ("output",), (("a", ("b",)), ("a", ("c",))), {"x": "info"}, "error",
        1, 2, 3, ("*.net",), ("old",),
    )  # fmt: skip
    assert all(one != plain for one, plain in zip(full, Settings(), strict=True))
    assert restore(flatten(full), "folder") == full
    empty = Settings("", (), include=())
    assert restore(flatten(empty), "") == empty
    assert restore(flatten(Settings()), "") == Settings()
    assert restore(flatten(None), "") is None
