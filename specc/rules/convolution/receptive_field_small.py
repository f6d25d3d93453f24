"""The rule `receptive-field-small`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Severity
from specc.ir.graph import Node, Value
from specc.layers.activation import Softmax
from specc.layers.indexing import Take
from specc.prove.blame import blamed
from specc.prove.chain import MAX_LOOK
from specc.prove.facts import Facts
from specc.prove.field import FAR, NOTHING, inside, union
from specc.prove.reach import Reached
from specc.prove.receptive import positions, receptive
from specc.prove.trained import trained
from specc.rule import Application, Rule, Subject

SMALL = 4
"""A field is small where the input is more than so many times as long."""
BY_CLASS = ("mask", "class", "one_hot", "sequence")
"""Targets that say what something is, for which its surroundings matter."""


class ReceptiveFieldSmall(Rule):
    """What is predicted depends on a small part of the input.

    What it does:
        Follows what each output reads of each input, through strides, dilations, pools, branches
        and attention. It finds classes for each position (segmentation, tagging, the next token)
        that see less than a quarter of the input along every axis, an info; and outputs taken from
        one position that read less than a quarter of all positions, so that the rest of the input
        is there for nothing, a warning. Pictures from pictures (denoising, colours, larger
        pictures) are left alone.

    Why is this bad?
        What lies outside of the receptive field cannot play a part, whatever is learned: a pixel of
        a large thing looks like any other inside of a small window. What is used is less still: the
        middle of the field counts most.

    Example:
        Conv1D(32, 3, padding=causal, activation=relu)

    Use instead:
        Conv1D(32, 3, padding=causal, dilation=rate, activation=relu)

    References:
        Araujo, Norris and Sim 2019, "Computing receptive fields of convolutional neural networks"
        (https://distill.pub/2019/computing-receptive-fields). Luo et al. 2016, "Understanding the
        effective receptive field in deep convolutional neural networks" (arXiv 1701.04128).
    """

    severity = Severity.INFO
    needs = (("convolution", "pooling"),)
    bad = """\
model Forecast {
    input load: [512, 4]
    repeat 5 {
        Conv1D(32, 3, padding=causal, activation=relu)
    }
    Take(-1)
    output next = Dense(1)
}
"""
    message = "`next` reads 11 of the 512 positions of `load`, and nothing reads the others"
    good = """\
model Forecast {
    input load: [512, 4]
    for rate in [1, 2, 4, 8, 16, 32, 64, 128] {
        Conv1D(32, 3, padding=causal, dilation=rate, activation=relu)
    }
    Take(-1)
    output next = Dense(1)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Outputs that see little of an input."""
        classes = {
            (one.plan.model, one.name)
            for one in subject.once(trained)
            if one.target_word in BY_CLASS
        }
        for facts in subject.graphs.values():
            named = [name for model, name in classes if model == facts.graph.name]
            by_class = [
                name
                for name, value in facts.graph.outputs.items()
                if value.type.rank > 1 and (name in named or _chooses(facts, value.id))
            ]
            takes = facts.uses(Take)
            if by_class or takes:
                reached = subject.once(receptive)(facts)
                yield from self._positions(subject, facts, reached, by_class)
                yield from self._single(subject, facts, reached) if takes else ()

    def _positions(
        self, subject: Subject, facts: Facts, reached: list[Reached], names: list[str]
    ) -> Iterator[Diagnostic]:
        """Classes for each position."""
        for name in names:
            value = facts.graph.outputs[name]
            seen = [_window(one, reached[value.id]) for one in _inputs(facts, reached[value.id])]
            node = facts.graph.producer(value.id)
            if not seen or None in seen or node is None:
                continue
            given, field, sizes = seen[0]  # type: ignore[misc]
            message = (
                f"each position of `{name}` sees {_by(field)} of the {_by(sizes)} positions "
                f"of `{given}`"
            )
            help = "strides, pools or growing dilations widen the field; attention sees everything"
            for blame in blamed(subject, [Application(facts, node)]):
                yield self.at(blame.place, message, help=help)

    def _single(
        self, subject: Subject, facts: Facts, reached: list[Reached]
    ) -> Iterator[Diagnostic]:
        """Outputs of one position."""
        for given, value in facts.graph.inputs.items():
            read, total = _read(facts, value, reached)
            if read < 2 or read * SMALL >= total:
                continue
            name, take = _taken(facts, reached, value.id)
            message = (
                f"`{name}` reads {read} of the {total} positions of `{given}`, "
                "and nothing reads the others"
            )
            help = "growing dilations widen the field: 1, 2, 4, ...; a pool reads all positions"
            for blame in blamed(subject, [Application(facts, take)]):
                yield self.at(blame.place, message, help=help, severity=Severity.WARNING)


def _by(sizes: tuple[int, ...]) -> str:
    return "x".join(map(str, sizes))


def _chooses(facts: Facts, value: int) -> bool:
    """True for a softmax over the last axis."""
    ending, kind = facts.ending(value), facts.graph.values[value].type
    bent = None if ending is None else ending.activation
    return isinstance(bent, Softmax) and bent.axis % kind.rank == kind.rank - 1


def _inputs(facts: Facts, reached: Reached) -> list[tuple[str, Value]]:
    """The inputs that a tensor depends on."""
    used = {input for input, _ in reached}
    return [one for one in facts.graph.inputs.items() if one[1].id in used]


def _window(
    one: tuple[str, Value], reached: Reached
) -> tuple[str, tuple[int, ...], tuple[int, ...]] | None:
    """How much of an input each position sees; None where that is not little, or not known."""
    name, value = one
    field: list[int] = []
    for axis in positions(value.type):
        reach, size = reached.get((value.id, axis)), value.type.sizes[axis]
        if reach is None or reach.axis < 0 or not isinstance(size, int):
            return None
        if reach.field.size * SMALL >= size:
            return None
        field.append(reach.field.size)
    return name, tuple(field), value.type.sizes[: len(field)]  # type: ignore[return-value]


def _read(facts: Facts, value: Value, reached: list[Reached]) -> tuple[int, int]:
    """How many positions of an input the outputs read, and of how many; 0 where it is not known."""
    count = total = 1
    for axis in positions(value.type):
        size, read = value.type.sizes[axis], NOTHING
        for output in facts.graph.root.outputs:
            reach = reached[output].get((value.id, axis))
            if reach is not None and (reach.axis >= 0 or reach.field.size >= FAR):
                return 0, 0
            read = read if reach is None else union(read, reach.field.phases[0])
        if not isinstance(size, int):
            return 0, 0
        count, total = count * inside(read, size), total * size
    return count, total


def _taken(facts: Facts, reached: list[Reached], input: int) -> tuple[str, Node]:
    """An output that depends on the input, and where one position was taken for it."""
    outputs = facts.graph.outputs.items()
    name, value = next(
        (name, value) for name, value in outputs if any(of == input for of, _ in reached[value.id])
    )
    last = node = facts.graph.producer(value.id)
    for _ in range(MAX_LOOK):
        if node is None or isinstance(node.layer, Take):
            break
        node = facts.graph.producer(node.inputs[0])
    found = node or last
    assert found is not None
    return name, found
