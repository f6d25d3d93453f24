"""`sweep` sections: what is varied, and what is said where that is wrong."""

from collections.abc import Callable

import pytest

from specc.resolve.sections import Sections

Read = Callable[..., Sections]
Said = Callable[[str], list[str]]


def sweep(body: str) -> str:
    """A spec with a model, data, a train section and one sweep."""
    return (
        "let width = 4\n"
        "data d {\n source = sklearn(iris)\n}\n"
        "model M(units=3) {\n input x: [4]\n Dense(width)\n Dense(units)\n}\n"
        "train t {\n loss = cross_entropy\n optimizer = sgd(0.1)\n}\n"
        f"sweep {{\n{body}\n}}\n"
    )


@pytest.mark.parametrize(
    ("line", "key", "shown"),
    [
        ("width = [4, 8]", "width", "[4, 8]"),
        ("M.units = [3]", "M.units", "[3]"),
        ("epochs = integer(1, 9)", "t.epochs", "integer(low=1, high=9)"),
        ("train.batch = [16, all]", "t.batch", "[16, `all`]"),
        ("lr = log_uniform(1e-4, 1e-1)", "t.lr", "log_uniform(low=0.0001, high=0.1)"),
        ("t.momentum = uniform(0, 0.9)", "t.momentum", "uniform(low=0.0, high=0.9)"),
    ],
)
def test_varied(read: Read, line: str, key: str, shown: str) -> None:
    found = read(sweep(f"trials = 5\n{line}"))
    assert not found.diagnostics
    plan = found.sweeps[""]
    assert {name: repr(draw) for name, draw in plan.search.items()} == {key: shown}
    assert (plan.train, plan.trials, plan.monitor) == ("t", 5, "val_loss")


@pytest.mark.parametrize(
    ("body", "finding"),
    [
        ("trails = 3", "unknown-setting | trails | there is nothing called `trails` to vary | did"),
        ("M.width = [3]", "unknown-setting | M.width | there is nothing called `M.width` to vary"),
        ("epochs = [1, 0]", "invalid-setting | [1, 0] | `epochs` must be an integer of at least 1"),
        ("epochs = 3", "invalid-setting | 3 | `epochs` must be a list of choices, or a range"),
        ("epochs = []", "invalid-setting | [] | `epochs` must be a list of choices, or a range"),
        (
            "lr = uniform(2, 1)\ntrials = 1",
            "invalid-setting | uniform(2, 1) | `uniform` goes from 2",
        ),
        ("lr = uniform(1, 2)", "missing-setting | sweep | `sweep` has no `trials`, and `t.lr` is"),
        ("lr = [1]\nt.lr = [2]", "duplicate-setting | t.lr | `t.lr` is varied twice"),
        ("train = s\nlr = [1]", "unknown-train | s | there is no train section `s`"),
        ("monitor = val_f1\nlr = [1]", "unknown-monitor | val_f1 | `monitor` watches `val_f1`"),
        ("trials = 0\nlr = [1]", "invalid-setting | 0 | `trials` of `sweep` must be an integer"),
    ],
)
def test_fault(said: Said, body: str, finding: str) -> None:
    (line,) = said(sweep(body))
    assert line.startswith(finding)


def test_a_sweep_of_nothing_to_train(said: Said) -> None:
    (line,) = said("sweep {\n lr = [1, 2]\n}\n")
    assert "`sweep` has nothing to vary: the file has no `train`" in line
