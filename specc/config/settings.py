"""What a configuration file says, every value checked."""

from collections.abc import Mapping

from specc.namedtuple import NamedTuple

INCLUDE = ("*.spec",)


class Settings(NamedTuple):
    """One configuration; the defaults are those of a project without any.

    `folder` is where its globs count from, and `select` is None where nothing is selected.
    """

    folder: str = ""
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    severity: Mapping[str, str] = {}
    fail_on: str = "warning"
    max_params: int | None = None
    max_memory: int | None = None
    max_macs: int | None = None
    include: tuple[str, ...] = INCLUDE
    exclude: tuple[str, ...] = ()


class ConfigurationRefused(Exception):
    """Why a configuration cannot be used, in one line for the user."""
