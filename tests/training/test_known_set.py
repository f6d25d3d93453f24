"""What specc says of scikit-learn's sets, held against the sets themselves."""

import pytest

from specc.training.known_set import KERAS_SETS, SKLEARN_SETS

datasets = pytest.importorskip("sklearn.datasets")


@pytest.mark.parametrize("name", SKLEARN_SETS)
def test_inputs(name: str) -> None:
    values = getattr(datasets, f"load_{name}")().data
    (fact,) = SKLEARN_SETS[name].inputs
    size = 1
    for axis in fact.sizes:
        size *= axis
    assert values.shape == (SKLEARN_SETS[name].samples, size)
    assert (values.min(), values.max()) == pytest.approx((fact.low, fact.high), rel=0.01)
    assert fact.low <= values.min() + 1e-9 or name != "diabetes"
    assert fact.whole == bool((values == values.round()).all())


@pytest.mark.parametrize("name", SKLEARN_SETS)
def test_targets(name: str) -> None:
    values = getattr(datasets, f"load_{name}")().target
    target = SKLEARN_SETS[name].target
    assert target is not None
    assert (values.min(), values.max()) == (target.low, target.high)
    counted = tuple((values == index).mean() for index in range(len(SKLEARN_SETS[name].balance)))
    assert counted == pytest.approx(SKLEARN_SETS[name].balance)


@pytest.mark.parametrize(
    ("name", "samples"),
    [("mnist", 70_000), ("fashion_mnist", 70_000), ("cifar10", 60_000), ("cifar100", 60_000)],
)
def test_downloaded_sets_add_up(name: str, samples: int) -> None:
    assert KERAS_SETS[name].samples == samples
    assert sum(KERAS_SETS[name].balance) == pytest.approx(1)
