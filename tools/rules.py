"""Write what rules say of themselves: the table of their needs, and their page.

`--check` writes nothing and fails where what stands there is not what would be written.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from specc.cli.rulebook import entries
from specc.diagnostics import Severity
from specc.lint import find_rules
from specc.report.rules import page
from specc.rule import Rule
from specc.rules import needs_of

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "specc" / "rules" / "needs.py"
PAGE = ROOT / "docs" / "rules.md"
LEFT_OUT = ROOT / "docs" / "left-out"


def main() -> int:
    """Write both, or compare them."""
    wanted = {TABLE: table(list(find_rules().values())), PAGE: page(entries(), left_out())}
    if "--check" not in sys.argv[1:]:
        for path, text in wanted.items():
            path.write_text(text, encoding="utf-8")
        return 0
    stale = [p for p, text in wanted.items() if not p.exists() or p.read_text("utf-8") != text]
    for path in stale:
        print(f"{path.relative_to(ROOT)} is not what the rules say: run `make rules`")
    return 1 if stale else 0


def left_out() -> dict[str, str]:
    """What is not looked for and why: a Markdown list for each subject."""
    texts = {path: path.read_text("utf-8") for path in sorted(LEFT_OUT.glob("*.md"))}
    lists = {path.stem: text[text.find("- `") :] for path, text in texts.items() if "- `" in text}
    return {name.replace("-", " ").capitalize(): text for name, text in lists.items()}


def table(rules: list[type[Rule]]) -> str:
    """The table that a check reads instead of importing every rule."""
    return "\n".join([*_lines(rules), ""])


def _lines(rules: list[type[Rule]]) -> Iterator[str]:
    yield '"""What each rule needs of a spec. Written by `make rules`; see `specc.rules`."""'
    yield ""
    yield "# fmt: off"
    yield "# ruff: noqa: E501"
    yield "NEEDS: tuple[tuple[str, str, bool, tuple[tuple[str, ...], ...]], ...] = ("
    for rule in rules:
        if not rule.built_in:
            row = (rule.name, rule.subject, rule.default, needs_of(rule))
            yield f"    {row!r},".replace("'", '"')
    yield ")"
    yield '"""Name, subject, whether it runs by default, and its needs."""'
    yield "BUILT_IN: dict[str, tuple[str, bool]] = {"
    for rule in rules:
        if rule.built_in:
            yield f'    "{rule.name}": ("{rule.subject}", {rule.severity is Severity.ERROR}),'
    yield "}"
    said = "Of rules whose faults specc finds while it reads a spec: subject, if it is an error."
    yield f'"""{said}"""'


if __name__ == "__main__":
    raise SystemExit(main())
