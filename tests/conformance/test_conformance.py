"""What specc says about the conformance specs: findings, parameters, output shapes."""

import json
import subprocess
import sys

import pytest

from tests.spec_file import checked

from .family import EXPECTED, FINDINGS, FOLDER


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_findings(name: str) -> None:
    found = checked(FOLDER / "specs" / name)
    assert {one.rule for one in found.diagnostics} == FINDINGS[name]
    assert {*found.models, *found.broken} == EXPECTED[name].keys()


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_summary(name: str) -> None:
    line = [sys.executable, "-m", "specc", "summary", str(FOLDER / "specs" / name), "--json"]
    ran = subprocess.run(line, capture_output=True, text=True, check=True)
    keys = ("trainable", "fixed", "outputs")
    found = {one["model"]: {key: one[key] for key in keys} for one in json.loads(ran.stdout)}
    assert found == EXPECTED[name]
