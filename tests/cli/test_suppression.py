"""Comments that silence findings, and what they cannot silence."""

import json

import pytest

from .conftest import Specc, Write

SOFTMAX = "Dense(1, activation=softmax)"


def model(*lines: str) -> str:
    """A model of these lines."""
    body = "\n".join(f"    {line}" for line in lines)
    return f"model A {{\n    input x: [4]\n{body}\n}}\n"


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        (model(SOFTMAX), ["softmax-single-unit"]),
        (model(f"{SOFTMAX}  # specc: ignore[softmax-single-unit]"), []),
        (model("# specc: ignore[softmax-single-unit]", SOFTMAX), []),
        (model("# specc: ignore[softmax-single-unit]", "# and why", "", SOFTMAX), []),
        ("# specc: ignore[softmax-single-unit]\n" + model(SOFTMAX), []),
        (model(SOFTMAX) + "# specc: ignore-file[softmax-single-unit]\n", []),
        (model(f"{SOFTMAX}  # specc: ignore[other, softmax-single-unit]"), ["unused-suppression"]),
        (
            model("# specc: ignore[softmax-single-unit]", "Dense(2, activation=relu)", SOFTMAX),
            ["softmax-single-unit", "unused-suppression"],
        ),
        (
            model("repeat 1 {", "  # specc: ignore[softmax-single-unit]", f"  {SOFTMAX}", "}"),
            [],
        ),
        (
            model("if true {", "  # specc: ignore[softmax-single-unit]", f"  {SOFTMAX}", "}"),
            [],
        ),
        (
            model(
                "if false { Dense(2) } else {",
                "  # specc: ignore[softmax-single-unit]",
                f"  {SOFTMAX}",
                "}",
            ),
            [],
        ),
        (model("Dense(2)  # specc: ignore[softmax-single-unit]"), ["unused-suppression"]),
        (model("Dense(2)  # specc: ignore softmax-single-unit"), []),
        (model("Linear(2)  # specc: ignore[unknown-layer]"), []),
        (model("Dense(  # specc: ignore[syntax-error]"), ["syntax-error"]),
        (model("Dense(2 ** 99)  # specc: ignore[limit-exceeded]"), ["limit-exceeded"]),
        ("# specc: ignore[unused-suppression]\n" + model("Dense(2)"), ["unused-suppression"]),
    ],
)
def test_what_stays(specc: Specc, write: Write, text: str, rules: list[str]) -> None:
    write("a.spec", text)
    found = json.loads(specc("check", "--format", "json", "a.spec").out)
    assert sorted({one["rule"] for one in found}) == rules


def test_suppressed_error_leaves_its_model_unbuilt(specc: Specc, write: Write) -> None:
    write("a.spec", model("Linear(2)  # specc: ignore[unknown-layer]"))
    ran = specc("build", "a.spec", "-o", "out")
    assert ran.code == 2
    assert "`A` in `a.spec` cannot be built" in ran.err


def test_comment_in_an_imported_file_holds(specc: Specc, write: Write) -> None:
    write(
        "b.spec",
        f"block B {{\n    input x\n    {SOFTMAX}  # specc: ignore[softmax-single-unit]\n}}\n",
    )
    write("a.spec", 'import B from "b.spec"\n' + model("B"))
    assert specc("check", "a.spec").code == 0
