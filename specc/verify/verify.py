"""One model through all frameworks: programs are written, workers run them, results are judged."""

import hashlib
import os
import tempfile
from collections.abc import Mapping, Sequence

from specc.backend import Request
from specc.cost import cost
from specc.driver import Checked
from specc.files.folder import write_folder
from specc.ir.dim import evaluate
from specc.ir.graph import Graph
from specc.namedtuple import NamedTuple
from specc.verify.feed import inputs_of
from specc.verify.judge import Claim, judged
from specc.verify.message import Failure, Outcome, Task, Tensor
from specc.verify.probe import probe
from specc.verify.process import Worker
from specc.verify.report import BackendReport, Difference, ModelReport
from specc.verify.sizes import NoSizes, choose_sizes
from specc.verify.verifiable import Verifiable


class Measured(NamedTuple):
    """A backend by name, and what its worker found."""

    backend: str
    outcome: Outcome


class NotWritten(Exception):
    """A backend gave no program; the message says why."""


def verify(
    checked: Checked, graph: Graph, backends: Sequence[Verifiable], workers: Mapping[str, Worker]
) -> ModelReport:
    """Build one of a spec's models with each backend, and hold them against it and each other."""
    try:
        runs = choose_sizes(graph)
    except NoSizes as none:
        unsized = Difference(kind="sizes", backend="", message=str(none))
        return _report(checked, Claim(graph, (), None), [], (unsized,))
    macs = cost(graph).macs
    claim = Claim(graph, runs, None if macs is None else evaluate(macs, runs[0]))
    with tempfile.TemporaryDirectory(prefix="specc-verify-") as folder:
        found = [
            Measured(one.name, _measured(one, workers[one.name], checked, claim, folder, at == 0))
            for at, one in enumerate(backends)
        ]
    told = tuple(
        difference
        for one in found
        for difference in judged(claim, one.backend, *found[0], one.outcome)
    )
    return _report(checked, claim, found, told)


def _measured(
    backend: Verifiable, worker: Worker, checked: Checked, claim: Claim, folder: str, leads: bool
) -> Outcome:
    try:
        task = _task(backend, checked, claim, folder, leads)
    except NotWritten as fault:
        return Outcome(failures=(Failure(stage="program", message=str(fault)),))
    return worker.perform(task)


def _task(backend: Verifiable, checked: Checked, claim: Claim, folder: str, leads: bool) -> Task:
    graph = claim.graph
    opened = probe(graph)
    program = os.path.join(folder, backend.name, "program")
    inside = os.path.join(folder, backend.name, "probe")
    _write(backend, checked, checked.models, program)
    _write(backend, checked, {graph.name: opened}, inside)
    first, first_inside = backend.channels_first(graph), backend.channels_first(opened)
    return Task(
        program=program,
        probe=inside,
        model=backend.model_name(graph.name),
        runs=len(claim.runs),
        inputs=inputs_of(graph, claim.runs, first),
        outputs=tuple(Tensor(name=name, first=name in first) for name in graph.outputs),
        tensors=tuple(Tensor(name=name, first=name in first_inside) for name in opened.outputs),
        folder=folder,
        leads=leads,
        values=not _random(graph),
    )


def _write(backend: Verifiable, checked: Checked, models: Mapping[str, Graph], folder: str) -> None:
    """Write the program of some models; raises NotWritten."""
    source = checked.source
    digest = hashlib.sha256(source.text.encode()).hexdigest()
    try:
        emitted = backend.emit(Request(models, None, source.path, digest, source.text))
    except Exception as fault:
        if os.environ.get("SPECC_DEBUG"):
            raise
        raise NotWritten(f"internal error: {type(fault).__name__}: {fault}") from fault
    if not emitted.files:
        raise NotWritten("; ".join(one.message for one in emitted.diagnostics))
    write_folder(folder, emitted.files)


def _random(graph: Graph) -> bool:
    return any(node.layer.random for node in graph.nodes)


def _report(
    checked: Checked, claim: Claim, found: Sequence[Measured], told: tuple[Difference, ...]
) -> ModelReport:
    graph = claim.graph
    return ModelReport(
        file=checked.source.path,
        model=graph.name,
        ok=not told,
        trainable=graph.trainable,
        fixed=graph.fixed,
        macs=claim.macs,
        sizes=tuple(dict(run) for run in claim.runs),
        random=_random(graph),
        backends={one.backend: _backend_report(one.outcome) for one in found},
        differences=told,
    )


def _backend_report(found: Outcome) -> BackendReport:
    return BackendReport(
        trainable=found.trainable,
        fixed=found.fixed,
        macs=found.macs,
        output_difference=found.output_difference,
        gradient_difference=max(found.gradient_differences.values(), default=None),
        losses=found.losses,
        seconds=round(found.seconds, 2),
    )
