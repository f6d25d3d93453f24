"""What an edit may not do."""

from collections import Counter
from collections.abc import Sequence

from specc.cli.outcome import Outcome
from specc.diagnostics import SEVERITIES
from specc.source import Source
from specc.suppress.comment import ASK, HERE, WHOLE_FILE
from specc.syntax.parse import parse


def loses_comment(before: bytes, after: bytes) -> bool:
    """Whether a comment is gone; those that suppress findings may go."""
    lost = _comments(before) - _comments(after)
    asks = [ASK.match(text) for text in lost]
    return any(ask is None or ask["word"] not in (HERE, WHOLE_FILE) for ask in asks)


def new_error(before: Outcome, after: Outcome, alone: bool) -> str:
    """An error that was not there: a text that cannot be read any more has one as well.

    Where an edit is tried out `alone`, the message of another finding may change. Several are held
    against the messages as well: the error that one brings is not made up for by another one.
    """
    return _gained(before, after, alone, ("error",))


def new_finding(before: Outcome, after: Outcome, alone: bool) -> str:
    """A finding that was not there, or none less."""
    gained = _gained(before, after, alone, SEVERITIES)
    return gained or ("silence nothing" if len(after.found) >= len(before.found) else "")


def _gained(before: Outcome, after: Outcome, alone: bool, severities: Sequence[str]) -> str:
    if after.problem and not before.problem:
        return f"make the check fail: {after.problem}"
    gained = _said(after, alone, severities) - _said(before, alone, severities)
    rules = sorted({f"`{rule}`" for rule, _ in gained})
    return f"bring a new finding: {', '.join(rules)}" if rules else ""


def _said(outcome: Outcome, alone: bool, severities: Sequence[str]) -> Counter[tuple[str, str]]:
    records = (one.record for one in outcome.found if one.record.severity in severities)
    return Counter((record.rule, "" if alone else record.message) for record in records)


def _comments(data: bytes) -> Counter[str]:
    source = Source("", data.decode("utf-8-sig"))
    return Counter(source.cut(one.span).strip() for one in parse(source).module.comments)
