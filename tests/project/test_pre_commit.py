"""The hooks for pre-commit, run by pre-commit itself in a repository that uses them."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent.parent
PARTS = (
    "specc", "backends", "grammar", "pyproject.toml", "README.md", "LICENSE",
    ".pre-commit-hooks.yaml",
)  # fmt: skip
"""What the hooks are installed from."""

CLEAN = """\
model Net {
    input image: [28, 28, 1]
    Conv2D(32, kernel=3, bias=false) -> BatchNorm -> ReLU
    GlobalAvgPool
    Dense(10)
}
"""
BROKEN = CLEAN.replace("Dense(10)", "Linear(10)")
BIASED = CLEAN.replace(", bias=false", "")
UNTIDY = CLEAN.replace("    ", " ")

CONFIG = """\
repos:
  - repo: {repository}
    rev: {commit}
    hooks:
      - id: specc-check
      - id: specc-fix
      - id: specc-format
"""


class Ran(NamedTuple):
    """What a hook left behind: its exit code, what it printed, and the spec."""

    code: int
    out: str
    spec: str


Hook = Callable[[str, str], Ran]


def run(*command: str, folder: Path, home: Path) -> subprocess.CompletedProcess[str]:
    """A command in a folder, with nobody's settings of git."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "GIT_", "PRE_"))}
    who = {
        f"GIT_{role}_{what}": "specc@localhost"
        for role in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    alone = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}
    env = {**kept, **who, **alone, "PRE_COMMIT_HOME": str(home)}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


def repository(folder: Path, home: Path) -> str:
    """Make a folder a repository with everything in it committed, and give the commit."""
    for command in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "all")):
        made = run("git", *command, folder=folder, home=home)
        assert made.returncode == 0, made.stderr
    return run("git", "rev-parse", "HEAD", folder=folder, home=home).stdout.strip()


def copied(tool: Path) -> None:
    """The checkout in another folder, whatever of it is committed."""
    for part in PARTS:
        if (ROOT / part).is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / part, tool / part, ignore=ignored)
        else:
            shutil.copy(ROOT / part, tool / part)


@pytest.fixture(scope="module")
def hook(tmp_path_factory: pytest.TempPathFactory) -> Hook:
    """`hook("specc-check", text)`: what one hook does about a spec of that text, `net.spec`."""
    top = tmp_path_factory.mktemp("hooks")
    home, tool, project = (top / name for name in ("home", "tool", "project"))
    for folder in (home, tool, project):
        folder.mkdir()
    copied(tool)
    config = CONFIG.format(repository=tool, commit=repository(tool, home))
    (project / ".pre-commit-config.yaml").write_text(config, encoding="utf-8")
    (project / "notes.txt").write_text("model {", encoding="utf-8")
    repository(project, home)
    spec = project / "net.spec"

    def use(name: str, text: str) -> Ran:
        spec.write_text(text, encoding="utf-8")
        run("git", "add", "-A", folder=project, home=home)
        command = (sys.executable, "-m", "pre_commit", "run", name, "--all-files")
        ran = run(*command, folder=project, home=home)
        return Ran(ran.returncode, ran.stdout + ran.stderr, spec.read_text(encoding="utf-8"))

    return use


@pytest.mark.parametrize("name", ["specc-check", "specc-fix", "specc-format"])
def test_a_clean_spec_passes_and_stays(hook: Hook, name: str) -> None:
    ran = hook(name, CLEAN)
    assert (ran.code, ran.spec) == (0, CLEAN), ran.out
    assert "Passed" in ran.out


def test_a_finding_fails_and_is_shown(hook: Hook) -> None:
    ran = hook("specc-check", BROKEN)
    assert (ran.code, ran.spec) == (1, BROKEN), ran.out
    assert "error[unknown-layer]: there is no layer or block `Linear`" in ran.out
    assert "--> net.spec:5:5" in ran.out


def test_fix_mends_and_fails_once(hook: Hook) -> None:
    ran = hook("specc-fix", BIASED)
    assert (ran.code, ran.spec) == (1, CLEAN), ran.out
    assert "files were modified by this hook" in ran.out
    assert hook("specc-fix", ran.spec).code == 0


def test_format_writes_and_fails_once(hook: Hook) -> None:
    ran = hook("specc-format", UNTIDY)
    assert (ran.code, ran.spec) == (1, CLEAN), ran.out
    assert "files were modified by this hook" in ran.out
    assert hook("specc-format", ran.spec).code == 0
