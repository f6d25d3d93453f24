"""`junit`: the XML of test reports, as GitLab, Jenkins and others read it.

A file is a test suite. Each finding is a test case of it: an error or a warning fails, a remark
passes and prints. A file without a finding is one test case that passes. GitLab knows a test case
by its class and its name and leaves repeated ones out, so that no two have the same; the name has
no line number, for a finding to be the same one after its line has moved.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from specc.report.record import Record
from specc.report.visible import visible

ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


def render(records: Iterable[Record], files: Sequence[str]) -> str:
    """The whole document."""
    suites: dict[str, list[Record]] = {file: [] for file in files}
    for one in records:
        suites.setdefault(one.file, []).append(one)
    tests = sum(len(found) or 1 for found in suites.values())
    failures = sum(map(_failures, suites.values()))
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f"<testsuites{_attributes(name='specc', tests=tests, failures=failures, errors=0)}>",
            *(line for file, found in suites.items() for line in _suite(file, found)),
            "</testsuites>",
        ]
    )


def _suite(file: str, found: list[Record]) -> Iterator[str]:
    counts = _attributes(tests=len(found) or 1, failures=_failures(found), errors=0)
    yield f"  <testsuite{_attributes(name=file)}{counts}>"
    if not found:
        yield f"    <testcase{_attributes(classname=file, name='no findings', file=file)}/>"
    seen: Counter[str] = Counter()
    for one in found:
        name = visible(f"{one.rule}: {one.message}")
        seen[name] += 1
        again = f" ({seen[name]})" if seen[name] > 1 else ""
        place = _attributes(classname=file, name=name + again, file=file, line=one.line)
        yield f"    <testcase{place}>"
        yield f"      {_said(one)}"
        yield "    </testcase>"
    yield "  </testsuite>"


def _said(one: Record) -> str:
    where = f"{one.file}:{one.line}:{one.column}: {one.severity}[{one.rule}] {one.message}"
    help = f"\nhelp: {_escaped(one.help)}" if one.help else ""
    text = _escaped(where) + help
    if not _fails(one):
        return f"<system-out>{text}</system-out>"
    return f"<failure{_attributes(message=one.message, type=one.severity)}>{text}</failure>"


def _failures(found: list[Record]) -> int:
    return sum(map(_fails, found))


def _fails(one: Record) -> bool:
    return one.severity != "info"


def _attributes(**given: str | int) -> str:
    return "".join(f' {name}="{_escaped(str(value))}"' for name, value in given.items())


def _escaped(text: str) -> str:
    """The text as XML 1.0 can hold it: `visible` leaves no character that it forbids."""
    return visible(text).translate(ESCAPES)
