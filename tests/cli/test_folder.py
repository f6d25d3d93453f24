"""A build never touches what specc did not write."""

import os
from pathlib import Path

import pytest

from specc.files.folder import MANIFEST, FolderRefused, write_folder

FIRST = {"model.py": "one\n", "data/load.py": "two\n"}


def texts(folder: Path) -> dict[str, str]:
    """All files of a folder but the manifest."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }


def test_first_build_makes_the_folder(tmp_path: Path) -> None:
    write_folder(str(tmp_path / "a" / "out"), FIRST)
    assert texts(tmp_path / "a" / "out") == FIRST


def test_next_build_replaces_and_removes(tmp_path: Path) -> None:
    write_folder(str(tmp_path), FIRST)
    (tmp_path / "history.csv").write_text("theirs", encoding="utf-8")
    write_folder(str(tmp_path), {"model.py": "new\n"})
    assert texts(tmp_path) == {"model.py": "new\n", "history.csv": "theirs"}


def test_same_build_gives_the_same_bytes(tmp_path: Path) -> None:
    write_folder(str(tmp_path / "a"), FIRST)
    write_folder(str(tmp_path / "b"), dict(reversed(FIRST.items())))
    assert (tmp_path / "a" / MANIFEST).read_bytes() == (tmp_path / "b" / MANIFEST).read_bytes()


def test_edited_stale_file_stays(tmp_path: Path) -> None:
    write_folder(str(tmp_path), FIRST)
    (tmp_path / "data" / "load.py").write_text("mine", encoding="utf-8")
    write_folder(str(tmp_path), {"model.py": "new\n"})
    assert texts(tmp_path)["data/load.py"] == "mine"


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ({"notes.txt": "mine"}, "holds files that specc did not write"),
        ({"model.py": "mine"}, "holds files that specc did not write"),
        ({MANIFEST: "{", "model.py": "mine"}, "holds files that specc did not write"),
        ({MANIFEST: '{"files": {"x": ""}}', "model.py": "mine"}, "was not written by specc"),
        ({MANIFEST: '{"files": {"model.py": "0"}}', "model.py": "mine"}, "was edited since"),
    ],
)
def test_foreign_files_are_refused(tmp_path: Path, before: dict[str, str], said: str) -> None:
    for name, text in before.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    kept = texts(tmp_path)
    with pytest.raises(FolderRefused, match=said):
        write_folder(str(tmp_path), FIRST)
    assert texts(tmp_path) == kept
    write_folder(str(tmp_path), FIRST, force=True)
    assert texts(tmp_path) == {**kept, **FIRST}


@pytest.mark.parametrize(
    "path",
    [
        "../x.py",
        "/x.py",
        "a/../../x.py",
        "",
        ".",
        "a//b",
        "a\\b",
        "a\nb",
        "link/x.py",
        "sub",
        MANIFEST,
    ],
)
def test_paths_stay_inside(tmp_path: Path, path: str) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "sub").mkdir()
    (tmp_path / "elsewhere").mkdir()
    os.symlink(tmp_path / "elsewhere", out / "link")
    with pytest.raises(FolderRefused):
        write_folder(str(out), {path: "x"}, force=True)
    assert texts(tmp_path) == {}


def test_link_in_the_way_is_replaced_and_not_followed(tmp_path: Path) -> None:
    precious = tmp_path / "precious.txt"
    precious.write_text("mine", encoding="utf-8")
    out = tmp_path / "out"
    write_folder(str(out), FIRST)
    (out / "model.py").unlink()
    os.symlink(precious, out / "model.py")
    with pytest.raises(FolderRefused):
        write_folder(str(out), FIRST)
    write_folder(str(out), FIRST, force=True)
    assert precious.read_text(encoding="utf-8") == "mine"
    assert not (out / "model.py").is_symlink()


def test_manifest_cannot_name_files_outside(tmp_path: Path) -> None:
    import hashlib

    precious = tmp_path / "precious.txt"
    precious.write_text("mine", encoding="utf-8")
    out = tmp_path / "out"
    out.mkdir()
    digest = hashlib.sha256(b"mine").hexdigest()
    manifest = f'{{"files": {{"../precious.txt": "{digest}"}}}}'
    (out / MANIFEST).write_text(manifest, encoding="utf-8")
    write_folder(str(out), FIRST)
    assert precious.exists()
