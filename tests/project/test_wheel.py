"""The wheel by itself: installed in an empty environment, outside the checkout, it works."""

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


def run(*command: object, folder: Path) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    return subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env=clean,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` folder of an environment that has the wheel and what it depends on, no more."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
    made = run(
        *pip, "wheel", "--no-deps", "--no-build-isolation", "-w", folder, ROOT, folder=folder
    )
    assert made.returncode == 0, made.stderr
    venv.create(folder / "env", with_pip=True)
    binaries = folder / "env" / "bin"
    wheel = next(folder.glob("specc-*.whl"))
    done = run(binaries / "python", *pip[1:], "install", wheel, folder=folder)
    assert done.returncode == 0, done.stderr
    return binaries


def test_first_spec_checks_and_builds(installed: Path, tmp_path: Path) -> None:
    assert run(installed / "specc", "init", folder=tmp_path).returncode == 0
    checked = run(installed / "specc", "check", "model.spec", folder=tmp_path)
    assert (checked.returncode, checked.stdout.strip()) == (0, "no findings in 1 file"), (
        checked.stderr
    )
    for backend in ("pytorch", "keras"):
        built = run(
            installed / "specc",
            "build",
            "model.spec",
            "--backend",
            backend,
            "-o",
            backend,
            folder=tmp_path,
        )
        assert built.returncode == 0, built.stderr
        assert (tmp_path / backend / "train.py").read_text(encoding="utf-8").startswith('"""')


def test_draws_and_imports_from_std(installed: Path, tmp_path: Path) -> None:
    model = "model M {\n    input x: [8, 8, 3]\n    DoubleConv(4)\n}\n"
    text = f"import DoubleConv from std.convolution\n{model}"
    (tmp_path / "m.spec").write_text(text, encoding="utf-8")
    drawn = run(installed / "specc", "draw", "m.spec", "-o", "m.svg", folder=tmp_path)
    assert drawn.returncode == 0, drawn.stderr
    assert (tmp_path / "m.svg").read_text(encoding="utf-8").startswith("<")


def test_needs_no_framework(installed: Path, tmp_path: Path) -> None:
    listed = run(installed / "python", "-m", "pip", "list", "--format", "freeze", folder=tmp_path)
    names = {line.split("==")[0].lower() for line in listed.stdout.splitlines()}
    assert "specc" in names
    assert not names & {"torch", "tensorflow", "tensorflow-cpu", "keras", "numpy", "lark"}
