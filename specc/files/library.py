"""The specs of the library that comes with specc."""

import os
from collections.abc import Iterator

import specc.std
from specc.files.read import read
from specc.files.search import SUFFIX
from specc.syntax import ast
from specc.syntax.parse import parse


def library() -> Iterator[tuple[str, ast.Module]]:
    """Each module by the name that imports it: `std.convolution`."""
    folder = os.path.dirname(os.path.realpath(specc.std.__file__))
    for file in sorted(os.listdir(folder)):
        if file.endswith(SUFFIX):
            name = f"std.{file[: -len(SUFFIX)]}"
            yield name, parse(read(os.path.join(folder, file), name).source).module
