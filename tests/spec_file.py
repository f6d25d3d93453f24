"""A spec file in, what specc makes of it out: what tests of whole files share."""

from pathlib import Path

from specc.backend import Emitted, Request, find_backend
from specc.driver import Checked, check
from specc.files.workspace import Workspace

ROOT = Path(__file__).parent.parent
ZOO = sorted((ROOT / "specs").glob("*.spec"))


def checked(path: Path) -> Checked:
    """A spec file after all phases and rules, imports and all; it can be read."""
    workspace = Workspace()
    opened = workspace.open(str(path))
    assert opened.fault is None
    return check(opened.source, workspace.load)


def program(found: Checked, backend: str, train: str | None = None) -> Emitted:
    """What a backend makes of all models, and of one training of them."""
    plan = found.sections.trains[train] if found.sections and train is not None else None
    path = Path(found.source.path).name
    return find_backend(backend).emit(
        Request(found.models, plan, path, "0" * 64, found.source.text)
    )
