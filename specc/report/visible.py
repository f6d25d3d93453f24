"""Text from a spec made safe and measurable for a terminal."""

TAB = 4
"""Columns from one tab stop to the next in a printed line."""

HIDDEN = "\N{REPLACEMENT CHARACTER}"
"""Stands for what a terminal would obey instead of showing."""


def visible(text: str) -> str:
    """The text with every control character, line end and bidi override replaced."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if _shown(c) else HIDDEN for c in text.expandtabs(TAB))


def cut(text: str, longest: int) -> str:
    """The text, shortened in the middle where it is too long to be read."""
    if len(text) <= longest:
        return text
    half = (longest - 5) // 2
    return f"{text[:half]} ... {text[-half:]}"


def width(text: str) -> int:
    """How many columns a text that is `visible` takes."""
    return len(text) if text.isascii() else sum(_columns(c) for c in text)


def _shown(character: str) -> bool:
    return character.isprintable() or character in "\u3000\u00a0"


def _columns(character: str) -> int:
    from unicodedata import combining, east_asian_width

    if combining(character) or character in "\ufe0f\u200d":
        return 0
    return 2 if east_asian_width(character) in "WF" else 1
