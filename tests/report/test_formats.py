"""The forms of output for programs: what they say, and that no name in a spec can break them."""

import json
import re
import xml.etree.ElementTree as ElementTree
from types import ModuleType

import pytest

from specc.report.formats import concise, github, junit
from specc.report.formats import json as json_format
from specc.report.record import Record
from specc.report.visible import visible

from .findings import HOSTILE, SPEC, found_in, hostile

FOUND = found_in(SPEC)
every_text = pytest.mark.parametrize("text", HOSTILE, ids=ascii)


def one(rule: str) -> Record:
    """The finding of a rule in `SPEC`."""
    return next(record for record in FOUND if record.rule == rule)


def test_concise_is_one_line_a_finding() -> None:
    assert concise.render(FOUND, ["a.spec"]).splitlines() == [
        "a.spec:4:5: info[bias-before-batch-norm] the 32 biases of `Conv2D` have no effect: the"
        " `BatchNorm` behind it subtracts them [*]",
        "a.spec:6:19: error[softmax-single-unit] a softmax over axis 0 of [1] is 1 for every input",
        "a.spec:10:24: error[invalid-setting] `trainable` of `Dense` must be `true` or `false`,"
        ' got "🚀"',
        "a.spec:10:29: error[unknown-setting] `Dense` has no setting `bais`",
        "a.spec:11:5: error[unknown-layer] there is no layer or block `Linear`",
    ]


@every_text
def test_concise_stays_on_one_printable_line(text: str) -> None:
    line = concise.render([hostile(text)], [text])
    assert line.isprintable()
    assert line.endswith(" [*]")


def test_json_says_how_to_mend_and_what_is_related() -> None:
    (found,) = json.loads(json_format.render([one("bias-before-batch-norm")], ["a.spec"]))
    place = {"file": "a.spec", "line": 4, "end_line": 4}
    assert found["related"] == [
        {**place, "column": 29, "end_column": 38, "message": "subtracts the mean of each channel"}
    ]
    edit = {**place, "column": 24, "end_column": 24, "text": ", bias=false"}
    assert found["fix"] == {"title": "leave the bias out", "safety": "safe", "edits": [edit]}


def test_json_of_a_finding_without_a_fix() -> None:
    (found,) = json.loads(json_format.render([one("unknown-layer")], ["a.spec"]))
    assert (found["fix"], found["related"], found["help"]) == (
        None,
        [],
        "did you mean `Dense`?",
    )


@every_text
def test_json_gives_every_text_back(text: str) -> None:
    (found,) = json.loads(json_format.render([hostile(text)], [text]))
    given = (found["file"], found["message"], found["fix"]["edits"][0]["text"])
    assert given == (text, text, text)


def test_github_commands() -> None:
    lines = github.render(FOUND, ["a.spec"]).splitlines()
    assert lines[0] == (
        "::notice file=a.spec,line=4,endLine=4,col=5,endColumn=25,"
        "title=specc (bias-before-batch-norm)::the 32 biases of `Conv2D` have no effect: the"
        " `BatchNorm` behind it subtracts them%0Ahelp: `bias=false` leaves them out"
    )
    assert [line.split()[0] for line in lines] == ["::notice", *["::error"] * 4]


def test_github_takes_no_columns_of_several_lines() -> None:
    command = github.render([FOUND[0]._replace(end_line=9)], ["a.spec"])
    assert command.startswith("::notice file=a.spec,line=4,endLine=9,title=")


@every_text
def test_github_reads_one_command_with_these_properties(text: str) -> None:
    command = github.render([hostile(text)], [text])
    assert command.isprintable()
    head, _, message = command.removeprefix("::").partition("::")
    name, _, properties = head.partition(" ")
    given = dict(part.split("=", 1) for part in properties.split(","))
    assert name == "error"
    assert list(given) == ["file", "line", "endLine", "col", "endColumn", "title"]
    assert unescaped(given["file"]) == visible(text)
    assert unescaped(given["title"]) == visible(f"specc ({text})")
    assert unescaped(message) == f"{visible(text)}\nhelp: {visible(text)}"


def unescaped(text: str) -> str:
    """What GitHub makes of a property or a message."""
    return re.sub("%(0D|0A|3A|2C|25)", lambda found: chr(int(found[1], 16)), text)


def test_junit_has_a_suite_for_each_file() -> None:
    root = ElementTree.fromstring(junit.render(FOUND, ["clean.spec", "a.spec"]))
    assert root.attrib == {"name": "specc", "tests": "6", "failures": "4", "errors": "0"}
    clean, broken = root
    assert clean.attrib == {"name": "clean.spec", "tests": "1", "failures": "0", "errors": "0"}
    assert [case.get("name") for case in clean] == ["no findings"]
    assert broken.attrib == {"name": "a.spec", "tests": "5", "failures": "4", "errors": "0"}
    tags = [[part.tag for part in case] for case in broken]
    assert tags == [["system-out"], *[["failure"]] * 4]


def test_junit_says_where_and_how_to_mend() -> None:
    (failure,) = ElementTree.fromstring(junit.render([one("unknown-layer")], [])).iter("failure")
    assert failure.attrib == {"message": "there is no layer or block `Linear`", "type": "error"}
    assert failure.text == (
        "a.spec:11:5: error[unknown-layer] there is no layer or block `Linear`\n"
        "help: did you mean `Dense`?"
    )


def test_junit_names_are_unique_and_survive_a_moved_line() -> None:
    twice = [FOUND[0], FOUND[0]._replace(line=9)]
    cases = list(ElementTree.fromstring(junit.render(twice, ["a.spec"])).iter("testcase"))
    names = [case.get("name") for case in cases]
    assert names == [f"{FOUND[0].rule}: {FOUND[0].message}", f"{names[0]} (2)"]
    assert [case.get("line") for case in cases] == ["4", "9"]


@every_text
def test_junit_is_xml(text: str) -> None:
    root = ElementTree.fromstring(junit.render([hostile(text)], [text]).encode())
    assert [element.tag for element in root.iter()] == [
        "testsuites",
        "testsuite",
        "testcase",
        "failure",
    ]


@pytest.mark.parametrize(
    ("form", "nothing"),
    [
        (concise, ""),
        (json_format, "[]"),
        (github, ""),
    ],
)
def test_nothing_found(form: ModuleType, nothing: str) -> None:
    assert form.render([], ["a.spec"]) == nothing
