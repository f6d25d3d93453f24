"""The rule `saturating-hidden`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Edit, Fix, Label, Safety, Severity
from specc.edit import swap_activation
from specc.ending import activation
from specc.ir.graph import Node
from specc.layer import Weighted
from specc.layers.activation import ReLU, Sigmoid
from specc.prove.chain import plain
from specc.prove.facts import Facts
from specc.rule import Rule, Subject


class SaturatingHidden(Rule):
    """Several hidden layers end in a sigmoid.

    What it does:
        Finds models that are trained from the start and have two or more dense or convolution
        layers, one behind the other, with a sigmoid whose result the next layer with weights reads.
        Gates, which multiply something, attention and outputs are no such layers. Where the
        predicted gradient shows the damage, `vanishing-gradient` speaks instead.

    Why is this bad?
        The slope of a sigmoid is at most 1/4, so each such layer takes away three quarters of the
        gradient or more; and its values have a mean of 1/2, which drives the layers above into
        saturation.

    Example:
        Dense(64, activation=sigmoid)

    Use instead:
        Dense(64, activation=relu)

    References:
        Glorot and Bengio 2010, "Understanding the difficulty of training deep feedforward neural
        networks" (AISTATS): the logistic sigmoid is unsuited for deep networks with random
        initialisation, because its mean value can drive the top hidden layer into saturation.
    """

    severity = Severity.INFO
    needs = ("train", "Sigmoid")
    gives_way_to = ("vanishing-gradient", "signal-collapse")
    bad = """\
model Net {
    input x: [20]
    Dense(64, activation=sigmoid)
    Dense(64, activation=sigmoid)
    Dense(1)
}

train {
    loss = mse
}
"""
    message = "2 hidden layers of `Net` end in a sigmoid: their slopes multiply to at most 1/16"
    good = """\
model Net {
    input x: [20]
    Dense(64, activation=sigmoid)
    Dense(64, activation=relu)
    Dense(1)
}

train {
    loss = mse
}
"""
    fixed = """\
model Net {
    input x: [20]
    Dense(64, activation=relu)
    Dense(64, activation=relu)
    Dense(1)
}

train {
    loss = mse
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Models that are trained without weights to start from."""
        for plan in subject.sections.trains.values():
            facts = subject.graphs.get(plan.model)
            if facts is None or plan.init_from is not None or plan.freeze:
                continue
            found = [node for node in facts.uses(Weighted) if _hidden_sigmoid(facts, node)]
            row = _row(facts, found) if len(found) > 1 else found
            if len(row) > 1:
                yield self._finding(subject, facts, row)

    def _finding(self, subject: Subject, facts: Facts, found: list[Node]) -> Diagnostic:
        count = len(found)
        most = f"1/{4**count}" if count < 6 else f"1/4^{count}"
        message = (
            f"{count} hidden layers of `{facts.graph.name}` end in a sigmoid: "
            f"their slopes multiply to at most {most}"
        )
        places = list(dict.fromkeys(node.place for node in found))
        related = tuple(Label(p.source, p.span, "and here") for p in places[1:4])
        return self.at(
            places[0],
            message,
            label="a sigmoid",
            related=related,
            help="`relu` or `tanh` passes more",
            fix=_relus(subject, found),
        )


def _row(facts: Facts, found: list[Node]) -> list[Node]:
    """The most of some layers that lie one behind the other."""
    wanted = {node.id for node in found}
    before: dict[int, Node] = {}
    rows: dict[int, tuple[int, Node]] = {}
    for node in facts.graph.nodes[found[0].id :]:
        ways = [rows[value] for value in node.inputs if value in rows]
        count, last = max(ways, key=lambda way: way[0], default=(0, node))
        if node.id in wanted:
            if count:
                before[node.id] = last
            count, last = count + 1, node
        if count:
            rows.update(dict.fromkeys(node.outputs, (count, last)))
    row = [max(rows.values(), key=lambda way: way[0])[1]]
    while row[-1].id in before:
        row.append(before[row[-1].id])
    return row[::-1]


def _hidden_sigmoid(facts: Facts, node: Node) -> bool:
    """True where a layer's own sigmoid goes into the next layer with weights, and nowhere else."""
    bent = activation(node)
    if not isinstance(bent, Sigmoid):
        return False
    values = list(node.outputs)
    readers: list[Node] = []
    for _ in range(8):
        if not values or any(facts.leaves(value) for value in values):
            break
        found = [facts.graph.nodes[i] for value in values for i in facts.readers(value)]
        readers += [reader for reader in found if not plain(reader)]
        values = [value for reader in found if plain(reader) for value in reader.outputs]
    return bool(readers) and not values and all(isinstance(r.layer, Weighted) for r in readers)


def _relus(subject: Subject, found: list[Node]) -> Fix | None:
    edits: list[Edit] = []
    for node in {node.place: node for node in found}.values():
        use = subject.written(node.place, node.layer.word)
        edit = swap_activation(node.place.source, use, Sigmoid, ReLU) if use else None
        if edit is None:
            return None
        edits.append(edit)
    return Fix("use ReLUs", tuple(edits), Safety.UNSAFE)
