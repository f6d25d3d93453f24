"""What rules say of data that a spec only names, where they are allowed to open it."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from specc.driver import check
from specc.files.rows import read_rows
from specc.files.workspace import Workspace
from specc.options import PLAIN, Options

OPEN = Options(data=True, rows=read_rows)
XOR = "a,kind,b\n0,no,0\n0,yes,1\n1,yes,0\n1,no,1\n"
SPEC = """\
data rows {{
    source = {source}
}}

model Linear {{
    input x: [{features}]
    output y = Dense({units})
}}

train {{
    loss   = {loss}
    epochs = 1000
}}
"""


def said(
    folder: Path, source: str, features: int = 2, units: int = 1, options: Options = OPEN
) -> list[tuple[str, str]]:
    path = folder / "model.spec"
    loss = "cross_entropy" if units > 1 else "binary_cross_entropy"
    spec = SPEC.format(source=source, features=features, units=units, loss=loss)
    path.write_text(spec, encoding="utf-8")
    workspace = Workspace()
    found = check(workspace.open(str(path)).source, workspace.load, options=options).diagnostics
    mine = [d for d in found if d.rule == "linear-model-nonlinear-task"]
    return [(d.severity.value, d.message) for d in mine]


def test_rows_of_a_file_that_no_line_separates(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text(XOR, encoding="utf-8")
    message = (
        "no line separates the 2 rows of `yes` from the 2 of `no`, "
        "and `Linear` puts one line between two classes"
    )
    assert said(tmp_path, 'csv("rows.csv", target=kind)') == [("info", message)]
    assert said(tmp_path, 'csv("rows.csv", target=kind)', options=PLAIN) == []


def test_columns_that_separate_the_rows(tmp_path: Path) -> None:
    rows = "a,b,kind,c\n0,0,no,5\n0,1,yes,7\n1,0,yes,7\n1,1,no,5\n"
    (tmp_path / "rows.csv").write_text(rows, encoding="utf-8-sig")
    assert said(tmp_path, 'csv("rows.csv", target=kind)', 3) == []
    assert said(tmp_path, 'csv("rows.csv", target=kind, inputs=[a, b])') != []


@pytest.mark.parametrize("dtype", ["f4", ">f8", "i8", "u1", "?"])
def test_arrays(tmp_path: Path, dtype: str) -> None:
    x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]).astype(dtype)
    np.savez_compressed(tmp_path / "rows.npz", x=x, y=np.array([0, 1, 1, 0]))
    found = said(tmp_path, 'npz("rows.npz")')
    assert [severity for severity, _ in found] == ["info"]
    assert "the 2 rows of `1` from the 2 of `0`" in found[0][1]


def test_kinds_of_iris(tmp_path: Path) -> None:
    found = said(tmp_path, "sklearn(iris)", 4, 3)
    message = (
        "no hyperplane separates the 50 rows of `virginica` from the 50 of `versicolor`, "
        "and `Linear` puts one hyperplane between two classes"
    )
    assert found == [("info", message)]


@pytest.mark.parametrize(("name", "features", "units"), [("wine", 13, 3), ("breast_cancer", 30, 1)])
def test_sets_that_hyperplanes_separate_or_that_take_too_long(
    tmp_path: Path, name: str, features: int, units: int
) -> None:
    assert said(tmp_path, f"sklearn({name})", features, units) == []


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ('csv("none.csv", target=kind)', "there is no file `none.csv` beside the spec"),
        ('csv(".", target=kind)', "there is no file `.` beside the spec"),
        ('csv("rows.csv", target=sort)', "`rows.csv` has no column `sort`"),
        ('csv("words.csv", target=kind)', "`x` in line 3 is not a number"),
        ('csv("ragged.csv", target=kind)', "line 2 has 2 cells, the first 3"),
        ('npz("rows.csv")', "`rows.csv` is not an archive of NumPy arrays"),
        ('npz("rows.npz", inputs=z)', "`rows.npz` has no array `z`"),
        ('npz("rows.npz", inputs=o)', "`o` in `rows.npz` is not a plain array of numbers"),
    ],
)
def test_data_that_cannot_be_read(tmp_path: Path, source: str, why: str) -> None:
    (tmp_path / "rows.csv").write_text(XOR, encoding="utf-8")
    (tmp_path / "words.csv").write_text("a,kind,b\n0,no,0\nx,yes,1\n", encoding="utf-8")
    (tmp_path / "ragged.csv").write_text("a,kind,b\n0,no\n", encoding="utf-8")
    odd = np.array([None, "text"], dtype=object)
    np.savez(tmp_path / "rows.npz", x=np.zeros((2, 2)), y=np.zeros(2), o=odd, allow_pickle=True)
    assert said(tmp_path, source) == [("warning", f"the data was not looked at: {why}")]


@pytest.mark.parametrize("data", [b"\xff\xfe\x00\x01", b"\x00" * 50, b'a,kind\n"0,no', b""])
def test_bytes_that_are_no_table(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "rows.csv").write_bytes(data)
    assert [severity for severity, _ in said(tmp_path, 'csv("rows.csv", target=kind)', 1)] in (
        ["warning"],
        [],
    )


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "rows.csv")
    assert said(tmp_path, 'csv("rows.csv", target=kind)') != []


def test_more_rows_than_are_looked_at(tmp_path: Path) -> None:
    rows = "".join(
        f"{i % 2},{'no' if i % 2 == i % 4 // 2 else 'yes'},{i % 4 // 2}\n" for i in range(6000)
    )
    (tmp_path / "rows.csv").write_text(f"a,kind,b\n{rows}", encoding="utf-8")
    assert said(tmp_path, 'csv("rows.csv", target=kind)') == []


def test_no_framework_is_imported(tmp_path: Path) -> None:
    said(tmp_path, "sklearn(iris)", 4, 3)
    script = (
        "import sys\n"
        "from specc.driver import check\n"
        "from specc.files.rows import read_rows\n"
        "from specc.files.workspace import Workspace\n"
        "from specc.options import Options\n"
        "workspace = Workspace()\n"
        f"source = workspace.open({str(tmp_path / 'model.spec')!r}).source\n"
        "found = check(source, workspace.load, options=Options(data=True, rows=read_rows))\n"
        "assert any(d.rule == 'linear-model-nonlinear-task' for d in found.diagnostics)\n"
        "print({'sklearn', 'numpy'} & set(sys.modules))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"
