"""A configuration as texts, for the cache: what was read once is not parsed again.

The texts may be somebody else's, so whatever they make is of the right types and no more than that.
"""

from collections.abc import Iterator
from typing import Any

from specc.config.settings import Settings
from specc.diagnostics import SEVERITIES

LISTS = ("select", "ignore", "include", "exclude")
NUMBERS = ("max_params", "max_memory", "max_macs")
NOTHING = ""
"""Stands in a list that was given and is empty; no name and no glob is."""


def flatten(settings: Settings | None) -> list[str]:
    """What a file says; nothing at all for a project that says nothing."""
    if settings is None:
        return []
    return ["settings", *(part for row in _rows(settings) for part in row)]


def restore(parts: list[str], folder: str) -> Settings | None:
    """The settings of these texts. Raises ValueError for what `flatten` did not make."""
    if not parts:
        return None
    found: dict[str, Any] = {"severity": {}, "per_file_ignores": ()}
    rows = zip(*[iter(parts[1:])] * 3, strict=True)
    for field, one, other in rows:
        if field in LISTS:
            found[field] = (*found.get(field, ()), *((one,) if one != NOTHING else ()))
        elif field in NUMBERS:
            found[field] = int(one)
        elif field == "per_file_ignores":
            found[field] = (*found[field], (one, (other,)))
        elif field == "severity" and other in SEVERITIES:
            found[field][one] = other
        elif field == "fail_on" and one in SEVERITIES:
            found[field] = one
        else:
            raise ValueError(f"`{field}` is no setting")
    return Settings(folder, **found)


def _rows(settings: Settings) -> Iterator[tuple[str, str, str]]:
    for field in LISTS:
        for name in getattr(settings, field) or ((NOTHING,) if _given(settings, field) else ()):
            yield field, name, ""
    for field in NUMBERS:
        if getattr(settings, field) is not None:
            yield field, str(getattr(settings, field)), ""
    for glob, names in settings.per_file_ignores:
        yield from (("per_file_ignores", glob, name) for name in names)
    yield from (("severity", rule, word) for rule, word in settings.severity.items())
    yield "fail_on", settings.fail_on, ""


def _given(settings: Settings, field: str) -> bool:
    return bool(getattr(settings, field) != Settings._field_defaults[field])
