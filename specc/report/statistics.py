"""How often each rule found something."""

from collections.abc import Iterator, Sequence

from specc.diagnostics import SEVERITIES
from specc.namedtuple import NamedTuple
from specc.report.record import Record
from specc.report.visible import visible


class Count(NamedTuple):
    """A rule, the severity of its findings, how many there are and how many a safe fix mends."""

    rule: str
    severity: str
    count: int  # type: ignore[assignment]  # the field hides tuple.count, which nothing calls
    fixable: int


def counts(records: Sequence[Record]) -> list[Count]:
    """One for each rule and severity, the most frequent first."""
    found: dict[tuple[str, str], list[int]] = {}
    for one in records:
        numbers = found.setdefault((one.rule, one.severity), [0, 0])
        numbers[0] += 1
        numbers[1] += one.safety == "safe"
    made = [Count(rule, severity, *numbers) for (rule, severity), numbers in found.items()]
    return sorted(made, key=lambda one: (-one.count, SEVERITIES.index(one.severity), one.rule))


def as_table(records: Sequence[Record]) -> str:
    """`3  warning  [*] rule` on a line each; the mark stands where all can be mended by `--fix`."""
    return "\n".join(_lines(counts(records)))


def as_json(records: Sequence[Record]) -> str:
    """A JSON list with one object for each rule and severity."""
    import json

    return json.dumps([one._asdict() for one in counts(records)], indent=2)


def _lines(found: list[Count]) -> Iterator[str]:
    wide = max((len(str(one.count)) for one in found), default=0)
    for one in found:
        mark = "[*]" if one.fixable == one.count else "[-]" if one.fixable else "[ ]"
        yield f"{one.count:>{wide}}  {one.severity:<7}  {mark} {visible(one.rule)}"
