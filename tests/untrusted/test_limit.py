"""What goes past a limit ends soon, with one finding that has a place."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from specc.driver import check
from specc.files.workspace import Workspace
from specc.resolve.module import Loaded
from specc.source import Source

from .stages import printed


def model(body: str, before: str = "") -> str:
    """A model around some statements."""
    return f"{before}\nmodel M {{\n    input x: [4]\n    {body}\n}}\n"


def tower(first: str, step: str) -> str:
    """Fifty blocks, each of which uses the one before it more than once."""
    blocks = [
        f"block B{n} {{\n    input x\n    {step.format(f'B{n - 1}')}\n}}" for n in range(1, 50)
    ]
    return model("B49", "\n".join([f"block B0 {{\n    input x\n    {first}\n}}", *blocks]))


def doubled(name: str) -> str:
    """Forty lists, each of which holds the one before it twice."""
    return f"let {name}0 = [0, 0]\n" + "".join(
        f"let {name}{n} = [{name}{n - 1}, {name}{n - 1}]\n" for n in range(1, 40)
    )


@pytest.fixture(autouse=True)
def _no_collector() -> Iterator[None]:
    """As on the command line: walking what all stays alive is what takes long."""
    gc.disable()
    yield
    gc.enable()


LIMITS = {
    "bytes": ("# " + "x" * (1 << 20), "bytes"),
    "nesting": (model("if true { " * 70 + "ReLU" + " }" * 70), "brackets are open at once"),
    "depth": (model("let a = " + " + ".join(["1"] * 5000)), "levels deep"),
    "number": (model("Dense(" + "9" * 5000 + ")"), "63 bits"),
    "power": (model("Dense(2 ** 63)"), "63 bits"),
    "tower": (model("Dense(2 ** 2 ** 2 ** 2 ** 2 ** 2)"), "63 bits"),
    "real": (model("Dropout(10.0 ** 400)"), "has no finite value"),
    "elements": (model("Flatten").replace("[4]", "[10 ** 18, 10 ** 18]"), "2**63 elements"),
    "rank": (model("ReLU").replace("[4]", f"[{', '.join(['1'] * 1000)}]"), "at most 16 axes"),
    "layers": (model("repeat 300_000 { ReLU }"), "more than 200000 layers"),
    "empty repeat": (model("repeat 10 ** 12 { }"), "steps than are allowed"),
    "nested repeats": (model("repeat 10 ** 6 { repeat 10 ** 6 { let a = 1 } }"), "steps than"),
    "loop of lists": (model("repeat 10 ** 6 { let a = range(100_000) }"), "steps than are allowed"),
    "loop of branches": (model(f"repeat 10 ** 6 {{ [{'x, ' * 999}x] }}"), "steps than are allowed"),
    "loop of faults": (model("repeat 10 ** 6 { Dens(3) }"), "no layer or block `Dens`"),
    "tower of blocks": (tower("Dense(4)", "{0} -> {0}"), "steps than are allowed"),
    "tower of empty blocks": (tower("x", "{0} -> {0}"), "steps than are allowed"),
    "tower of branches": (tower("ReLU", "[{0}, {0}] -> Add"), "steps than are allowed"),
    "range": (model("for i in range(10 ** 15) { ReLU }"), "over the limit"),
    "rounding": (model("Dense(round(2 ** 60, -(10 ** 17)))"), "at least 1, got 0"),
    "list": (model("Dense(a)", f"let a = [{'1, ' * 250_000}]"), "over the limit"),
    "list of lists": (model("Dense(a39)", doubled("a")), "over the limit"),
    "equal lists": (model("if a39 == b39 { ReLU }", doubled("a") + doubled("b")), "over the limit"),
    "loop of nesting": (model("repeat 5000 { let a = [a] }\n    Dense(a)", "let a = 0"), "limit"),
    "constants in a chain": (
        model(
            "Dense(a0)", "".join(f"let a{n} = a{n + 1}\n" for n in range(5000)) + "let a5000 = 4"
        ),
        "nested too deeply",
    ),
    "constants in a circle": (model("Dense(a)", "let a = b\nlet b = a"), "by way of itself"),
    "blocks in a chain": (
        "".join(f"block B{n} {{\n    input x\n    B{n + 1}\n}}\n" for n in range(100))
        + model("B0", "block B100 {\n    input x\n    ReLU\n}"),
        "more than 64 blocks deep",
    ),
    "block in itself": (model("B", "block B {\n    input x\n    B\n}"), "`B` uses itself"),
    "blocks in a circle": (
        model("A", "block A {\n    input x\n    B\n}\nblock B {\n    input x\n    A\n}"),
        "uses itself",
    ),
    "terms": (
        model("ReLU", "dim A, B, C").replace("[4]", "[(A + B + C + 1) ** 8]"),
        "more than 64 terms",
    ),
    "factors": (
        model("repeat 99 { Conv1D(3, 3, stride=2, padding=same) }", "dim H").replace(
            "[4]", "[H, 3]"
        ),
        "63 bits",
    ),
    "condition": (
        model("ReLU", f"dim H where {' and '.join(f'H % {n} == 0' for n in range(2, 60))}"),
        "63 bits",
    ),
}


@pytest.mark.parametrize("case", LIMITS)
def test_one_finding(case: str) -> None:
    text, said = LIMITS[case]
    found = check(Source("test.spec", text), lambda *_: Loaded(None, "no imports"), rules=False)
    messages = [one.message for one in found.diagnostics]
    assert len(messages) == 1, messages[:5]
    assert said in messages[0]
    assert len(messages[0]) < 400
    printed(found.diagnostics)


FITS = {
    "layers": model("repeat 150_000 { ReLU }"),
    "branches": model(f"[{'x, ' * 10_000}x] -> Concat"),
    "nesting": model("if true { " * 60 + "ReLU" + " }" * 60),
    "else if": model("if 1 == 2 { ReLU }" + " else if 1 == 2 { ReLU }" * 5000 + " else { ReLU }"),
    "number": model("Dense(2 ** 62)"),
    "shared": model("layer d = Dense(4)\n    repeat 10_000 { d -> ReLU }"),
}


@pytest.mark.parametrize("case", FITS)
def test_within_the_limits(case: str) -> None:
    found = check(
        Source("test.spec", FITS[case]), lambda *_: Loaded(None, "no imports"), rules=False
    )
    assert found.diagnostics == ()


def test_files_imported(tmp_path: Path) -> None:
    names = [f"a{n}" for n in range(300)]
    for name in names:
        block = f"block {name.title()} {{\n    input x\n    ReLU\n}}\n"
        (tmp_path / f"{name}.spec").write_text(block)
    imports = "".join(f'import {name.title()} from "{name}.spec"\n' for name in names)
    top = tmp_path / "top.spec"
    top.write_text(imports + model("ReLU"))
    workspace = Workspace()
    found = check(workspace.open(str(top)).source, workspace.load)
    assert [one.message for one in found.diagnostics] == ["more than 256 files are imported"]
