"""Every model of the zoo is, in both frameworks, what its spec says; large ones are made small.

`make verify` does the same for all of them as they are, which takes long: docs/verified.md.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from specc.backend import find_backend
from specc.verify.process import Worker
from specc.verify.verifiable import Verifiable
from specc.verify.verify import verify
from tests.spec_file import ZOO, checked

from .small import SMALL, made_small

MODELS = [(path, name) for path in ZOO for name in checked(path).models]


@cache
def backends() -> tuple[Verifiable, ...]:
    """PyTorch, whose values the others' are compared with, and Keras."""
    found = [find_backend(name) for name in ("pytorch", "keras")]
    assert all(isinstance(one, Verifiable) for one in found)
    return tuple(one for one in found if isinstance(one, Verifiable))


@pytest.fixture(scope="module")
def workers() -> Iterator[Mapping[str, Worker]]:
    """One process a framework, for all models."""
    torch, keras = backends()
    with Worker(torch.worker) as ours, Worker(keras.worker) as theirs:
        yield {torch.name: ours, keras.name: theirs}


@pytest.mark.parametrize(
    ("path", "name"), MODELS, ids=[f"{path.stem}-{name}" for path, name in MODELS]
)
def test_model_is_as_its_spec_says(workers: Mapping[str, Worker], path: Path, name: str) -> None:
    found = made_small(path)
    report = verify(found, found.models[name], backends(), workers)
    assert report.differences == ()
    assert report.ok
    measured = report.backends["keras"]
    assert report.random or measured.output_difference is not None


def test_what_is_made_small_exists() -> None:
    assert set(SMALL) <= {path.stem for path in ZOO}
