"""The command line. What is asked for most often is answered without importing click."""

import gc
import os
import sys

from specc import __version__


def main() -> int:
    """Run the command of `sys.argv` and give the exit code."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # it was closed
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        getattr(sys, name).reconfigure(errors="backslashreplace")
    try:
        return _run(sys.argv[1:])
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return _reader_gone()


def _run(arguments: list[str]) -> int:
    if not arguments or arguments in (["--help"], ["-h"]):
        from specc.cli.commands import help_text

        print(help_text())
        return 0
    if arguments == ["--version"]:
        print(f"specc {__version__}")
        return 0
    if arguments[:1] == ["check"]:
        gc.disable()  # an import makes no garbage
        from specc.cli.plain import plain_check

        code = plain_check(arguments[1:])
        if code is not None:
            return code
        gc.enable()
    if arguments[:1] == ["fmt"]:
        gc.disable()
        from specc.cli.formatting import plain_format

        code = plain_format(arguments[1:])
        if code is not None:
            return code
        gc.enable()
    from specc.cli.group import run

    return run(arguments)


def _reader_gone() -> int:
    """Leave quietly after `specc ... | head`; Python would complain when it flushes at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 141
