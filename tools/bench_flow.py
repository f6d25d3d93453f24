"""How well `specc flow` predicts what PyTorch measures: the accuracy table of docs/flow.md.

For each network the worst layer's factor between prediction and measurement is shown, for the RMS
of a layer's output, for the RMS gradient of its kernels relative to the last layer's, and for that
of dL/dz. Both backends write the same network; the measurement uses PyTorch's.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from statistics import median
from typing import NamedTuple

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from specc.driver import check
from specc.files.workspace import Workspace
from specc.flow.result import Flow, LayerFlow
from specc.flow.walk import flow, last_steps
from specc.ir.graph import Graph
from specc.source import Source
from tools.flow_measure import Measured, measure
from tools.flow_networks import HELD, TUNED, Network

SEEDS = 8
BAR = 2.0
SHARE = 0.95


class Row(NamedTuple):
    """One network: the worst layer's factors, and whether the prediction calls itself rough."""

    network: Network
    signal: float
    weights: float
    inner: float
    rough: bool

    @property
    def hit(self) -> bool:
        """True where signal and weight gradient of every layer are within the bar."""
        return max(self.signal, self.weights) <= BAR


def graph_of(network: Network) -> Graph:
    """The graph of a network."""
    checked = check(Source("flow.spec", network.text), Workspace().load, rules=False)
    assert not checked.failed, [one.message for one in checked.diagnostics]
    return checked.models["M"]


def row_of(network: Network, seeds: int = SEEDS) -> Row:
    """Predict and measure one network."""
    graph = graph_of(network)
    found = flow(graph, batch=network.batch)
    seen = measure(graph, [layer.node for layer in found.layers], seeds, network.batch)
    factors = list(_factors(graph, found, seen))
    worst = [max(column) for column in zip(*factors, strict=True)]
    return Row(network, *worst, any(layer.rough for layer in found.layers))


def _factors(
    graph: Graph, found: Flow, seen: dict[int, Measured]
) -> Iterator[tuple[float, float, float]]:
    """Of each layer: output, kernel gradient, dL/dz."""
    last = seen[last_layer(found).node]
    for layer in found.layers:
        here = seen[layer.node]
        ends = layer.node in last_steps(graph)
        yield (
            factor(layer.inner if ends else layer.signal, here.signal),
            factor(layer.weight_gradient, here.weight_gradient / last.weight_gradient),
            factor(layer.gradient, here.gradient / last.gradient),
        )


def last_layer(found: Flow) -> LayerFlow:
    """The layer that the others are relative to."""
    return [layer for layer in found.layers if layer.weight_gradient is not None][-1]


def factor(predicted: float | None, measured: float) -> float:
    """By how much one is larger than the other."""
    if not predicted or measured <= 0.0:
        return float("inf")
    return max(predicted / measured, measured / predicted)


def table(rows: list[Row]) -> Iterator[str]:
    """The table as Markdown."""
    yield "| network | layers | output | weight gradient | dL/dz | |"
    yield "| --- | ---: | ---: | ---: | ---: | --- |"
    for row in rows:
        mark = "rough" if row.rough else ""
        numbers = f"{row.signal:.2f} | {row.weights:.2f} | {row.inner:.2f}"
        yield f"| {row.network.name} | {row.network.depth} | {numbers} | {mark} |"


def verdict(rows: list[Row]) -> Iterator[str]:
    """What the table comes to."""
    hits = sum(row.hit for row in rows)
    yield f"{hits} of {len(rows)} networks within a factor of {BAR:g} on every layer"
    for name, of in (("output", 1), ("weight gradient", 2), ("dL/dz", 3)):
        column = [row[of] for row in rows]
        yield f"  {name}: median {median(column):.2f}, at most {max(column):.2f}"
    missed = [row for row in rows if not row.hit]
    unmarked = ", ".join(row.network.name for row in missed if not row.rough)
    yield f"  missed and not marked rough: {unmarked or 'none'}"


def main() -> int:
    """Print both tables; 1 where the bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--only", choices=("tuned", "held"))
    asked = parser.parse_args()
    started = time.perf_counter()
    good = True
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        for name, networks in (("tuned", TUNED), ("held", HELD)):
            if asked.only not in (None, name):
                continue
            rows = list(pool.map(row_of, networks, [asked.seeds] * len(networks)))
            print(f"\n## {len(rows)} networks: {name}\n")
            print("\n".join([*table(rows), "", *verdict(rows)]), flush=True)
            good = good and sum(row.hit for row in rows) >= SHARE * len(rows)
    print(f"\n{time.perf_counter() - started:.0f} s, {asked.seeds} seeds")
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
