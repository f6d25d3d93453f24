"""`specc verify` as a command."""

import json
import subprocess
import sys

import pytest

from tests.cli.conftest import Specc, Write, specc, write

__all__ = ["specc", "write"]

PAIR = """\
model One {
    input x: [4]
    Dense(3)
}
model Two {
    input x: [4]
    Dense(2)
}
"""


def test_table_and_json(specc: Specc, write: Write) -> None:
    write("specs/a.spec", PAIR)
    ran = specc("verify", "specs", "--backend", "pytorch")
    assert (ran.code, ran.err) == (0, "")
    rows = [line.split() for line in ran.out.splitlines()[2:4]]
    assert [row[:5] for row in rows] == [
        ["One", "ok", "15", "12", "-"],
        ["Two", "ok", "10", "8", "-"],
    ]
    assert ran.out.splitlines()[-1] == "2 models are as specs say"
    ran = specc("verify", "specs/a.spec", "--backend", "pytorch", "--model", "Two", "--json")
    found = json.loads(ran.out)
    assert found["ok"] is True
    assert [(one["model"], one["macs"]) for one in found["models"]] == [("Two", 8)]


def test_spec_with_an_error_is_told_and_not_run(specc: Specc, write: Write) -> None:
    write("a.spec", "model M {\n    input x: [4]\n    Dens(3)\n}\n")
    ran = specc("verify", "a.spec", "--json")
    assert ran.code == 1
    assert json.loads(ran.out) == {"ok": False, "models": [], "unread": ["a.spec"]}
    assert "`Dens`" in ran.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("a.spec", "--backend", "torch"), "there is no backend `torch`"),
        (("a.spec", "--model", "Oen"), "has no model `Oen`; did you mean `One`?"),
        (("a.spec", "b.spec", "--model", "Three"), "there is no model `Three` to verify"),
        (("none.spec",), "there is no file or folder `none.spec`"),
        ((), "Missing argument 'PATH...'"),
    ],
)
def test_usage(specc: Specc, write: Write, arguments: tuple[str, ...], told: str) -> None:
    write("a.spec", PAIR)
    write("b.spec", PAIR)
    ran = specc("verify", *arguments)
    assert ran.code == 2
    assert told in ran.err


def test_missing_framework(specc: Specc, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("specc.cli.verify.find_spec", lambda name: None)
    write("a.spec", PAIR)
    ran = specc("verify", "a.spec", "--backend", "keras")
    assert (ran.code, ran.err) == (
        2,
        "specc: `keras` is not installed; run `pip install specc[keras]`\n",
    )


def test_specc_itself_imports_no_framework() -> None:
    code = "import sys, specc.cli.verify; print({'torch', 'keras', 'numpy'} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "set()\n"
