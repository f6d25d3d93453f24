"""What would change in a text, as `diff -u` writes it."""

from specc.report.visible import visible


def difference(name: str, before: str, after: str) -> str:
    """A unified diff from one text to another, both called `name`; empty where they are the same.

    Only a line feed ends a line, and a last line without one is marked, so that `patch` reads it.
    """
    if before == after:
        return ""
    from difflib import unified_diff  # milliseconds; few runs need it

    shown = visible(name)
    return "".join(unified_diff(_lines(before), _lines(after), shown, shown))


def _lines(text: str) -> list[str]:
    *whole, last = text.split("\n")
    rest = [f"{last}\n\\ No newline at end of file\n"] if last else []
    return [*(f"{line}\n" for line in whole), *rest]
