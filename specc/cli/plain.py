"""`specc check` with the options that are used most, without waiting for click."""

from collections.abc import Sequence

from specc.cli.checking import FORMATS, check_paths


def plain_check(arguments: Sequence[str]) -> int | None:
    """Run the check and give its exit code; None for what click is to read or to refuse."""
    paths: list[str] = []
    form, cached = FORMATS[0], True
    waiting = iter(arguments)
    for argument in waiting:
        if argument == "--no-cache":
            cached = False
        elif argument == "--format":
            form = next(waiting, "")
        elif argument.startswith("--format="):
            form = argument.partition("=")[2]
        elif argument.startswith("-") and argument != "-":
            return None
        else:
            paths.append(argument)
    return check_paths(paths, form, cached) if form in FORMATS else None
