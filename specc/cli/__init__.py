"""The command line. What is asked for most often is answered without importing click."""

import gc
import sys

from specc import __version__


def main() -> int:
    """Run the command of `sys.argv` and give the exit code."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
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
    from specc.cli.group import run

    return run(arguments)


def _reader_gone() -> int:
    """Leave quietly after `specc ... | head`; Python would complain when it flushes at exit."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 141
