"""Finds the configuration of each file: the nearest upwards, each one read once."""

import os

from specc.config.read import OWN, PROJECT, Memory, read_settings
from specc.config.settings import ConfigurationRefused, Settings
from specc.files.read import is_regular


class Configurations:
    """The configurations of one run.

    With `only` there is that one for all files, its globs counted from the current folder; an
    empty `only` is no file at all, and None is the search.
    """

    def __init__(self, only: str | None = None, memory: Memory | None = None) -> None:
        self._memory = memory
        self._known: dict[str, Settings] = {}
        self._only: Settings | None = None
        if only is not None:
            self._only = _given(only) if only else Settings(os.getcwd())

    def around(self, folder: str) -> Settings:
        """The configuration of the files in a folder, which is an absolute path.

        Raises ConfigurationRefused and OSError as `read_settings` does.
        """
        if self._only is not None:
            return self._only
        passed = []
        found = self._known.get(folder)
        while found is None:
            passed.append(folder)
            above = os.path.dirname(folder)
            found = self._inside(folder) or self._known.get(above)
            if found is None and above == folder:
                found = Settings(folder)
            folder = above
        self._known.update(dict.fromkeys(passed, found))
        return found

    def _inside(self, folder: str) -> Settings | None:
        """The configuration that stands in a folder itself."""
        for name in (OWN, PROJECT):
            path = os.path.join(folder, name)
            found = read_settings(path, folder, self._memory) if is_regular(path) else None
            if found is not None:
                return found
        return None


def _given(path: str) -> Settings:
    found = read_settings(path, os.getcwd())
    if found is None:
        raise ConfigurationRefused(f"`{path}` has no `[tool.specc]`")
    return found
