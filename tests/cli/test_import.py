"""Imports: below the project's root only, once, and never for ever."""

import os

import pytest

from .conftest import Specc, Write

BLOCK = "block Head(units=3) {\n    input x\n    Dense(units)\n}\n"


def use(path: str) -> str:
    """A spec that imports `Head` from a path."""
    return f"import Head from {path}\nmodel A {{\n    input x: [4]\n    Head\n}}\n"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.spec", use('"blocks.spec"'), "no findings"),
        ("a.spec", use('"sub/../blocks.spec"'), "no findings"),
        ("sub/a.spec", use('"../blocks.spec"'), "no findings"),
        ("a.spec", use('"block.spec"'), "there is no file `block.spec`"),
        ("a.spec", use('"../blocks.spec"'), "`../blocks.spec` lies outside the project's root"),
        ("a.spec", use('"/etc/passwd"'), "is not the relative path of a `.spec` file"),
        ("a.spec", use('"pyproject.toml"'), "is not the relative path of a `.spec` file"),
        ("a.spec", use('"link.spec"'), "`link.spec` lies outside the project's root"),
        ("a.spec", use('"folder.spec"'), "there is no file `folder.spec`"),
        ("a.spec", use('"broken.spec"'), "`broken.spec` has 2 errors, the first in line 1"),
        ("a.spec", use('"binary.spec"'), "`binary.spec` cannot be read: the file is not UTF-8"),
        ("a.spec", use("std.convolutoin"), "there is no library module `std.convolutoin`"),
        ("a.spec", use("std.convolution"), "`std.convolution` has no `Head`"),
        ("a.spec", use("os.path"), "there is no library module `os.path`"),
    ],
)
def test_what_an_import_may_name(
    specc: Specc, write: Write, tmp_path: os.PathLike[str], name: str, text: str, said: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    write("secret.spec", BLOCK)
    write("project/pyproject.toml", "")
    write("project/blocks.spec", BLOCK)
    write("project/broken.spec", "model {")
    write("project/binary.spec", b"\xff")
    write("project/folder.spec/x.txt", "")
    os.symlink(f"{tmp_path}/secret.spec", f"{tmp_path}/project/link.spec")
    write(f"project/{name}", text)
    monkeypatch.chdir(f"{tmp_path}/project")
    assert said in specc("check", name).out


def test_without_a_project_the_files_own_folder_is_the_root(specc: Specc, write: Write) -> None:
    write("blocks.spec", BLOCK)
    write("sub/a.spec", use('"../blocks.spec"'))
    assert "lies outside the project's root" in specc("check", "sub/a.spec").out


@pytest.mark.parametrize("other", ["a.spec", "b.spec"])
def test_cycle_of_imports_ends(specc: Specc, write: Write, other: str) -> None:
    write("a.spec", f'import B from "{other}"\nblock A {{\n    input x\n    Dense(2)\n}}\n')
    write("b.spec", 'import A from "a.spec"\nmodel B {\n    input x: [4]\n    A\n}\n')
    assert specc("check", ".").code in (0, 1)


@pytest.mark.parametrize(
    ("block", "parameters"), [("DoubleConv(8)", 824), ("Residual(8)", 864), ("Bottleneck(4)", 348)]
)
def test_library_of_convolutions(specc: Specc, write: Write, block: str, parameters: int) -> None:
    word = block.partition("(")[0]
    text = (
        f"import {word} from std.convolution\nmodel A {{\n    input x: [9, 9, 3]\n    {block}\n}}\n"
    )
    write("a.spec", text)
    assert f"trainable parameters   {parameters:,}\n" in specc("summary", "a.spec").out
