"""The rule `embedding-index-range`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specc.diagnostics import Diagnostic, Fix, Label, Safety, Severity
from specc.edit.given import given, put
from specc.ir.graph import Node
from specc.layers.indexing import ExpandDims, Squeeze
from specc.layers.other import Passing
from specc.layers.shape import Flatten, Permute, Reshape
from specc.layers.text import Embedding
from specc.namedtuple import NamedTuple
from specc.prove.blame import Blamed, blamed
from specc.prove.chain import MAX_LOOK
from specc.prove.facts import Facts
from specc.rule import Application, Rule, Subject
from specc.source import Span
from specc.syntax import ast

if TYPE_CHECKING:
    from specc.training.plan import DataInput, DataPlan, TrainPlan

WHOLE = (ExpandDims, Squeeze, Passing, Flatten, Permute, Reshape)
"""Layers that keep all of their input."""


class Indices(NamedTuple):
    """The least and the greatest index of an input of the data, and where that is said."""

    name: str
    low: int
    high: int
    span: Span


class EmbeddingIndexRange(Rule):
    """The data holds indices that the table has no row for.

    What it does:
        Holds the range of the data's indices (`int[T] in 0..999`, rows that stand in the spec, the
        `sequence` that a target is) against the rows of the embedding that reads them. Where only
        a part of an input goes into the embedding, its range is not known, and nothing is said.

    Why is this bad?
        There is no vector for such an index: PyTorch stops with "index out of range", on a GPU with
        an assertion that does not say where; Keras may go on with zeros. Often one more index was
        forgotten, for padding or for unknown words.

    Example:
        Embedding(1000, 32)

    Use instead:
        Embedding(1001, 32)

    References:
        Keras' `Embedding`: `input_dim` is the size of the vocabulary, the maximum integer index
        plus 1. PyTorch's `torch.nn.Embedding`: a table of fixed size, looked up by index.
    """

    severity = Severity.ERROR
    needs = ("train", "data", "Embedding")
    bad = """\
data reviews {
    source  = npz("reviews.npz")
    input   review: int[80] in 0..1000
    target  positive: binary
}

model Sentiment {
    input review: int[80]
    Embedding(1000, 32)
    GRU(32)
    output positive = Dense(1, activation=sigmoid)
}

train {
    loss = binary_cross_entropy
}
"""
    message = "`review` has indices from 0 to 1000, and `Embedding` has rows for 0 to 999"
    good = """\
data reviews {
    source  = npz("reviews.npz")
    input   review: int[80] in 0..999
    target  positive: binary
}

model Sentiment {
    input review: int[80]
    Embedding(1000, 32)
    GRU(32)
    output positive = Dense(1, activation=sigmoid)
}

train {
    loss = binary_cross_entropy
}
"""
    fixed = """\
data reviews {
    source  = npz("reviews.npz")
    input   review: int[80] in 0..1000
    target  positive: binary
}

model Sentiment {
    input review: int[80]
    Embedding(1001, 32)
    GRU(32)
    output positive = Dense(1, activation=sigmoid)
}

train {
    loss = binary_cross_entropy
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Embeddings that read an input of the data whole."""
        for plan in subject.sections.trains.values():
            facts = subject.graphs.get(plan.model)
            if facts is None or plan.data is None:
                continue
            known = _ranges(plan, plan.data, facts)
            for node in facts.uses(Embedding) if known else ():
                one = known.get(_read(facts, node))
                if one is not None and _lacks(node, one):
                    for blame in blamed(subject, [Application(facts, node)]):
                        yield self._finding(subject, plan, blame, one)

    def _finding(
        self, subject: Subject, plan: "TrainPlan", blame: Blamed, one: Indices
    ) -> Diagnostic:
        layer = blame.uses[0].node.layer
        assert isinstance(layer, Embedding)
        message = (
            f"`{one.name}` has indices from {one.low} to {one.high}, and `{layer.word}` has rows "
            f"for 0 to {layer.vocab - 1}"
        )
        source, rows = plan.place.source, one.high + 1
        related = (Label(source, one.span, f"from {one.low} to {one.high}"),)
        help = "indices start at 0"
        if one.low >= 0:
            help = f"`Embedding({rows}, {layer.dim})` has a row for each"
        use = subject.written(blame.place, layer.word) if blame.region is None else None
        given_rows = given(use, Embedding, "vocab") if use is not None else None
        fix = None
        if given_rows is not None and use is not None and isinstance(given_rows.value, ast.Number):
            edit = put(blame.place.source, use, Embedding, "vocab", str(rows))
            fix = Fix(f"make {rows} rows", (edit,), Safety.UNSAFE) if one.low >= 0 else None
        return self.at(blame.place, message, related=related, help=help, fix=fix)


def _lacks(node: Node, one: Indices) -> bool:
    layer = node.layer
    assert isinstance(layer, Embedding)
    return one.low < 0 or one.high >= layer.vocab


def _ranges(plan: "TrainPlan", data: "DataPlan", facts: Facts) -> dict[str, Indices]:
    """The indices of the model's inputs, by name, as far as they are known."""
    from specc.training.agree.input import AS_IS, paired  # loaded already where there is a training

    word = plan.objective.word
    taken = {name: value.type for name, value in facts.graph.inputs.items()}
    if word in AS_IS and len(data.inputs) == len(taken):
        pairs = paired(data.inputs, taken)
    elif word == "sequence_to_sequence" and len(data.inputs) == 1 and len(taken) == 2:
        pairs = [(data.inputs[0], next(iter(taken)))]
    else:
        return {}
    found = {
        name: Indices(one.name, int(one.low), int(one.high), one.span or data.place.span)
        for one, name in pairs
        if one.low is not None and one.high is not None and _as_it_is(data, one)
    }
    vocab = getattr(data.target, "vocab", 0)
    if word == "sequence_to_sequence" and vocab and len(taken) == 2:
        target = data.targets[0]
        name = list(taken)[1]
        found[name] = Indices(target.name, 0, vocab - 1, target.span or data.place.span)
    return found


def _as_it_is(data: "DataPlan", one: "DataInput") -> bool:
    """True where an input is not scaled, as whole numbers never are."""
    return data.scale is None or one.type.dtype == "int"


def _read(facts: Facts, node: Node) -> str:
    """The input that a layer reads the whole of; nothing where it does not."""
    value = node.inputs[0]
    for _ in range(MAX_LOOK):
        maker = facts.graph.producer(value)
        if maker is None:
            break
        if not isinstance(maker.layer, WHOLE):
            return ""
        value = maker.inputs[0]
    return next((name for name, one in facts.graph.inputs.items() if one.id == value), "")
