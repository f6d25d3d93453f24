"""Comments that silence findings, and what they cannot silence."""

import json

import pytest

from .conftest import Specc, Write

SOFTMAX = "Dense(1, activation=softmax)"
CHOSEN = (
    "--select=softmax-single-unit,bias-before-batch-norm,xor-needs-hidden-layer,"
    "unused-suppression,unknown-rule-in-suppression,malformed-suppression"
)
"""The rules that are tried out here, whatever others have to say."""


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
        (
            model(f"{SOFTMAX}  # specc: ignore[bias-before-batch-norm, softmax-single-unit]"),
            ["unused-suppression"],
        ),
        (
            model("# specc: ignore[softmax-single-unit]", "Dense(64, activation=relu)", SOFTMAX),
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
        (model("Dense(2)  # specc: ignore softmax-single-unit"), ["malformed-suppression"]),
        (model("Linear(2)  # specc: ignore[unknown-layer]"), []),
        (model("Dense(  # specc: ignore[syntax-error]"), ["syntax-error"]),
        (model("Dense(2 ** 99)  # specc: ignore[limit-exceeded]"), ["limit-exceeded"]),
        ("# specc: ignore[unused-suppression]\n" + model("Dense(2)"), ["unused-suppression"]),
    ],
)
def test_what_stays(specc: Specc, write: Write, text: str, rules: list[str]) -> None:
    write("a.spec", text)
    found = json.loads(specc("check", "--format=json", CHOSEN, "a.spec").out)
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


IGNORE = "# specc: ignore[softmax-single-unit]"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (model(f"Dense(2)  {IGNORE}"), model("Dense(2)")),
        (model(IGNORE, "Dense(2)"), model("Dense(2)")),
        (model(f"Dense(2)  {IGNORE}  as ever"), model("Dense(2)")),
        (model("Dense(2)") + IGNORE, model("Dense(2)")),
        (f"{IGNORE}\n" + model("Dense(2)"), model("Dense(2)")),
        (
            model("Dense(2)  # specc: ignore[softmax-single-unit, xor-needs-hidden-layer]"),
            model("Dense(2)"),
        ),
        (
            model(f"{SOFTMAX}  # specc: ignore[ softmax-single-unit , xor-needs-hidden-layer ]"),
            model(f"{SOFTMAX}  # specc: ignore[ softmax-single-unit ]"),
        ),
        (
            model(f"{SOFTMAX}  # specc: ignore[xor-needs-hidden-layer, softmax-single-unit]  why"),
            model(f"{SOFTMAX}  {IGNORE}  why"),
        ),
        (
            model(f"Dense(2)  {IGNORE}").replace("\n", "\r\n"),
            model("Dense(2)").replace("\n", "\r\n"),
        ),
        (
            model(IGNORE, "Dense(2)").replace("\n", "\r\n"),
            model("Dense(2)").replace("\n", "\r\n"),
        ),
        (model(f"{SOFTMAX}  {IGNORE}"), model(f"{SOFTMAX}  {IGNORE}")),
        (model("Dense(2)  # specc: ignore[softmax]"), model("Dense(2)  # specc: ignore[softmax]")),
    ],
)
def test_fix_of_what_suppresses_nothing(
    specc: Specc, write: Write, before: str, after: str
) -> None:
    path = write("a.spec", before)
    specc("check", "--fix", CHOSEN, "a.spec")
    assert path.read_bytes().decode() == after


@pytest.mark.parametrize(
    ("comment", "said"),
    [
        (
            "# specc: ignore[softmax-single-unti]",
            "warning[unknown-rule-in-suppression]: there is no rule `softmax-single-unti` to "
            "suppress\n --> a.spec:3:30\n",
        ),
        ("# specc: ignore[softmax-single-unti]", "help: did you mean `softmax-single-unit`?"),
        ("# specc: ignore[output]", "help: name a rule of that subject"),
        (
            "# specc: ignore",
            "warning[malformed-suppression]: `# specc: ignore` suppresses nothing: it is not of "
            "the form `# specc: ignore[rule-name]`",
        ),
        ("# specc: ignore", "help: write `# specc: ignore[rule-name]`"),
        ("# specc: ignore[]", "`# specc: ignore[]` suppresses nothing"),
        ("# specc: ignore[softmax-single-unit", "suppresses nothing: it is not of the form"),
        ("# specc: ignroe[softmax-single-unit]", "suppresses nothing: it is not of the form"),
        ("# specc: ignore-files", "the form `# specc: ignore-file[rule-name]`"),
        ("# specc: disable[softmax-single-unit]", "suppresses nothing"),
        ("# specc: see the paper", "no findings in 1 file"),
        ("# specc:", "no findings in 1 file"),
        ("# nospecc: ignore", "no findings in 1 file"),
    ],
)
def test_comment_that_cannot_be_meant(specc: Specc, write: Write, comment: str, said: str) -> None:
    write("a.spec", model(f"Dense(2) {comment}"))
    ran = specc("check", "a.spec")
    assert said in ran.out
    assert ran.code == (0 if said == "no findings in 1 file" else 1)


def test_a_bare_comment_is_told_what_to_name_and_is_left_alone(specc: Specc, write: Write) -> None:
    path = write("a.spec", model(f"{SOFTMAX}  # specc: ignore"))
    assert f"help: write `{IGNORE}`" in specc("check", CHOSEN, "a.spec").out
    specc("check", "--fix", "--unsafe-fixes", "--select=malformed-suppression", "a.spec")
    assert path.read_text() == model(f"{SOFTMAX}  # specc: ignore")


def test_nothing_is_unused_behind_an_error(specc: Specc, write: Write) -> None:
    write("a.spec", model(f"Dense(2)  {IGNORE}", "Linear(2)"))
    found = json.loads(specc("check", "--format", "json", "a.spec").out)
    assert [one["rule"] for one in found] == ["unknown-layer"]


def test_suppression_in_a_branch_of_a_flow(specc: Specc, write: Write) -> None:
    branch = ["y = [Dense(2), repeat 1 {", f"    {IGNORE}", f"    {SOFTMAX}", "}] -> Concat"]
    write("a.spec", model(*branch, "output y"))
    assert specc("check", CHOSEN, "a.spec").code == 0
