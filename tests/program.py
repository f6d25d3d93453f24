"""Spec text in, generated modules out: what tests of generated code share."""

import hashlib
import importlib.util
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from specc.backend import Request, find_backend
from specc.driver import check
from specc.files.workspace import Workspace
from specc.ir.graph import Graph
from specc.source import Source


def models_of(text: str, overrides: Mapping[str, Any] | None = None) -> Mapping[str, Graph]:
    """The models of a spec that has no fault; it may import from `std`."""
    checked = check(Source("test.spec", text), Workspace().load, overrides, rules=False)
    errors = [d.message for d in checked.diagnostics if d.severity == "error"]
    assert not errors, errors
    return checked.models


def emitted(text: str, backend: str) -> Mapping[str, str]:
    """The files that a backend writes for a spec's models, without training."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    request = Request(models_of(text), None, "test.spec", digest, text)
    found = find_backend(backend).emit(request)
    assert not found.diagnostics, [d.message for d in found.diagnostics]
    return found.files


def load(code: str, folder: Path, name: str) -> ModuleType:
    """Write a module and import it under a name of its own."""
    path = folder / f"{name}.py"
    path.write_text(code, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
