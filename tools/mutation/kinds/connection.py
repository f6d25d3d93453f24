"""Faults in how layers are connected: what nothing reads, and what is joined with itself."""

from collections.abc import Iterator

from specc.syntax import ast
from tools.mutation.kind import Planting, kind
from tools.mutation.seed import Seed
from tools.mutation.word import names, nodes, tensors


@kind("disconnected-layer")
def layer_that_nothing_reads(seed: Seed) -> Iterator[Planting]:
    """A layer whose result nothing reads, in front of a flow that names its start."""
    for line, start in _starts(seed):
        layer = "Embedding(50_000, 8)" if _whole(seed, line, start) else "Dense(8)"
        yield seed.line_before(line, f"extra = {start.text} -> {layer}")


@kind("disconnected-layer")
def branch_forgotten(seed: Seed) -> Iterator[Planting]:
    """One side of a sum or a product left out: the layers that make it lead nowhere."""
    for block in seed.blocks():
        read = [name.text for name in names(block.body)]
        made = {
            line.names[0].text
            for line in block.body
            if isinstance(line, ast.Bind) and isinstance(line.value, ast.Flow)
        }
        for one in nodes(block.body):
            side = one.right if isinstance(one, ast.Binary) else None
            if isinstance(side, ast.Name) and side.text in made and read.count(side.text) == 1:
                yield seed.replace(one.span, seed.cut(one.left.span))


@kind("unread-input")
def input_that_nothing_reads(seed: Seed) -> Iterator[Planting]:
    """One input more, that no flow names, in a model with several."""
    for block in seed.blocks("model"):
        lines = seed.inputs(block)
        if len(lines) > 1:
            yield seed.line_after(lines[-1], "input weight: [7]")


@kind("merge-with-itself")
def maximum_with_itself(seed: Seed) -> Iterator[Planting]:
    """The maximum of a tensor and itself at the start of a flow."""
    for line, start in _starts(seed):
        if isinstance(line.value, ast.Flow) and not _whole(seed, line, start):
            yield seed.replace(start.span, f"[{start.text}, {start.text}] -> Maximum")


def _starts(seed: Seed) -> Iterator[tuple[ast.Bind | ast.Output, ast.Name]]:
    """The statements of blocks that name the tensor they start from, with its name."""
    for block in seed.blocks():
        known = tensors(block)
        for line in block.body:
            flow = line.value if isinstance(line, (ast.Bind, ast.Output)) else None
            start = flow.steps[0] if isinstance(flow, ast.Flow) else flow
            if isinstance(start, ast.Name) and start.text in known and seed.lives(line.span):
                yield line, start  # type: ignore[misc]


def _whole(seed: Seed, line: ast.Statement, start: ast.Name) -> bool:
    """Whether a tensor is an input of whole numbers."""
    around = next(b for b in seed.blocks() if b.span.start < line.span.start < b.span.end)
    return any(
        one.type is not None and one.type.word is not None
        for one in seed.inputs(around)
        if start.text in {name.text for name in one.names}
    )
