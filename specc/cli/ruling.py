"""How each file is to be checked: its configuration, and what the command line adds to it.

`--select` takes the place of the configuration's `select`, and what it names is no longer ignored
there; `--extend-select` and `--ignore` are added. What a configuration ignores in some files stays
ignored in them.
"""

import os
from typing import TYPE_CHECKING, Any

from specc.cache import Cache
from specc.cli.asked import Asked
from specc.config.find import Configurations
from specc.config.settings import ConfigurationRefused, Settings
from specc.diagnostics import SEVERITIES, Severity
from specc.options import ALL, DEFAULT, Options

if TYPE_CHECKING:
    from specc.config.picks import Picks

# What only some command lines and configurations need is imported in the functions that need it: a
# check that is in the cache takes no longer than its imports.


class Rulings:
    """The options of each file of one run, and which of its findings make it fail.

    Raises ConfigurationRefused, here and later, for what the user cannot have meant.
    """

    def __init__(self, asked: Asked, cache: Cache | None = None) -> None:
        self._asked = asked
        self._selected = frozenset((*(asked.select or ()), *asked.extend_select))
        self._made: dict[tuple[int, frozenset[str]], Options] = {}
        self._keys: dict[int, str] = {}
        if self._selected or asked.ignore:
            _refuse_unknown(asked)
        self._configurations = Configurations("" if asked.isolated else asked.config, cache)

    def picks(self) -> "Picks":
        """What the configurations leave of a folder."""
        from specc.config.picks import Picks

        return Picks(self._configurations)

    def options(self, path: str) -> Options:
        """What is asked of the check of a file."""
        settings = self._around(path)
        here = self._ignored_here(settings, path)
        key = (id(settings), here)
        if key not in self._made:
            self._made[key] = self._options(settings, here)
        return self._made[key]

    def key(self, path: str) -> str:
        """The same as a text that differs where the options do."""
        options = self.options(path)
        if id(options) not in self._keys:
            self._keys[id(options)] = key(options)
        return self._keys[id(options)]

    def fails(self, path: str, severity: str) -> bool:
        """Whether a finding of that severity in a file makes the exit code 1."""
        least = self._asked.fail_on or self._around(path).fail_on
        return SEVERITIES.index(severity) <= SEVERITIES.index(least)

    def _around(self, path: str) -> Settings:
        return self._configurations.around(os.path.dirname(os.path.abspath(path)))

    def _options(self, settings: Settings, here: frozenset[str]) -> Options:
        asked = self._asked
        selected = asked.select if asked.select is not None else settings.select or ()
        if asked.extend_select:
            selected = (*(selected or (DEFAULT,)), *asked.extend_select)
        ignored = (frozenset(settings.ignore) - self._selected).union(asked.ignore, here)
        severities = {rule: Severity(word) for rule, word in settings.severity.items()}
        budgets = (settings.max_params, settings.max_memory, settings.max_macs)
        return Options(frozenset(selected), ignored, severities, *budgets, data=asked.data)

    def _ignored_here(self, settings: Settings, path: str) -> frozenset[str]:
        """The rules that a configuration ignores in this file, subjects taken apart.

        A rule that is selected by its own name would otherwise run although its subject is ignored.
        """
        if not settings.per_file_ignores:
            return frozenset()
        from specc.config.glob import covers, inside

        place = inside(settings.folder, path)
        meant = [names for glob, names in settings.per_file_ignores if covers(place, glob)]
        return frozenset(rule for names in meant for name in names for rule in _rules(name))


def key(options: Options) -> str:
    """A text that differs where the options do; what only lets rules open data is no part of it."""
    return repr([_plain(value) for name, value in options._asdict().items() if name != "rows"])


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    return sorted(value.items()) if isinstance(value, dict) else value


def _rules(name: str) -> list[str]:
    from specc.rules.names import all_rules, rules_of

    return list(all_rules()) if name == ALL else rules_of(name) or [name]


def _refuse_unknown(asked: Asked) -> None:
    from specc.config.value import Refused, ignorable, selectable

    given = {
        "--select": (asked.select or (), selectable),
        "--extend-select": (asked.extend_select, selectable),
        "--ignore": (asked.ignore, ignorable),
    }
    for flag, (names, allow) in given.items():
        for name in names:
            try:
                allow(name)
            except Refused as fault:
                raise ConfigurationRefused(f"`{flag}` {fault}") from None
