"""Names in generated Python: safe, unique, and as near to the spec's as they can be."""

import keyword

LONGEST = 32
BUILTINS = frozenset(
    {
        "input",
        "type",
        "max",
        "min",
        "sum",
        "len",
        "range",
        "list",
        "int",
        "float",
        "bool",
        "tuple",
        "zip",
        "super",
        "print",
        "abs",
        "iter",
        "next",
        "map",
        "id",
        "object",
        "self",
    }
)


def safe(name: str, taken: "frozenset[str] | set[str]" = frozenset()) -> str:
    """The name, cut where very long, with `_` behind a keyword or a name that means something."""
    short = name[:LONGEST]
    if short.startswith("__"):  # Python has plans of its own for those
        short = short.strip("_") or "x"
    if keyword.iskeyword(short) or short in BUILTINS or short in taken:
        return short + "_"
    return short


def unique(name: str, taken: set[str]) -> str:
    """The name, numbered from 2 where taken; the result is taken from now on."""
    found = safe(name)
    number = 2
    while found in taken:
        separator = "_" if name[-1:].isdigit() else ""
        found = f"{safe(name)}{separator}{number}"
        number += 1
    taken.add(found)
    return found


HISSING = ("ss", "us", "ias", "x", "ch")
"""Ends of words that take `es`; a word such as `dense` loses only its `s`."""


def plural(name: str) -> str:
    """`decoder` → `decoders`, `conv2` → `convs2`."""
    word, number = numbered(name)
    return f"{word}{'es' if word.endswith(HISSING) else 's'}{number}"


def singular(name: str) -> str:
    """What `plural` made it of, without the number: `convs2` → `conv`."""
    word, _ = numbered(name)
    stem = word.removesuffix("es")
    return stem if stem != word and stem.endswith(HISSING) else word.removesuffix("s")


def numbered(name: str) -> tuple[str, str]:
    """A name and the numbers behind it: `conv2_1` → `conv`, `2_1`."""
    word = name.rstrip("0123456789_")
    return (word, name[len(word) :]) if word else (name, "")
