"""docs/weights.md lists the arrays that the layers have."""

import subprocess
import sys

from tests.spec_file import ROOT


def test_page_is_current() -> None:
    line = [sys.executable, str(ROOT / "tools" / "weights_page.py"), "--check"]
    ran = subprocess.run(line, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
