"""Prints what was found, in the form and to the place that was asked for."""

import os
from collections.abc import Sequence
from importlib import import_module
from typing import TextIO

from specc.cli.asked import Asked
from specc.cli.fault import Misuse
from specc.cli.found import Found
from specc.report.paint import wants_colour, without_colour
from specc.report.record import Record, tally

LISTS = ("text", "concise")
"""Formats for people, which end in a summary."""
COUNTED = (*LISTS, "json")
"""Formats that statistics can be printed in."""
FIXABLE = " [*]"


class Report:
    """Prints findings, as the command line asks; `stream` is where without `--output-file`."""

    def __init__(self, asked: Asked, stream: TextIO) -> None:
        self._asked = asked
        self._stream = stream
        self._colours = asked.color == "always" or (
            asked.color == "auto" and asked.output_file is None and wants_colour(stream)
        )
        if asked.statistics and asked.format not in COUNTED:
            listed = ", ".join(f"`{one}`" for one in COUNTED)
            raise Misuse(f"`--statistics` is printed as {listed}, not as `{asked.format}`")

    def __call__(
        self, found: Sequence[Found], files: Sequence[str], summary: Sequence[str]
    ) -> None:
        """Print the findings of those files, and lines that sum up for people."""
        text = self._counted(found) if self._asked.statistics else self._shown(found, files)
        if self._asked.format in LISTS:
            text = "\n".join([text, *summary] if text else summary)
        self.put(text)

    def _shown(self, found: Sequence[Found], files: Sequence[str]) -> str:
        if self._asked.format == "text":
            return "".join(f"{self._marked(one)}\n\n" for one in found).removesuffix("\n")
        records = [one.finding.record for one in found]
        module = import_module(f"specc.report.formats.{self._asked.format}")
        rendered: str = module.render(records, files)
        return rendered

    def _counted(self, found: Sequence[Found]) -> str:
        from specc.report.statistics import as_json, as_table

        records = [one.finding.record for one in found]
        return as_json(records) if self._asked.format == "json" else as_table(records)

    def _marked(self, found: Found) -> str:
        """The printed form, with a mark behind the message where a safe fix would mend it."""
        text = found.finding.text
        if found.finding.record.safety == "safe":
            head, end, rest = text.partition("\n")
            text = f"{head}{FIXABLE}{end}{rest}"
        return text if self._colours else without_colour(text)

    def put(self, text: str) -> None:
        """Print a text, or nothing where it is empty."""
        if self._asked.output_file is not None:
            _write(self._asked.output_file, f"{text}\n" if text else "")
        elif text:
            print(text, file=self._stream)


def sum_up(asked: Asked, records: Sequence[Record], checked: int, done: int | None) -> list[str]:
    """How much was found in so many files, and how much was mended or can be."""
    lines = [tally(records, checked)] if records or checked else []
    safe = sum(one.safety == "safe" for one in records)
    unsafe = sum(one.safety == "unsafe" for one in records)
    if done is not None:
        word = "silenced" if asked.add_ignores else "fixed"
        more = unsafe if asked.fix and not asked.unsafe_fixes else 0
        also = f" ({more} fixable with `--unsafe-fixes`)" if more else ""
        lines.append(f"{word} {done}, {len(records)} remaining{also}")
    elif safe:
        also = f" ({unsafe} more with `--unsafe-fixes`)" if unsafe else ""
        lines.append(f"[*] {safe} fixable with `--fix`{also}")
    elif unsafe:
        lines.append(f"{unsafe} fixable with `--fix --unsafe-fixes`")
    return lines


def _write(path: str, text: str) -> None:
    """Write a report; what is no file, such as a pipe, is not replaced by one."""
    data = text.encode("utf-8", "backslashreplace")
    if os.path.exists(path) and not os.path.isfile(path):
        with open(path, "wb") as file:
            file.write(data)
        return
    from specc.files.write import write_file

    write_file(os.path.realpath(path), data)
