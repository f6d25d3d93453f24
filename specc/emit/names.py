"""Names in generated Python: safe, unique, and as near to the spec's as they can be."""

import keyword

LONGEST = 40
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


def plural(name: str) -> str:
    """`decoder` → `decoders`, `conv2` → `convs2`."""
    stem = name.rstrip("0123456789")
    ending = "es" if stem.endswith(("s", "x", "ch")) else "s"
    return f"{stem}{ending}{name[len(stem) :]}"
