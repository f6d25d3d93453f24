"""Writes docs/layers.md from the declarations of the layers and the blocks of the library.

python tools/reference.py           rewrites the page
python tools/reference.py --check   fails where the page is not what it would write
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from specc.cli.reference import entries
from specc.report.reference import LIBRARY, Entry, Example, SettingEntry

PAGE = Path(__file__).resolve().parent.parent / "docs" / "layers.md"

HEAD = """\
# Layers

Everything that can stand in a flow: the layers by family, then the blocks of the library.
`specc layers Conv2D` prints the same for one of them. Settings come without their names in the
order of the first line; those marked *by name* need it. Sizes are those of one example: the batch
axis is never written. What training keeps comes on top of the tensors of the graph, which
`specc summary --memory` counts.

This page is made by `make reference` from `specc/layers/` and `specc/std/`.
"""


def page() -> str:
    """The whole page."""
    lines = [HEAD]
    shown = list(entries())
    for family in dict.fromkeys(entry.family for entry in shown):
        members = [entry for entry in shown if entry.family == family]
        links = " · ".join(f"[{one.word}](#{one.word.lower()})" for one in members)
        lines.append(f"## {family.capitalize()}\n\n{links}\n")
        lines += [line for one in members for line in section(one)]
    return "\n".join(lines)


def section(entry: Entry) -> Iterator[str]:
    """One layer or block."""
    yield f"### {entry.word}\n\n```\n{entry.signature}\n```\n"
    if entry.family == LIBRARY:
        yield f"`import {entry.word} from {entry.module}`\n"
    yield from (f"{part}\n" for part in entry.about)
    facts = {
        "Shapes": entry.shapes,
        "Source": entry.source,
        "Parameters": entry.parameters,
        "Multiply-adds": entry.macs,
        "Kept for the backward pass": entry.kept,
    }
    said = [f"- {title}: {text}" for title, text in facts.items() if text]
    yield from [*said, ""] if said else []
    if entry.settings:
        yield "| setting | default | what it is | accepts |\n| --- | --- | --- | --- |"
        yield from (*map(_setting, entry.settings), "")
    if entry.examples:
        yield "| use | input | output | trainable | fixed |\n| --- | --- | --- | ---: | ---: |"
        yield from (*map(_example, entry.examples), "")


def _setting(setting: SettingEntry) -> str:
    default = "required" if setting.default is None else f"`{setting.default}`"
    by_name = "" if setting.positional else " *by name*"
    return f"| `{setting.name}`{by_name} | {default} | {setting.doc} | {setting.accepts} |"


def _example(example: Example) -> str:
    counts = f"{example.trainable or ''} | {example.fixed or ''}"
    return f"| `{example.use}` | {example.inputs} | {example.output} | {counts} |"


def main() -> int:
    """Write the page, or with `--check` compare it."""
    text = page()
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(text, encoding="utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == text:
        return 0
    print("docs/layers.md is not what the layers say: `make reference` writes it")
    return 1


if __name__ == "__main__":
    sys.exit(main())
