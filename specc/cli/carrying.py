"""Runs generated programs to turn files of weights into others, each in a process of its own.

specc imports no framework: a program's `weights.py` reads and writes its framework's files and
those in specc's form, which is what stands between two frameworks.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import Protocol, runtime_checkable

from specc.backend import Backend
from specc.namedtuple import NamedTuple

NEUTRAL = ".safetensors"
LONGEST_MESSAGE = 300
RUN = """\
import sys
folder, name, source, target, fault = sys.argv[1:]
sys.path.insert(0, folder)
try:
    import model
    import weights
    made = getattr(model, name)()
    weights.load_weights(made, source)
    weights.save_weights(made, target)
except Exception as found:
    with open(fault, "w", encoding="utf-8") as file:
        known = isinstance(found, (ValueError, RuntimeError, OSError))
        file.write(str(found) if known else f"{type(found).__name__} {found}")
    sys.exit(1)
"""
"""What a process runs: the generated modules are those of the folder."""


@runtime_checkable
class Carrier(Backend, Protocol):
    """A backend whose programs carry weights.

    `framework` is the package that they import, `weight_files` the ends of the names of its own
    files of weights.
    """

    framework: str
    weight_files: tuple[str, ...]

    def model_name(self, word: str) -> str:
        """What builds the model of that name in the generated `model.py`."""


class NotCarried(Exception):
    """Why weights cannot be carried, in one line for the user."""


def missing_package(carrier: Carrier) -> str:
    """What to tell where the framework, or the reader of the files, is not installed; else ''."""
    if find_spec(carrier.framework) is None:
        return f"`{carrier.name}` is not installed; run `pip install specc[{carrier.name}]`"
    if find_spec("safetensors") is None:
        return "`safetensors` is not installed; run `pip install safetensors`"
    return ""


class Program(NamedTuple):
    """A generated program, and what its model is called there."""

    files: Mapping[str, str]
    model: str


def carry(source: str, target: str, programs: Sequence[Program]) -> None:
    """Read `source` by the first program and write `target` by the last, with specc's form between.

    Raises NotCarried where a file does not fit the model.
    """
    with tempfile.TemporaryDirectory(prefix="specc-") as room:
        given = os.path.abspath(source)
        for at, program in enumerate(programs, 1):
            folder = os.path.join(room, str(at))
            _write(folder, program.files)
            made = os.path.join(room, f"between{NEUTRAL}")
            made = os.path.abspath(target) if at == len(programs) else made
            _run(folder, program.model, given, made, source)
            given = made


def _write(folder: str, files: Mapping[str, str]) -> None:
    os.makedirs(folder)
    for name, text in files.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)


def _run(folder: str, name: str, given: str, made: str, shown: str) -> None:
    fault = os.path.join(folder, "fault.txt")
    quiet = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    line = [sys.executable, "-c", RUN, folder, name, given, made, fault]
    ran = subprocess.run(line, capture_output=True, text=True, check=False, env=quiet)
    if ran.returncode == 0:
        return
    if not os.path.exists(fault):
        last = ran.stderr.strip().rpartition("\n")[2]
        raise NotCarried(f"the program that reads `{shown}` ended with {ran.returncode}: {last}")
    with open(fault, encoding="utf-8") as file:
        told = " ".join(file.read().split())
    told = told.replace(given, shown)
    told = told if shown in told else f"`{shown}` cannot be read: {told}"
    raise NotCarried(told[:LONGEST_MESSAGE])
