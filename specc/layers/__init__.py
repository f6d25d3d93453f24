"""The layers, one file a family, one class a layer; importing this package registers them."""

from importlib import import_module
from pathlib import Path

for _path in sorted(Path(__file__).parent.glob("[!_]*.py")):
    import_module(f"{__name__}.{_path.stem}")
