"""Every layer with weights is found at its path in the generated modules, each once."""

from pathlib import Path

import pytest
from torch import nn

from specc.emit.paths import module_paths
from specc_pytorch.model_file import model_plan
from tests.program import emitted, load, models_of

SMALL = sorted((Path(__file__).parent / "structure").glob("*.spec"))
ZOO = [Path(__file__).parents[2] / "specs" / f"{n}.spec" for n in ("resnet", "googlenet", "unet")]


@pytest.mark.parametrize("path", [*SMALL, *ZOO], ids=lambda path: path.stem)
def test_modules_at_their_paths(path: Path, tmp_path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    graphs = list(models_of(text).values())
    module = load(emitted(text, "pytorch")["model.py"], tmp_path, "torch_paths")
    paths = module_paths(model_plan(models_of(text)).plan, len(graphs) - 1)
    model = getattr(module, graphs[-1].name)()
    expected = {n.id: n.trainable for n in graphs[-1].nodes if n.trainable}
    found = {id: [model.get_submodule(at) for at in parts.values()] for id, parts in paths.items()}
    assert {id: count(parts) for id, parts in found.items() if count(parts)} == expected
    assert sum(map(count, found.values())) == count([model])
    held = [part for parts in found.values() for part in parts]
    assert len({id(part) for part in held}) == len(held)


def count(modules: list[nn.Module]) -> int:
    return sum(p.numel() for module in modules for p in module.parameters())
