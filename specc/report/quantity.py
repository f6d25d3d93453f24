"""Counts and sizes as people read them."""

from specc.cost import Amount

NOT_KNOWN = "?"
"""Stands for an amount too complex to be written."""

UNITS = ("B", "KiB", "MiB", "GiB", "TiB", "PiB")
LARGE = ("", "k", "M", "G", "T", "P")

LONGEST = 60
"""Characters of a symbolic quantity that are shown."""


def count(number: Amount) -> str:
    """`11,689,512`; a symbolic count as it is."""
    return f"{number:,}" if isinstance(number, int) else _symbolic(number)


def short_count(number: Amount) -> str:
    """`1.81 G`: three digits and a factor of a thousand."""
    if not isinstance(number, int):
        return _symbolic(number)
    return _scaled(number, 1000, LARGE) if number >= 1000 else str(number)


def size(number: Amount) -> str:
    """Bytes as `44.6 MiB`; a symbolic size in bytes."""
    if not isinstance(number, int):
        return f"({_symbolic(number)}) B"
    return _scaled(number, 1024, UNITS) if number >= 1024 else f"{number} B"


def _scaled(number: int, step: int, units: tuple[str, ...]) -> str:
    value, at = float(number), 0
    while value >= step and at < len(units) - 1:
        value, at = value / step, at + 1
    digits = max(0, 2 - len(str(int(value))) + 1)
    return f"{value:,.{digits}f} {units[at]}"


def _symbolic(number: Amount) -> str:
    text = NOT_KNOWN if number is None else str(number)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 4]} ..."
