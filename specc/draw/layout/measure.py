"""How wide text is, in pixels, before any browser has drawn it."""

from unicodedata import east_asian_width

_WIDTHS = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
)  # fmt: skip
"""Advance widths of Helvetica from space to `~`, in thousandths of the font size (Adobe AFM)."""

_OTHER, _WIDE = 620, 1000
_SLACK = 1.06
"""Fonts that stand in for Helvetica, and bold faces, are a little wider."""


def text_width(text: str, size: float) -> float:
    """The width of a line of text in a font of `size` pixels, rather too large than too small."""
    return sum(map(_width, text)) * size * _SLACK / 1000


def _width(character: str) -> int:
    at = ord(character) - 32
    if 0 <= at < len(_WIDTHS):
        return _WIDTHS[at]
    return _WIDE if east_asian_width(character) in "WF" else _OTHER


def wrapped(text: str, size: float, width: float, most: int) -> list[str]:
    """The text in lines of at most `width` pixels; past `most` lines it ends in an ellipsis."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if line and text_width(longer, size) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    lines += [line] if line else []
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1] + " …"]
    return [_fitting(line, size, width) for line in lines]


def _fitting(line: str, size: float, width: float) -> str:
    """A line without its end where one word alone is too long."""
    if text_width(line, size) <= width:
        return line
    while line and text_width(line + "…", size) > width:
        line = line[:-1]
    return line + "…"
