"""`json`: a list with one object for each finding.

An object has the fields of a `Record`, and `fix` is null or an object of its own::

    {
      "file": "unet.spec", "line": 14, "column": 5, "end_line": 14, "end_column": 11,
      "rule": "shape-mismatch", "severity": "error",
      "message": "...", "help": "...", "label": "both must be 28",
      "related": [{"file": ..., "line": ..., ..., "message": "makes [27, 27, 32]"}],
      "fix": {
        "title": "...", "safety": "safe" | "unsafe" | "shown",
        "edits": [{"file": ..., "line": ..., ..., "text": "kernel=2"}]
      }
    }

Lines and columns count from 1 and in characters; an end lies behind the last one. An edit puts its
text in the place of what stands there; where start and end are one, it is inserted. The edits of
one fix belong together and all speak of the text as it was checked.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from specc.report.record import Record, Spot


def render(records: Iterable[Record], files: Sequence[str]) -> str:
    """The list, indented."""
    return json.dumps([as_object(one) for one in records], indent=2)


def as_object(one: Record) -> dict[str, Any]:
    """One finding as what JSON knows."""
    fields = one._asdict()
    del fields["fix"], fields["safety"], fields["edits"]
    fields["related"] = [_spot(spot, "message") for spot in one.related]
    edits = [_spot(spot, "text") for spot in one.edits]
    fields["fix"] = {"title": one.fix, "safety": one.safety, "edits": edits} if one.safety else None
    return fields


def _spot(spot: Spot, name: str) -> dict[str, Any]:
    *place, text = spot
    return dict(zip((*Spot._fields[:-1], name), (*place, text), strict=True))
