"""The files of one run: each is read and parsed once, and imports stay below the project's root."""

import os
from collections.abc import Mapping

import specc.std
from specc.diagnostics import Diagnostic
from specc.driver import UNREAD
from specc.files.read import STANDARD_INPUT, Read, decode, is_regular, read, read_standard_input
from specc.files.search import SUFFIX, project_root
from specc.namedtuple import NamedTuple
from specc.resolve.module import Loaded
from specc.source import Source
from specc.suggest import did_you_mean
from specc.syntax import ast
from specc.syntax.parse import parse

STANDARD = "std"
"""The first word of an import from the library that comes with specc."""


class Home(NamedTuple):
    """Where a source lies, links resolved, and the folder that its imports may not leave."""

    path: str
    root: str


class Workspace:
    """Opens specs and loads what they import; `load` is the `specc.resolve.module.Loader`.

    `instead` holds, by path with links resolved, what is read instead of a file's own bytes.
    """

    def __init__(self, instead: Mapping[str, bytes] | None = None) -> None:
        self._instead = instead or {}
        self._homes: dict[str, Home] = {}
        self._loaded: dict[str, Loaded] = {}
        self._roots: dict[str, str] = {}

    def open(self, path: str, shown: str = "") -> Read:
        """The spec at `path`, `-` for standard input, which `shown` gives a name and a place.

        Raises OSError where it cannot be had.
        """
        shown = shown or (STANDARD_INPUT if path == "-" else path)
        real = os.path.realpath(shown)
        if real in self._instead:
            found = decode(self._instead[real], shown)
        else:
            found = read_standard_input(shown) if path == "-" else read(path, shown)
        self._homes[shown] = Home(real, self._root(os.path.dirname(real)))
        return found

    def load(self, importing: Source, declaration: ast.Import) -> Loaded:
        """What an import names, parsed, or why it cannot be had; never raises."""
        if declaration.path is None:
            return self._standard(declaration.module)
        name = declaration.path.value
        if "\0" in name or os.path.isabs(name) or not name.endswith(SUFFIX):
            help = "an import names a `.spec` file by its path from the importing file"
            return Loaded(None, f"`{name}` is not the relative path of a `{SUFFIX}` file", help)
        home = self._homes[importing.path]
        real = os.path.realpath(self.joined(importing, declaration))
        if not real.startswith(os.path.join(home.root, "")):
            return Loaded(None, f"`{name}` lies outside the project's root `{home.root}`")
        shown = os.path.normpath(os.path.join(os.path.dirname(importing.path), name))
        return self._file(real, shown, name, home.root)

    def joined(self, importing: Source, declaration: ast.Import) -> str:
        """Where an import of a file looks, links not resolved; empty for the library's."""
        if declaration.path is None:
            return ""
        return os.path.join(os.path.dirname(self.real(importing)), declaration.path.value)

    def real(self, source: Source) -> str:
        """Where a source lies, links resolved."""
        return self._homes[source.path].path

    def _root(self, folder: str) -> str:
        if folder not in self._roots:
            self._roots[folder] = project_root(folder)
        return self._roots[folder]

    def _standard(self, module: tuple[ast.Name, ...]) -> Loaded:
        words = [part.text for part in module]
        name = ".".join(words)
        folder = os.path.dirname(os.path.realpath(specc.std.__file__))
        known = sorted(f[: -len(SUFFIX)] for f in os.listdir(folder) if f.endswith(SUFFIX))
        if len(words) != 2 or words[0] != STANDARD or words[1] not in known:
            help = did_you_mean(name, [f"{STANDARD}.{word}" for word in known])
            listed = ", ".join(f"`{STANDARD}.{word}`" for word in known)
            return Loaded(
                None, f"there is no library module `{name}`", help or f"there is {listed}"
            )
        return self._file(os.path.join(folder, words[1] + SUFFIX), name, name, folder)

    def _file(self, real: str, shown: str, name: str, root: str) -> Loaded:
        if real not in self._loaded:
            self._homes.setdefault(shown, Home(real, root))
            self._loaded[real] = _parsed(real, shown, name, self._instead.get(real))
        return self._loaded[real]


def _parsed(real: str, shown: str, name: str, data: bytes | None) -> Loaded:
    if data is None and not is_regular(real):
        return Loaded(None, f"there is no file `{name}`", _near_file(real))
    try:
        found = read(real, shown) if data is None else decode(data, shown)
    except OSError as fault:
        return Loaded(None, f"`{name}` cannot be read: {(fault.strerror or str(fault)).lower()}")
    if found.fault is not None:
        return Loaded(None, f"`{name}` cannot be read: {found.fault.message}", found.fault.help)
    parsed = parse(found.source)
    errors = [d for d in parsed.diagnostics if d.rule in UNREAD]
    return Loaded(None, *_first(name, errors)) if errors else Loaded(parsed.module)


def _first(name: str, errors: list[Diagnostic]) -> tuple[str, str]:
    primary = errors[0].primary
    line = primary.source.position(primary.span.start).line
    count = f"{len(errors)} errors, the first" if len(errors) > 1 else "an error"
    return f"`{name}` has {count} in line {line}: {errors[0].message}", errors[0].help


def _near_file(real: str) -> str:
    try:
        names = [name for name in os.listdir(os.path.dirname(real)) if name.endswith(SUFFIX)]
    except OSError:
        return ""
    return did_you_mean(os.path.basename(real), names)
