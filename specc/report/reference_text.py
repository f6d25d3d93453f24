"""The reference of layers for a terminal."""

from collections.abc import Iterable, Iterator
from textwrap import fill, indent

from specc.report.reference import LIBRARY, Entry, SettingEntry

WIDTH = 96
MARGIN = "  "


def listing(entries: Iterable[Entry]) -> Iterator[str]:
    """The families, with one line for each layer."""
    shown = list(entries)
    wide = max(len(entry.word) for entry in shown)
    family = ""
    for entry in shown:
        if entry.family != family:
            yield from ([""] if family else [])
            family = entry.family
            yield family
        summary = fill(entry.summary, WIDTH - wide - 4).partition("\n")
        cut = " ..." if summary[2] else ""
        yield f"{MARGIN}{entry.word:<{wide}}  {summary[0]}{cut}"


def page(entry: Entry) -> Iterator[str]:
    """All that there is to know of one layer or block."""
    yield entry.signature
    library = f"import {entry.word} from {entry.module}"
    yield MARGIN + (library if entry.family == LIBRARY else entry.family)
    for part in entry.about:
        yield ""
        yield from _wrapped(part)
    for title, text in _facts(entry):
        yield from ("", title, *_wrapped(text))
    if entry.settings:
        yield from ("", "settings")
        wide = max(len(setting.name) for setting in entry.settings)
        for setting in entry.settings:
            yield from _setting(setting, wide)
    if entry.examples:
        yield from ("", "examples", *_examples(entry))


def _facts(entry: Entry) -> Iterator[tuple[str, str]]:
    titles = {
        "shapes": entry.shapes,
        "source": entry.source,
        "parameters": entry.parameters,
        "multiply-adds": entry.macs,
        "kept for the backward pass": entry.kept,
    }
    return ((title, text) for title, text in titles.items() if text)


def _setting(setting: SettingEntry, wide: int) -> Iterator[str]:
    default = "required" if setting.default is None else f"default {setting.default}"
    by_name = "" if setting.positional else ", by name"
    gap = " " * (len(MARGIN) + wide + 2)
    yield f"{MARGIN}{setting.name:<{wide}}  {default}{by_name}"
    for text in filter(None, (setting.doc, setting.accepts)):
        yield fill(text, WIDTH, initial_indent=gap, subsequent_indent=gap)


def _examples(entry: Entry) -> Iterator[str]:
    wide = max(len(example.use) for example in entry.examples)
    for use, inputs, output, trainable, fixed in entry.examples:
        arrow = f"{inputs} → {output}" if inputs else f"→ {output}"
        counts = [(trainable, "trainable"), (fixed, "fixed")]
        said = ", ".join(f"{count:,} {word}" for count, word in counts if count)
        yield f"{MARGIN}{use:<{wide}}  {arrow}{f'  ({said})' if said else ''}"


def _wrapped(text: str) -> Iterator[str]:
    """The lines of a text; the items of a list begin one each."""
    for line in text.split("\n"):
        hanging = "  " if line.startswith("- ") else ""
        wrapped = fill(line, WIDTH - len(MARGIN), subsequent_indent=hanging, break_on_hyphens=False)
        yield indent(wrapped, MARGIN)
