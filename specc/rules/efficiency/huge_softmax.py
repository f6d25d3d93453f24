"""The rule `huge-softmax`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Severity
from specc.layers.dense import Dense
from specc.prove.trained import Trained, trained
from specc.rule import Rule, Subject

MANY = 10_000_000
SHARE = 0.5


class HugeSoftmax(Rule):
    """Most of the model is the layer in front of the softmax.

    What it does:
        Finds a last dense layer that holds more than half of all parameters and more than ten
        million, in front of a softmax over classes. A layer that shares an embedding's matrix
        (`tie`) has none of its own.

    Why is this bad?
        Every step computes and updates all of these weights, though each example says something
        about one class. Sharing the matrix with the embedding, or sampling the softmax, saves most
        of it.

    Example:
        output word = Dense(50_000, activation=softmax)

    Use instead:
        output word = Dense(50_000, tie=embed, activation=softmax)

    References:
        Jean, Cho, Memisevic and Bengio 2015, "On using very large target vocabulary for neural
        machine translation" (arXiv 1412.2007). Sharing: Press and Wolf 2017, "Using the output
        embedding to improve language models" (arXiv 1608.05859).
    """

    severity = Severity.INFO
    needs = ("train", "Dense", "Softmax")
    bad = """\
model Words {
    input text: int[16]
    layer embed = Embedding(20_000, 512)
    text -> embed
    LSTM(512)
    output word = Dense(50_000, activation=softmax)
}

train {
    loss = cross_entropy
}
"""
    message = (
        "25650000 of the 37989200 parameters of `Words` stand in front of its softmax over 50000 "
        "classes"
    )
    good = """\
model Words {
    input text: int[16]
    layer embed = Embedding(50_000, 512)
    text -> embed
    LSTM(512)
    output word = Dense(50_000, tie=embed, activation=softmax)
}

train {
    loss = cross_entropy
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Outputs with such a layer."""
        for one in subject.once(trained):
            found = self._finding(one)
            if found is not None:
                yield found

    def _finding(self, one: Trained) -> Diagnostic | None:
        ending = one.ending
        if ending is None or ending.activation.word != "Softmax":
            return None
        node = ending.node
        if not isinstance(node.layer, Dense):
            maker = one.facts.graph.producer(node.inputs[0])
            if maker is None or not isinstance(maker.layer, Dense):
                return None
            node = maker
        graph = one.facts.graph
        if node.trainable <= max(MANY, SHARE * graph.trainable):
            return None
        message = (
            f"{node.trainable} of the {graph.trainable} parameters of `{graph.name}` stand in "
            f"front of its softmax over {one.units} classes"
        )
        help = "`tie=` shares an embedding's matrix, where the classes are its words"
        return self.at(node.place, message, help=help)
