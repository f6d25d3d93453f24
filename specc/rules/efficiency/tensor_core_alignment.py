"""The rule `tensor-core-alignment`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Label, Severity
from specc.ir.graph import Node
from specc.prove.game import players
from specc.rule import Rule, Subject
from specc.training.plan import TrainPlan

WIDE = 256
"""A smaller size is not worth it."""
STEP = 8
"""Elements of 16 bits in the 16 bytes that tensor cores want sizes to be multiples of."""


class TensorCoreAlignment(Rule):
    """A large size in half precision is no multiple of 8.

    What it does:
        Finds kernels with a number of input or output channels of at least 256 that 8 does not
        divide, in models that are trained with `precision` `bf16` or `fp16`.

    Why is this bad?
        Tensor cores work on blocks of 16 bytes, 8 elements. A matrix whose sides are no multiples
        is padded or computed by slower code: a vocabulary of 50257 takes longer than one of 50304.

    Example:
        Dense(1001, activation=relu)

    Use instead:
        Dense(1000, activation=relu)

    References:
        NVIDIA, "Matrix Multiplication Background User's Guide"
        (docs.nvidia.com/deeplearning/performance/dl-performance-matrix-multiplication); PyTorch,
        "Performance Tuning Guide": sizes that are multiples of 8.
    """

    severity = Severity.INFO
    needs = ("train", ("bf16", "fp16"))
    bad = """\
model Wide {
    input x: [512]
    Dense(1001, activation=relu)
    output y = Dense(16)
}

train {
    loss      = mse
    precision = bf16
}
"""
    message = "`Dense` has 1001 output channels, and tensor cores want a multiple of 8: 1008"
    good = """\
model Wide {
    input x: [512]
    Dense(1000, activation=relu)
    output y = Dense(16)
}

train {
    loss      = mse
    precision = bf16
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """The makers of such sizes; a size is named where it comes up first."""
        for plan in subject.sections.trains.values():
            models = players(subject, plan) if plan.precision != "fp32" else []
            said: set[int] = set()
            for node in (node for facts in models for node in facts.graph.nodes):
                for side, size in _sides(node):
                    if size >= WIDE and size % STEP and size not in said:
                        said.add(size)
                        yield self._finding(plan, node, side, size)

    def _finding(self, plan: TrainPlan, node: Node, side: str, size: int) -> Diagnostic:
        better = -(-size // STEP) * STEP
        message = f"`{node.layer.word}` has {size} {side} channels, and tensor cores want a"
        span = plan.span("precision")
        related = (Label(plan.place.source, span, f"{plan.precision} runs on tensor cores"),)
        return self.at(
            node.place,
            f"{message} multiple of 8: {better}",
            related=related,
            help=f"{better} is as large, and faster",
        )


def _sides(node: Node) -> Iterator[tuple[str, int]]:
    """The channels of a node's own kernels, as (in, out)."""
    for weight in () if node.shared else node.weights:
        if weight.fan_in and len(weight.shape) >= 2:
            yield "input", weight.shape[-2]
            yield "output", weight.shape[-1]
