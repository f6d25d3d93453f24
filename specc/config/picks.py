"""Which files a search in folders takes, as `include` and `exclude` say."""

import os

from specc.config.find import Configurations
from specc.config.glob import covers, inside, means
from specc.config.settings import INCLUDE, Settings
from specc.files.search import is_spec


class Picks:
    """The files and folders that the configurations leave to be checked."""

    def __init__(self, configurations: Configurations) -> None:
        self._configurations = configurations

    def folder(self, path: str) -> bool:
        """Whether a folder is searched."""
        return not self.excludes(path)

    def file(self, path: str) -> bool:
        """Whether a file that was come upon is checked."""
        settings = self._around(path)
        if settings.include == INCLUDE:
            included = is_spec(path)
        else:
            place = inside(settings.folder, path)
            included = any(means(place, glob) for glob in settings.include)
        return included and not self.excludes(path)

    def excludes(self, path: str) -> bool:
        """Whether a path, or a folder around it, is excluded."""
        settings = self._around(path)
        if not settings.exclude:
            return False
        place = inside(settings.folder, path)
        return any(covers(place, glob) for glob in settings.exclude)

    def _around(self, path: str) -> Settings:
        return self._configurations.around(os.path.dirname(os.path.abspath(path)))
