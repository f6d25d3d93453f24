"""`--add-ignores`: where the comments go, and that they are enough."""

import pytest

from specc.source import Source
from specc.syntax.format import format_source

from .conftest import Specc, Write
from .specs import BIAS, BROKEN, GOOD, SOFTMAX

ASK = "# specc: ignore[softmax-single-unit]"
LAYER = "Dense(1, activation=softmax)"


def model(*lines: str) -> str:
    """A model of these lines."""
    body = "".join(f"    {line}\n" for line in lines)
    return f"model A {{\n    input x: [4]\n{body}}}\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (model(LAYER), model(f"{LAYER}  {ASK}")),
        (model(f"output y = {LAYER}"), model(f"output y = {LAYER}  {ASK}")),
        (
            model("Dense(64) -> ReLU", f"    -> {LAYER}"),
            model("Dense(64) -> ReLU", f"    -> {LAYER}  {ASK}"),
        ),
        (model(f"{LAYER}  # why"), model(ASK, f"{LAYER}  # why")),
        (
            model("Dense(", "    1,", "    activation=softmax,", ")"),
            model(ASK, "Dense(", "    1,", "    activation=softmax,", ")"),
        ),
        (
            model("repeat 2 {", f"    {LAYER}", "}"),
            model("repeat 2 {", f"    {LAYER}  {ASK}", "}"),
        ),
        (
            model("repeat 2 {", f"    {LAYER}  # why", "}"),
            model("repeat 2 {", f"    {ASK}", f"    {LAYER}  # why", "}"),
        ),
        (
            model("if true {", f"    {LAYER}  # why", "}"),
            model("if true {", f"    {ASK}", f"    {LAYER}  # why", "}"),
        ),
        (
            model(f"{LAYER}  # specc: ignore[bias-before-batch-norm]"),
            model(f"{LAYER}  # specc: ignore[bias-before-batch-norm, softmax-single-unit]"),
        ),
        (
            model("# specc: ignore[unknown-name]  for now", LAYER),
            model("# specc: ignore[unknown-name, softmax-single-unit]  for now", LAYER),
        ),
        (
            model(f"{LAYER}  # specc: ignore-file[unknown-name]"),
            model(ASK, f"{LAYER}  # specc: ignore-file[unknown-name]"),
        ),
        (
            model(f"long = x -> {LAYER} -> Identity -> Identity -> Identity"),
            model(ASK, f"long = x -> {LAYER} -> Identity -> Identity -> Identity"),
        ),
        (
            "model A { input x: [4]\n output y = Dense(1, activation=softmax) }\n",
            f"model A {{ input x: [4]\n output y = Dense(1, activation=softmax) }}  {ASK}\n",
        ),
        (model(LAYER).replace("\n", "\r\n"), model(f"{LAYER}  {ASK}").replace("\n", "\r\n")),
        (
            model(f"{LAYER}  # why").replace("\n", "\r\n"),
            model(ASK, f"{LAYER}  # why").replace("\n", "\r\n"),
        ),
        ("\ufeff" + model(LAYER), "\ufeff" + model(f"{LAYER}  {ASK}")),
        (model(LAYER, LAYER), model(f"{LAYER}  {ASK}", f"{LAYER}  {ASK}")),
        (BROKEN, BROKEN.replace("Linear(3)", "Linear(3)  # specc: ignore[unknown-layer]")),
        (GOOD, GOOD),
        ("model {", "model {"),
    ],
)  # fmt: skip
def test_place(specc: Specc, write: Write, before: str, after: str) -> None:
    path = write("a.spec", before)
    narrow = ["--select", "softmax-single-unit"]
    ran = specc("check", "--add-ignores", *narrow, "a.spec")
    assert path.read_bytes().decode() == after
    assert ran.err == ""
    assert specc("check", *narrow, "a.spec").code == (before == "model {")
    specc("check", "--add-ignores", *narrow, "a.spec")
    assert path.read_bytes().decode() == after


def test_several_rules_share_a_comment(specc: Specc, write: Write) -> None:
    layers = "Dense(1) -> BatchNorm -> Softmax"
    path = write("a.spec", model(layers))
    chosen = ["--select", "softmax-single-unit,bias-before-batch-norm"]
    ran = specc("check", "--add-ignores", *chosen, "a.spec")
    both = "# specc: ignore[bias-before-batch-norm, softmax-single-unit]"
    assert path.read_text() == model(f"{layers}  {both}")
    assert ran.out.endswith("no findings in 1 file\nsilenced 2, 0 remaining\n")


def test_a_comment_of_several_rules_has_room_or_stands_above(specc: Specc, write: Write) -> None:
    layers = "Dense(1) -> BatchNorm -> Softmax -> Identity"
    path = write("a.spec", model(layers))
    chosen = ["--select", "softmax-single-unit,bias-before-batch-norm"]
    specc("check", "--add-ignores", *chosen, "a.spec")
    both = "# specc: ignore[bias-before-batch-norm, softmax-single-unit]"
    assert path.read_text() == model(both, layers)


@pytest.mark.parametrize("text", [SOFTMAX, BIAS, model(f"{LAYER}  # why"), model(LAYER, LAYER)])
def test_it_is_written_as_the_formatter_would(specc: Specc, write: Write, text: str) -> None:
    path = write("a.spec", text)
    specc("check", "--add-ignores", "a.spec")
    made = path.read_text()
    assert made != text
    assert format_source(Source("a.spec", made)) == made


def test_what_no_comment_silences(specc: Specc, write: Write) -> None:
    text = GOOD.replace("Dense(3)", "Dense(3)  # specc: ignore[softmax-single-unit]")
    path = write("a.spec", text)
    ran = specc("check", "--add-ignores", "a.spec")
    assert (ran.code, path.read_text()) == (1, text)
    assert "silenced 0, 1 remaining" in ran.out


def test_only_what_is_asked_for(specc: Specc, write: Write) -> None:
    path = write("a.spec", SOFTMAX + BIAS)
    specc("check", "--add-ignores", "--ignore", "output", "a.spec")
    assert path.read_text() == SOFTMAX + BIAS.replace(
        "ReLU", "ReLU  # specc: ignore[bias-before-batch-norm]"
    )


def test_diff_shows_the_comments(specc: Specc, write: Write) -> None:
    path = write("a.spec", SOFTMAX)
    ran = specc("check", "--add-ignores", "--diff", "a.spec")
    assert (ran.code, path.read_text()) == (1, SOFTMAX)
    assert f"\n+    {LAYER}  {ASK}\n" in ran.out
