"""Good models are left in peace: no warning and no error under the default selection."""

from pathlib import Path

import pytest

from specc.diagnostics import Severity
from specc.driver import check
from specc.files.workspace import Workspace

ROOT = Path(__file__).parent.parent.parent
FOLDERS = ("specs", "tools", "specc/std", "tests/conformance/specs")
PERCEPTRON = "tests/conformance/specs/xor.spec"
"""It has a perceptron that cannot learn its table."""


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, id=str(path.relative_to(ROOT)))
        for folder in FOLDERS
        for path in sorted((ROOT / folder).rglob("*.spec"))
        if str(path.relative_to(ROOT)) != PERCEPTRON
    ],
)
def test_no_warning_and_no_error(path: Path) -> None:
    workspace = Workspace()
    found = check(workspace.open(str(path)).source, workspace.load).diagnostics
    assert [(d.rule, d.message) for d in found if d.severity is not Severity.INFO] == []


def test_the_perceptron_that_cannot_learn_xor_is_the_one_exception() -> None:
    workspace = Workspace()
    found = check(workspace.open(str(ROOT / PERCEPTRON)).source, workspace.load).diagnostics
    loud = [d.rule for d in found if d.severity is not Severity.INFO]
    assert loud == ["xor-needs-hidden-layer"]
