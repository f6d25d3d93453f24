"""The curve of each schedule: the share of `lr` at a time, in epochs, of ten."""

import pytest

from specc.training.schedule import Schedule

CASES: list[tuple[str, dict[str, float], list[tuple[float, float]]]] = [
    ("constant", {}, [(0, 1), (10, 1)]),
    ("cosine", {}, [(0, 1), (5, 0.5), (10, 0), (12, 0)]),
    ("cosine", {"warmup": 2.0, "floor": 0.1}, [(0, 0), (1, 0.5), (2, 1), (6, 0.55), (10, 0.1)]),
    ("linear", {"warmup": 10.0}, [(5, 0.5), (10, 0)]),
    ("linear", {}, [(0, 1), (2.5, 0.75), (10, 0)]),
    ("step", {"every": 3, "factor": 0.1}, [(0, 1), (2.9, 1), (3, 0.1), (9, 1e-3)]),
    ("exponential", {"factor": 0.5}, [(0, 1), (0.9, 1), (1, 0.5), (3, 0.125)]),
    ("one_cycle", {}, [(0, 0.04), (1.5, 0.52), (3, 1), (10, 4e-6)]),
]


@pytest.mark.parametrize(
    ("word", "settings", "time", "share"),
    [(word, settings, *point) for word, settings, points in CASES for point in points],
)
def test_share(word: str, settings: dict[str, float], time: float, share: float) -> None:
    schedule = Schedule.known[word](**settings)
    assert schedule.share(time, 10) == pytest.approx(share)
