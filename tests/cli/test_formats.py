"""`specc check --format`: what a user gets for files of any name."""

import json
import xml.etree.ElementTree as ElementTree
from urllib.parse import unquote

import pytest

from tests.report.test_sarif import VALIDATOR

from .conftest import Specc, Write

BAD = 'model A {\n    input x: [4]\n    Dense(3, bais="🚀\u202e")\n}\n'
NAMES = ("a.spec", "a b,%:ü.spec", "::error::\n.spec", "<&'\">/$(x).spec", "🚀.spec")
every_name = pytest.mark.parametrize("name", NAMES, ids=ascii)


@every_name
def test_sarif_is_valid_and_names_the_file(specc: Specc, write: Write, name: str) -> None:
    write(name, BAD)
    ran = specc("check", "--format", "sarif", ".")
    log = json.loads(ran.out)
    assert [fault.message for fault in VALIDATOR.iter_errors(log)] == []
    (result,) = log["runs"][0]["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert (ran.code, unquote(uri)) == (1, name)


@every_name
def test_json_names_the_file(specc: Specc, write: Write, name: str) -> None:
    write(name, BAD)
    (found,) = json.loads(specc("check", "--format", "json", ".").out)
    assert (found["file"], found["rule"]) == (name, "unknown-setting")


@every_name
def test_junit_is_xml(specc: Specc, write: Write, name: str) -> None:
    write(name, BAD)
    root = ElementTree.fromstring(specc("check", "--format", "junit", ".").out)
    assert root.attrib == {"name": "specc", "tests": "1", "failures": "1", "errors": "0"}


@every_name
@pytest.mark.parametrize("form", ["github", "concise"])
def test_one_line_a_finding(specc: Specc, write: Write, name: str, form: str) -> None:
    write(name, BAD)
    lines = specc("check", "--format", form, ".").out.splitlines()
    assert sum("unknown-setting" in line for line in lines) == 1
    assert all(line.isprintable() for line in lines)


@pytest.mark.parametrize("form", ["json", "sarif", "junit", "github", "concise"])
def test_the_same_bytes_from_the_cache(specc: Specc, write: Write, form: str) -> None:
    write("a.spec", BAD)
    assert specc("check", "--format", form, ".") == specc("check", "--format", form, ".")
