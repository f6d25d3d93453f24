"""`specc verify`: prove that generated programs are what the spec says."""

import contextlib
import sys
from collections.abc import Iterator, Sequence
from importlib.util import find_spec

import click

from specc.backend import backend_names, find_backend
from specc.cli.checking import CLEAN, FAILED, FINDINGS
from specc.cli.fault import complain
from specc.cli.load import choose, load
from specc.cli.override import overriding
from specc.driver import Checked
from specc.files.search import find_specs
from specc.ir.graph import Graph
from specc.suggest import did_you_mean
from specc.verify.process import Worker
from specc.verify.report import ModelReport, Report
from specc.verify.table import as_text
from specc.verify.verifiable import Verifiable
from specc.verify.verify import verify

CLEAR = "\r\x1b[K"
"""Empties the terminal's line (ECMA-48, 8.3.41)."""


@click.command("verify")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--model", metavar="NAME", help="Only this model.")
@click.option(
    "--backend",
    "asked",
    multiple=True,
    metavar="NAME",
    help="Only this framework; may be given several times.",
)
@overriding()
@click.option("--json", "json", is_flag=True, help="Print an object with all that was measured.")
def command(
    paths: tuple[str, ...], model: str | None, asked: tuple[str, ...], overrides: tuple[str, ...],
    json: bool,
) -> int:  # fmt: skip
    """Build the models in PATH with each framework, run them, and compare.

    PATH is a file or a folder that is searched for `*.spec`. The shape of every tensor, the
    parameters and the multiply-adds must be those that specc says; with the same weights, all
    frameworks must give the same outputs and gradients; and training must lower a loss. Exits with
    1 where something differs. This runs the Python of `extern` layers.
    """
    backends = _backends(asked)
    missing = [one for one in backends if find_spec(one.framework) is None]
    for one in missing:
        complain(f"`{one.name}` is not installed; run `pip install specc[{one.name}]`")
    if missing:
        return FAILED
    specs = [load(path, overrides) for path in find_specs(paths)]
    pairs = [(spec, graph) for spec in specs for graph in _chosen(spec, model, len(specs))]
    unread = tuple(spec.source.path for spec in specs if spec.failed)
    if not pairs and not unread:
        raise click.UsageError(f"there is no model{f' `{model}`' if model else ''} to verify")
    models = tuple(_verified(pairs, backends))
    report = Report(ok=all(one.ok for one in models) and not unread, models=models, unread=unread)
    print(report.model_dump_json(indent=1) if json else as_text(report))
    return CLEAN if report.ok else FINDINGS


def _backends(asked: Sequence[str]) -> list[Verifiable]:
    known = backend_names()
    for name in asked:
        if name not in known:
            help = did_you_mean(name, known) or f"there is {', '.join(f'`{n}`' for n in known)}"
            raise click.UsageError(f"there is no backend `{name}`; {help}")
    found = [find_backend(name) for name in dict.fromkeys(asked or reversed(known))]
    for one in found:
        if asked and not isinstance(one, Verifiable):
            raise click.UsageError(f"the programs of `{one.name}` cannot be verified")
    return [one for one in found if isinstance(one, Verifiable)]


def _chosen(spec: Checked, model: str | None, specs: int) -> Sequence[Graph]:
    if specs > 1 and model not in spec.models and model is not None:
        return ()
    return tuple(choose(spec, model).values())


def _verified(
    pairs: Sequence[tuple[Checked, Graph]], backends: Sequence[Verifiable]
) -> Iterator[ModelReport]:
    watched = sys.stderr.isatty()
    with contextlib.ExitStack() as stack:
        workers = {one.name: stack.enter_context(Worker(one.worker)) for one in backends}
        for worker in workers.values() if pairs else ():
            worker.start()
        for at, (spec, graph) in enumerate(pairs, 1):
            if watched:
                print(f"{CLEAR}{at}/{len(pairs)} {graph.name}", end="", file=sys.stderr, flush=True)
            yield verify(spec, graph, backends, workers)
        if watched:
            print(CLEAR, end="", file=sys.stderr)
