"""What a user is told where specc itself, or the file system, fails."""

import os
import sys

from specc.report.visible import visible

DEBUG = "SPECC_DEBUG"


class Misuse(Exception):
    """Why something that a user asked for cannot be had, in one line."""


def explain_os_error(fault: OSError) -> str:
    """One line about a file that cannot be had."""
    if fault.strerror is None:
        return str(fault)
    if fault.filename is None:
        return fault.strerror.lower()
    name = os.fsdecode(fault.filename) if not isinstance(fault.filename, int) else "the file"
    return f"`{name}`: {fault.strerror.lower()}"


def explain_crash(doing: str, fault: BaseException) -> str:
    """One line about a bug of specc's; with SPECC_DEBUG=1 the exception goes on instead."""
    if os.environ.get(DEBUG):
        raise fault
    kind = type(fault).__name__
    return (
        f"internal error while {doing}: {kind}: {fault}; this is a bug in specc: "
        f"please report it with the file and what `{DEBUG}=1` prints"
    )


def complain(message: str) -> None:
    """Print one line about a failure to standard error."""
    print(f"specc: {visible(message)}", file=sys.stderr)
