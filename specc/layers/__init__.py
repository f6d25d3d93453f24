"""The layers, one file a family, one class a layer. Importing the package registers them all."""

import os
from importlib import import_module

for _file in sorted(os.listdir(__path__[0])):
    if _file.endswith(".py") and not _file.startswith("_"):
        import_module(f"{__name__}.{_file[:-3]}")
