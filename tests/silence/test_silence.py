"""What people really write: models and trainings of tutorials and papers are left in peace."""

from pathlib import Path

import pytest

from specc.diagnostics import Severity
from specc.driver import check
from specc.files.workspace import Workspace

SPECS = sorted((Path(__file__).parent / "specs").glob("*.spec"))


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_no_warning_and_no_error(path: Path) -> None:
    workspace = Workspace()
    found = check(workspace.open(str(path)).source, workspace.load).diagnostics
    assert [(d.rule, d.message) for d in found if d.severity is not Severity.INFO] == []
