"""Writes `README.md`: what the files are, how to run them, and the model's shapes."""

from collections.abc import Sequence
from pathlib import Path

from specc import __version__
from specc.backend import Request
from specc.emit.carry import holding
from specc.emit.harness.program import rendered
from specc.emit.header import clean
from specc.namedtuple import NamedTuple
from specc.training.plan import DataPlan
from specc.training.source import Csv, Images, Npz, Parquet, Sklearn, Torchvision

TEMPLATES = Path(__file__).parent / "templates"
LONGEST_ORIGIN = 60


class Example(NamedTuple):
    """A framework's own part: its name, packages to install, and lines that use the model."""

    framework: str
    packages: tuple[str, ...]
    usage: Sequence[str]
    weights: str = "best.pt"


def readme_file(request: Request, model: str, example: Example) -> str:
    """The text of `README.md`; `model` is the class that the example uses."""
    train = request.train
    data = train.data if train else None
    origin = clean(request.origin)[-LONGEST_ORIGIN:].replace("`", "'")
    values = {
        "model": model,
        "framework": example.framework,
        "packages": " ".join([*example.packages, *_packages(data)]),
        "usage": example.usage,
        "weights": example.weights,
        "carried": any(any(holding(graph)) for graph in request.models.values()),
        "origin": origin,
        "version": __version__,
        "trains": data is not None,
        "scaled": data is not None and data.scale is not None,
        "files": data is not None and isinstance(data.source, (Csv, Images, Npz)),
    }
    return rendered(TEMPLATES, "README.md.jinja", values)


def _packages(data: DataPlan | None) -> list[str]:
    """What the program needs besides the framework."""
    if data is None:
        return []
    found = ["numpy", "matplotlib", "tqdm"]
    if isinstance(data.source, Sklearn):
        found.append("scikit-learn")
    if isinstance(data.source, Parquet):
        found += ["pandas", "pyarrow"]
    if isinstance(data.source, Images):
        found.append("pillow")
    if isinstance(data.source, Torchvision):
        found.append("torchvision")
    if data.source.word == "keras":
        found.append("keras")
    return found
