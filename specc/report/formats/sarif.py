"""`sarif`: the Static Analysis Results Interchange Format 2.1.0, as code scanning reads it.

Section numbers are those of the standard,
https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

import json
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from specc import __version__
from specc.report.record import Record, Spot
from specc.report.rulebook import REFERENCES, WHAT, WHY, Entry, entry, load, subjects
from specc.report.visible import cut

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {"error": "error", "warning": "warning", "info": "note"}
PROBLEMS = {"error": "error", "warning": "warning", "info": "recommendation"}
"""The severities as GitHub calls them in the properties of a rule."""
ROOT = "%SRCROOT%"
"""What relative paths are relative to; whoever reads the log knows where that is."""
FINGERPRINT = "speccFinding/v1"
LONGEST_TEXT = 1024
"""Characters of a description that GitHub takes."""


def render(records: Iterable[Record], files: Sequence[str]) -> str:
    """A log of one run."""
    found = list(records)
    names = sorted({one.rule for one in found})
    driver = {"name": "specc", "version": __version__, "rules": _rules(names, found)}
    seen: Counter[str] = Counter()
    results = [_result(one, names.index(one.rule), seen) for one in found]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _rules(names: list[str], found: list[Record]) -> list[dict[str, Any]]:
    known = subjects()
    severities = {one.rule: one.severity for one in found}
    return [
        _rule(entry(load(known[name], name))) if name in known else _bare(name, severities[name])
        for name in names
    ]


def _rule(rule: Entry) -> dict[str, Any]:
    """What is known of a rule (3.49)."""
    texts = {WHAT: rule.what, WHY: rule.why, REFERENCES: rule.references}
    parts = [(title.rstrip(":"), text) for title, text in texts.items() if text]
    help = "\n\n".join(f"{title}\n{text}" for title, text in parts)
    markdown = "\n\n".join(f"### {title}\n\n{text}" for title, text in parts)
    return {
        "id": rule.name,
        "shortDescription": _message(cut(rule.summary, LONGEST_TEXT)),
        "fullDescription": _message(cut(" ".join(rule.what.split()), LONGEST_TEXT)),
        "help": _message(help) | {"markdown": _text(markdown)},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {"tags": [rule.subject], "problem.severity": PROBLEMS[rule.severity]},
    }


def _bare(name: str, severity: str) -> dict[str, Any]:
    """A rule without a file: GitHub wants every text, and none may be empty."""
    said = _message(name.replace("-", " "))
    return {
        "id": name,
        **dict.fromkeys(("shortDescription", "fullDescription", "help"), said),
        "defaultConfiguration": {"level": LEVELS[severity]},
    }


def _result(one: Record, index: int, seen: Counter[str]) -> dict[str, Any]:
    """A finding (3.27)."""
    place = Spot(*one[:5], one.label)
    result: dict[str, Any] = {
        "ruleId": one.rule,
        "ruleIndex": index,
        "level": LEVELS[one.severity],
        "message": _message(f"{one.message}\nhelp: {one.help}" if one.help else one.message),
        "locations": [_location(place)],
        "partialFingerprints": {FINGERPRINT: _fingerprint(one, seen)},
    }
    if one.related:
        result["relatedLocations"] = [
            {"id": number, **_location(spot)} for number, spot in enumerate(one.related, 1)
        ]
    if one.safety:
        result["fixes"] = [_fix(one)]
    return result


def _fingerprint(one: Record, seen: Counter[str]) -> str:
    """The same for a finding whose line has moved: of rule, file, message and how often before."""
    said = "\0".join((one.rule, one.file, one.message))
    seen[said] += 1
    data = f"{said}\0{seen[said]}".encode(errors="surrogatepass")
    return blake2b(data, digest_size=16).hexdigest()


def _fix(one: Record) -> dict[str, Any]:
    """How a finding could be mended (3.55), the changes of each file together."""
    changes: dict[str, list[dict[str, Any]]] = {}
    for spot in one.edits:
        change = {"deletedRegion": _region(spot), "insertedContent": {"text": spot.text}}
        changes.setdefault(spot.file, []).append(change)
    return {
        "description": _message(one.fix),
        "artifactChanges": [
            {"artifactLocation": _artifact(file), "replacements": replacements}
            for file, replacements in changes.items()
        ],
        "properties": {"safety": one.safety},
    }


def _location(spot: Spot) -> dict[str, Any]:
    physical = {"artifactLocation": _artifact(spot.file), "region": _region(spot)}
    message = {"message": _message(spot.text)} if spot.text else {}
    return {"physicalLocation": physical, **message}


def _region(spot: Spot) -> dict[str, int]:
    _, line, column, end_line, end_column, _ = spot
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}


def _artifact(file: str) -> dict[str, str]:
    if os.path.isabs(file):
        return {"uri": PurePath(file).as_uri()}
    uri = quote(file.replace(os.sep, "/").encode(errors="surrogateescape"))
    return {"uri": uri, "uriBaseId": ROOT}


def _message(text: str) -> dict[str, str]:
    return {"text": _text(text)}


def _text(text: str) -> str:
    """The text with braces doubled, as they mark placeholders (3.11.5), and without links (3.11.6).

    A name in a spec could look like one.
    """
    return text.replace("{", "{{").replace("}", "}}").replace("](", "] (")
