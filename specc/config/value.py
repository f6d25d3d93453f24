"""The values of settings in a configuration: each reader gives what a check works with.

They raise `Refused` with what follows the setting's name in a message: `takes ..., got ...`.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from specc.diagnostics import SEVERITIES
from specc.options import ALL, DEFAULT
from specc.rules.names import all_names, is_subject, named
from specc.suggest import did_you_mean

MOST = 2**63 - 1

UNITS = {
    "b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "tb": 10**12,
    "kib": 2**10, "mib": 2**20, "gib": 2**30, "tib": 2**40,
}  # fmt: skip
MEMORY = 'a number of bytes, or text such as "16 GiB"'


class Refused(Exception):
    """What is wrong with a value."""


def selection(value: Any) -> tuple[str, ...]:
    """Names of rules and subjects, `all` and `default`."""
    return tuple(selectable(name) for name in _texts(value, "names"))


def ignored(value: Any) -> tuple[str, ...]:
    """Names of rules and subjects that a user may do without."""
    return tuple(ignorable(name) for name in _texts(value, "names"))


def by_file(value: Any) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Globs, and what is ignored in the files that they mean; `all` stands for every rule."""
    found = []
    for pattern, names in _table(value, "globs and lists of names"):
        try:
            listed = _texts(names, "names")
            allowed = tuple(name if name == ALL else ignorable(name) for name in listed)
        except Refused as fault:
            raise Refused(f"of `{pattern}` {fault}") from None
        found.append((glob(pattern), allowed))
    return tuple(found)


def severities(value: Any) -> dict[str, str]:
    """Rules, and how severe their findings are."""
    found: dict[str, str] = {}
    for rule, word in _table(value, "rules and severities"):
        _refuse_fatal(rule)
        try:
            found[rule] = severity(word)
        except Refused as fault:
            raise Refused(f"of `{rule}` {fault}") from None
    return found


def severity(value: Any) -> str:
    """`error`, `warning` or `info`."""
    if isinstance(value, str) and value in SEVERITIES:
        return value
    near = did_you_mean(value, SEVERITIES) if isinstance(value, str) else ""
    raise Refused(_join(f"takes `error`, `warning` or `info`, got {_show(value)}", near))


def count(value: Any) -> int:
    """A whole number of at least 1; TOML reads `1e9` as a float."""
    return _whole(value, "a whole number of at least 1")


def memory(value: Any) -> int:
    """Bytes, given as a number or with a unit."""
    if not isinstance(value, str):
        return _whole(value, MEMORY)
    text = value.strip()
    number = text.rstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
    unit = UNITS.get(text[len(number) :].lower() or "b")
    try:
        size = float(number.replace("_", "")) if number.strip()[:1].isdecimal() else 0.0
    except ValueError:
        size = 0.0
    if unit is None or not 1 <= size * unit <= MOST:
        raise Refused(f"takes {MEMORY}, got {_show(value)}")
    return int(size * unit)


def globs(value: Any) -> tuple[str, ...]:
    """A list of globs."""
    return tuple(glob(pattern) for pattern in _texts(value, "globs"))


def glob(pattern: str) -> str:
    """One glob."""
    if pattern.startswith("!"):
        raise Refused(f"has the glob {_show(pattern)}, and a glob cannot take back with `!`")
    if not pattern.strip("/. "):
        raise Refused(f"has the glob {_show(pattern)}, which means no file")
    return pattern


def selectable(name: str) -> str:
    """A name that can be selected."""
    if name in (ALL, DEFAULT) or named(name) or is_subject(name):
        return name
    raise Refused(_unknown(name, [ALL, DEFAULT, *all_names()]))


def ignorable(name: str) -> str:
    """A name that can be ignored: no fault that keeps a model from being built."""
    rule = named(name)
    if rule is None and not is_subject(name):
        raise Refused(_unknown(name, all_names()))
    if rule is not None and rule.fatal:
        raise Refused(f"names `{name}`, which keeps a model from being built{_instead(name)}")
    return name


def _instead(rule: str) -> str:
    """What a user may do about a fault that no configuration ignores."""
    from specc.suppress import LOUD  # not above: it imports the compiler

    if rule in LOUD:
        return "; nothing silences it"
    return f"; a comment can silence it where it is: `# specc: ignore[{rule}]`"


READERS: dict[str, Callable[[Any], Any]] = {
    "select": selection,
    "ignore": ignored,
    "per-file-ignores": by_file,
    "severity": severities,
    "fail-on": severity,
    "max-params": count,
    "max-memory": memory,
    "max-macs": count,
    "include": globs,
    "exclude": globs,
}
"""The settings of a configuration."""


def values(table: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of `Settings` that a table gives; a name may have `_` for `-`."""
    found: dict[str, Any] = {}
    for key, value in table.items():
        name = key.replace("_", "-")
        if name not in READERS:
            near = did_you_mean(name, READERS)
            listed = f"it has {', '.join(f'`{one}`' for one in READERS)}"
            raise Refused(f"has no setting `{key}`; {near or listed}")
        field = name.replace("-", "_")
        if field in found:
            raise Refused(f"gives `{name}` twice, once with `_`")
        try:
            found[field] = READERS[name](value)
        except Refused as fault:
            raise Refused(f"`{name}` {fault}") from None
    return found


def _refuse_fatal(rule: str) -> None:
    """Refuse a rule whose severity is not the user's to choose."""
    known = named(rule)
    if known is None:
        raise Refused(_unknown(rule, all_names(), "rule"))
    if known.fatal:
        raise Refused(f"names `{rule}`, which keeps a model from being built and stays an error")


def _unknown(name: str, known: Iterable[str], what: str = "rule or subject") -> str:
    return _join(f"names `{name}`, and there is no such {what}", did_you_mean(name, known))


def _join(message: str, help: str) -> str:
    return f"{message}; {help}" if help else message


def _texts(value: Any, what: str) -> list[str]:
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return value
    raise Refused(f"takes a list of {what}, got {_show(value)}")


def _table(value: Any, what: str) -> Iterable[tuple[str, Any]]:
    if isinstance(value, dict):
        return value.items()
    raise Refused(f"takes a table of {what}, got {_show(value)}")


def _whole(value: Any, what: str) -> int:
    if type(value) in (int, float) and value == value and 1 <= value <= MOST and value % 1 == 0:
        return int(value)
    raise Refused(f"takes {what}, got {_show(value)}")


def _show(value: Any) -> str:
    """A value as TOML writes it; a spec's constants are written the same."""
    from specc.kind import show  # not above: no setting needs it that is right

    return show(value)
