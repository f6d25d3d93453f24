"""The helper functions and classes that a generated model carries, picked by what it uses."""

import re
from functools import cache
from pathlib import Path

_START = re.compile(r"^(?:def|class) (\w+)", re.MULTILINE)


@cache
def pieces() -> dict[str, str]:
    """Each helper's text by its name, in the order in which they are written."""
    text = (Path(__file__).parent / "templates" / "prelude.txt").read_text(encoding="utf-8")
    starts = [(match.start(), match.group(1)) for match in _START.finditer(text)]
    ends = [start for start, _ in starts[1:]] + [len(text)]
    return {name: text[start:end].strip() for (start, name), end in zip(starts, ends, strict=True)}


def needed(code: str) -> list[str]:
    """The helpers that some code calls, and those that these call, private ones first."""
    known = pieces()
    found: set[str] = set()
    waiting = [code]
    while waiting:
        words = set(re.findall(r"\b\w+(?=\()", waiting.pop()))
        fresh = [name for name in known if name in words and name not in found]
        found.update(fresh)
        waiting.extend(known[name] for name in fresh)
    return [known[name] for name in sorted(known, key=lambda n: not n.startswith("_")) if name in found]


def taken_names() -> frozenset[str]:
    """Names that no generated class may have."""
    return frozenset(pieces()) | {"Layer", "Tensor", "nn", "torch", "F", "TypeVar"}
