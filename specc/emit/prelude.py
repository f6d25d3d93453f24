"""The helper functions and classes that a generated model carries, picked by what it uses."""

import re
from functools import cache
from pathlib import Path

_START = re.compile(r"^(?:@[^\n]+\n)*(?:def|class) (\w+)", re.MULTILINE)


class Prelude:
    """The helpers of one backend, read from a template file in which each starts a line."""

    def __init__(self, path: Path) -> None:
        self.pieces = _pieces(path)

    def needed(self, code: str) -> list[str]:
        """The helpers that some code uses, and those that these use, private ones first."""
        found: set[str] = set()
        waiting = [code]
        while waiting:
            words = set(re.findall(r"(?<!\.)\b[A-Za-z_]\w*\b(?=[(,)])", waiting.pop()))
            fresh = [name for name in self.pieces if name in words and name not in found]
            found.update(fresh)
            waiting.extend(self.pieces[name] for name in fresh)
        order = sorted(self.pieces, key=lambda name: not name.startswith("_"))
        return [self.pieces[name] for name in order if name in found]

    @property
    def names(self) -> frozenset[str]:
        """Names that nothing else in the file may have."""
        return frozenset(self.pieces)


@cache
def _pieces(path: Path) -> dict[str, str]:
    text = path.read_text(encoding="utf-8")
    starts = [(match.start(), match.group(1)) for match in _START.finditer(text)]
    ends = [start for start, _ in starts[1:]] + [len(text)]
    return {name: text[start:end].strip() for (start, name), end in zip(starts, ends, strict=True)}
