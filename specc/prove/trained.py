"""The outputs that a file trains: what each is, what it is held against, and by which loss."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from specc.ending import Ending
from specc.ir.graph import Node, Place, Value
from specc.namedtuple import NamedTuple
from specc.prove.facts import Facts

if TYPE_CHECKING:
    from specc.ir.dim import Size
    from specc.source import Span
    from specc.subject import Subject
    from specc.training.loss import Loss
    from specc.training.plan import DataTarget, TrainPlan
    from specc.training.target import Target

LIKE_ITSELF = ("reconstruct", "vae")
"""Objectives that hold the output against the input."""
TO_TARGETS = ("supervised", "sequence_to_sequence")
"""Objectives that hold the outputs against the targets of the data."""
ON_LOGITS = ("cross_entropy", "kl_divergence", "focal", "binary_cross_entropy", "dice")
"""Losses on probabilities: an output without an ending that belongs to them is taken for logits."""
ONE_OF_MANY = ("class", "one_hot", "binary", "mask")
"""Targets of which one class is true, for an example or for each of its positions."""


class Trained(NamedTuple):
    """One output of one training.

    `loss` is None where the objective or the optimizer has its own, `target` where it is not known
    what the output is held against. `ending` is the activation that all numbers of the output end
    in, as `specc.ending` finds it; None where there is none.
    """

    plan: "TrainPlan"
    facts: Facts
    name: str
    value: Value
    loss: "Loss | None"
    target: "DataTarget | None"
    ending: Ending | None

    @property
    def kind(self) -> "Target | None":
        """What the target is: `class(10)`, `real`, ...; None where it is not known."""
        return None if self.target is None else self.target.kind

    @property
    def units(self) -> int | None:
        """The size of the output's last axis, 1 for a bare number; None where it is symbolic."""
        last = self.value.type.sizes[-1:] or (1,)
        return last[0] if isinstance(last[0], int) else None

    @property
    def word(self) -> str:
        """The loss; empty where the objective or the optimizer has its own."""
        return "" if self.loss is None else self.loss.word

    @property
    def target_word(self) -> str:
        """The kind of the target without its settings; empty where it is not known."""
        return "" if self.target is None else self.target.kind.word

    @property
    def classes(self) -> int:
        """The number of classes, also of tokens; 0 where the target has none or is not known."""
        kind = self.kind
        if kind is None:
            return 0
        return 2 if kind.word == "binary" else kind.classes or getattr(kind, "vocab", 0)

    @property
    def by_class(self) -> bool:
        """True where the loss reads one distribution or choice over the last axis.

        Otherwise each element is read by itself.
        """
        if self.word in ("cross_entropy", "kl_divergence"):
            return True
        if self.word not in ("focal", "hinge"):
            return self.word == "dice" and self.units != 1
        if self.target_word in ("", "sequence"):
            return self.units != 1
        return self.target_word != "distribution" and self.per_class

    @property
    def per_class(self) -> bool:
        """True where the last axis has a unit for each class of the target.

        It does not where the target has as many positions in a row as it has classes, and the
        output one unit for each position: `[5, 2]` for `binary[5, 2]`.
        """
        return self.classes == self.units and self.value.type.sizes != self._positions

    @property
    def _positions(self) -> "tuple[Size, ...]":
        """The sizes of a target that is one class at each place."""
        if self.kind is None or self.target_word != "mask":
            return () if self.kind is None else self.kind.sizes
        given = next(iter(self.facts.graph.inputs.values()))
        return given.type.sizes[:-1]

    @property
    def logits(self) -> bool:
        """True where the loss takes the output for logits."""
        return self.word in ON_LOGITS and not (self.ending and self.ending.activation.in_loss)

    def ends_in(self, *words: str) -> bool:
        """True where the output ends in one of these activations."""
        return self.ending is not None and self.ending.activation.word in words

    @property
    def loss_span(self) -> "Span":
        """Where the loss of this output is named."""
        return self.plan.span(f"loss.{self.name}")

    @property
    def producer(self) -> Node | None:
        """The layer that the output ends in; the one with its activation where it has one."""
        made = self.facts.graph.producer(self.value.id)
        return made if self.ending is None else self.ending.node

    def at(self, node: Node | None) -> Place:
        """The place of a layer, or the loss's where the layer stands in another file."""
        source = self.plan.place.source
        inside = node is not None and node.place.source is source
        return node.place if node is not None and inside else Place(source, self.loss_span)


def trained(subject: "Subject") -> tuple[Trained, ...]:
    """The outputs of all trainings of a file, for `subject.once(trained)`."""
    return tuple(_trained(subject))


def by_plan(outputs: Iterable[Trained]) -> list[list[Trained]]:
    """Outputs together that one training has."""
    found: dict[int, list[Trained]] = {}
    for one in outputs:
        found.setdefault(id(one.plan), []).append(one)
    return list(found.values())


def _trained(subject: "Subject") -> Iterator[Trained]:
    for plan in subject.sections.trains.values():
        facts = subject.graphs.get(plan.model)
        if facts is None:
            continue
        outputs, known = facts.graph.outputs, dict(_targets(plan, facts))
        losses = {name: loss for name, loss, _ in plan.losses}
        for name in losses or outputs:
            if name in outputs:
                value = outputs[name]
                ending = facts.ending(value.id)
                yield Trained(plan, facts, name, value, losses.get(name), known.get(name), ending)


def _targets(plan: "TrainPlan", facts: Facts) -> "Iterator[tuple[str, DataTarget]]":
    from specc.training.agree.output import pairs  # loaded already where there is a training
    from specc.training.plan import DataTarget
    from specc.training.target import Same, SequenceTarget

    word, data = plan.objective.word, plan.data
    if word in LIKE_ITSELF:
        yield from ((name, DataTarget(name, Same())) for name in facts.graph.outputs)
    elif word == "next_token":
        for name, value in facts.graph.outputs.items():
            vocab = value.type.sizes[-1:]
            if vocab and isinstance(vocab[0], int) and vocab[0] > 1:
                yield name, DataTarget(name, SequenceTarget(vocab=vocab[0]))
    elif word in TO_TARGETS and data is not None and data.targets:
        yield from ((name, target) for name, _, target in pairs(plan, facts.graph, data))
