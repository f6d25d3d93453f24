"""The page of the rules: complete, and every link in it leads somewhere."""

import re

import pytest

from specc.cli.rulebook import entries
from specc.report.rulebook import Entry, paragraphs, sections
from specc.report.rules import page

ENTRIES = list(entries())
PAGE = page(ENTRIES, {"Shape": "- `too-big`: designed out\n"})


def test_every_rule_is_in_its_subjects_table_and_has_a_part() -> None:
    rows = re.findall(r"^\| \[`(.+?)`\]\(#(.+?)\) \| (.+?) \|", PAGE, re.M)
    assert rows == [(one.name, one.name, one.severity) for one in ENTRIES]
    headings = re.findall(r"^### (\S+)$", PAGE, re.M)
    assert headings == [*(one.name for one in ENTRIES), "Shape"]


def test_every_link_leads_to_a_heading() -> None:
    outside = re.sub(r"^```.*?^```$", "", PAGE, flags=re.M | re.S)
    anchors = {title.lower() for title in re.findall(r"^#+ (.+)$", outside, re.M)}
    assert set(re.findall(r"\]\(#(.+?)\)", outside)) <= anchors


def test_the_counts_add_up() -> None:
    (total,) = re.findall(r"^\| all \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|", PAGE, re.M)
    severities = [sum(one.severity == s for one in ENTRIES) for s in ("error", "warning", "info")]
    assert [int(number) for number in total] == [len(ENTRIES), *severities]


def test_code_is_fenced() -> None:
    fences = re.findall(r"^```.*$", PAGE, re.M)
    assert fences == ["```", "```", "```text", "```", "```", "```"] * len(ENTRIES)


def test_what_is_left_out_stands_at_the_end() -> None:
    assert PAGE.rpartition("## Left out, and why\n")[2].endswith(
        "### Shape\n\n- `too-big`: designed out\n"
    )


def test_a_bar_in_a_summary_does_not_end_its_cell() -> None:
    one = ENTRIES[0]._replace(summary="`a | b` is bad.")
    assert "| `a &#124; b` is bad. |" in page([one], {})


def test_one_that_was_not_checked_is_said_in_short() -> None:
    one: Entry = ENTRIES[0]._replace(printed="")
    assert f"```text\n{one.severity}[{one.name}]: {one.message}\n```" in page([one], {})


DOC = """One line
    that goes on.

    What it does:
        Finds: this.

        - one `a`
          and more
        - two
    Why is this bad?
        Because.
    References:
        Example: none.

            code(1)

        after
    """


@pytest.mark.parametrize("indent", ["    ", ""], ids=["python 3.11", "python 3.13"])
def test_sections_of_a_docstring(indent: str) -> None:
    found = sections(DOC.replace("\n    ", f"\n{indent}"))
    assert found[""].split() == ["One", "line", "that", "goes", "on."]
    assert paragraphs(found["What it does"]) == ["Finds: this.", "- one `a` and more\n- two"]
    assert found["Why is this bad?"] == "Because."
    assert paragraphs(found["References"]) == ["Example: none.", "    code(1)", "after"]
    assert found["Example"] == ""
