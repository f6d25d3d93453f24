"""What a run imports, and how it ends, in processes of their own."""

import subprocess
import sys
from pathlib import Path

import pytest

import specc

from .conftest import Write

HEAVY = {
    "torch", "tensorflow", "keras", "numpy", "pydantic", "jinja2", "rich", "graphviz", "lark",
    "click", "inspect", "dataclasses",
}  # fmt: skip

SPEC = """\
model A {
    input x: [8, 8, 1]
    Conv2D(4, kernel=3, activation=relu) -> Flatten
    Linear(10)
}

data digits { source = sklearn(digits) }

train {
    loss      = cross_entropy
    optimizer = adam(lr=1e-3)
}
"""

REPORT = """
import sys
from specc.cli import main
sys.argv = ["specc", *sys.argv[1:]]
main()
print("loaded", *sorted({name.partition(".")[0] for name in sys.modules}))
"""


def python(*arguments: str, folder: object) -> "subprocess.CompletedProcess[str]":
    """Run the interpreter that runs the tests."""
    return subprocess.run(
        [sys.executable, *arguments], cwd=str(folder), capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "a.spec"],
        ["check", "."],
        ["check", "--force-exclude", "--fail-on=error", "--select", "output", "a.spec"],
        ["check", "--fix", "--unsafe-fixes", "a.spec"],
        ["--version"],
        ["--help"],
        [],
    ],
)
def test_modules_that_a_run_loads(write: Write, arguments: list[str]) -> None:
    folder = write("a.spec", SPEC).parent
    ran = python("-c", REPORT, *arguments, folder=folder)
    loaded = set(ran.stdout.splitlines()[-1].split())
    assert "loaded" in loaded
    assert not loaded & HEAVY


@pytest.mark.parametrize(
    ("name", "text", "loads"),
    [
        ("pyproject.toml", "[project]\n", [False, False]),
        ("pyproject.toml", '[tool.specc]\nignore = ["output"]\n', [True, False]),
        ("pyproject.toml", '[project]\ndependencies = ["specc"]\n', [True, False]),
        ("specc.toml", 'exclude = ["old"]\n', [True, False]),
    ],
)
def test_toml_is_read_only_where_something_is_said_and_only_once(
    write: Write, name: str, text: str, loads: list[bool]
) -> None:
    folder = write("a.spec", SPEC).parent
    write(name, text)
    for expected in loads:
        ran = python("-c", REPORT, "check", "a.spec", folder=folder)
        loaded = set(ran.stdout.splitlines()[-1].split())
        assert ("tomllib" in loaded) == expected
        assert not loaded & HEAVY


@pytest.mark.parametrize("arguments", [["summary", "a.spec"], ["draw", "a.spec", "-o", "a.dot"]])
def test_frameworks_are_never_loaded(write: Write, arguments: list[str]) -> None:
    folder = write("a.spec", SPEC.replace("Linear", "Dense")).parent
    ran = python("-c", REPORT, *arguments, folder=folder)
    loaded = set(ran.stdout.splitlines()[-1].split())
    assert not loaded & {"torch", "tensorflow", "keras", "numpy", "pydantic", "jinja2"}


def test_help_names_every_command(write: Write) -> None:
    folder = write("a.spec", SPEC).parent
    listed = python("-m", "specc", "--help", folder=folder).stdout.partition("Commands:\n")[2]
    names = {line.split()[0] for line in listed.splitlines() if line.startswith("  ")}
    files = (Path(specc.__file__).parent / "cli").glob("*.py")
    assert names == {path.stem for path in files if "\ndef command(" in path.read_text()}


@pytest.mark.parametrize(
    ("environment", "encoding"), [("C", "ascii"), ("C.UTF-8", "utf-8"), ("C", "latin-1")]
)
def test_any_output_encoding(write: Write, environment: str, encoding: str) -> None:
    folder = write("a.spec", 'model A { input x: [3] \n Linear(3) # "日本"\n }').parent
    ran = subprocess.run(
        [sys.executable, "-m", "specc", "check", "a.spec"],
        cwd=folder,
        capture_output=True,
        check=False,
        env={"PYTHONIOENCODING": encoding, "LC_ALL": environment},
    )
    assert ran.returncode == 1
    assert ran.stderr == b""


def test_reader_that_leaves(write: Write) -> None:
    folder = write("a.spec", "model A {\n" + "    Linear(3)\n" * 20_000 + "}\n").parent
    command = f"{sys.executable} -m specc check a.spec | head -1"
    ran = subprocess.run(
        command, shell=True, cwd=folder, capture_output=True, text=True, check=False
    )
    assert ran.stderr == ""


def test_standard_input(write: Write) -> None:
    folder = write("a.spec", SPEC).parent
    ran = subprocess.run(
        [sys.executable, "-m", "specc", "check", "-"], input=SPEC, cwd=folder, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 1
    assert "--> <stdin>:4:5" in ran.stdout


def test_debugging_shows_the_traceback(write: Write) -> None:
    folder = write("a.spec", SPEC).parent
    crash = "import specc.cli.judge as c\nc.check = lambda *_, **__: 1 // 0\n"
    ran = subprocess.run(
        [sys.executable, "-c", crash + REPORT, "check", "a.spec"], cwd=folder, capture_output=True,
        text=True, check=False, env={"SPECC_DEBUG": "1"},
    )  # fmt: skip
    assert "ZeroDivisionError" in ran.stderr
    assert "Traceback" in ran.stderr
