"""The rule `rnn-no-clipping`."""

from collections.abc import Iterator, Mapping

from specc.diagnostics import Diagnostic, Fix, Label, Safety, Severity
from specc.edit import set_line
from specc.ir.dim import Size, known_symbols, substitute
from specc.ir.graph import Node, Place
from specc.layers.recurrent import LSTM, RNN
from specc.prove.facts import Facts
from specc.rule import Rule, Subject
from specc.training.plan import TrainPlan

LONG = 50
"""Steps from which on a gradient has the time to grow."""


class RnnNoClipping(Rule):
    """A long recurrent network is trained without a limit on its gradients.

    What it does:
        Finds trainings of models with an `RNN` or `LSTM` over 50 steps or more, as far as the model
        or the data says how many there are, without `clip_norm` or `clip_value`.

    Why is this bad?
        Over many steps a gradient is multiplied by the same matrix again and again. Now and then it
        grows enormous, and one such step throws away what training has reached. A limit on its norm
        keeps the direction and makes the step harmless.

    Example:
        epochs    = 20

    Use instead:
        epochs    = 20
        clip_norm = 1.0

    References:
        Pascanu, Mikolov and Bengio 2013, "On the difficulty of training recurrent neural networks"
        (arXiv 1211.5063), section 3.2, scales gradients down whose norm is above a threshold.
        Sutskever, Vinyals and Le 2014 (arXiv 1409.3215), section 3.4, do so for LSTMs.
    """

    severity = Severity.INFO
    needs = ("train", ("RNN", "LSTM"))
    bad = """\
data corpus {
    source = text("corpus.txt", unit=char, length=100)
}

dim T

model CharLstm(vocab=96) {
    input text: int[T]
    Embedding(vocab, 64)
    LSTM(128, sequences=true)
    output logits = Dense(vocab)
}

train {
    objective = next_token
    epochs    = 20
}
"""
    message = "gradients flow back through 100 steps of `LSTM`, and nothing limits them"
    good = """\
data corpus {
    source = text("corpus.txt", unit=char, length=100)
}

dim T

model CharLstm(vocab=96) {
    input text: int[T]
    Embedding(vocab, 64)
    LSTM(128, sequences=true)
    output logits = Dense(vocab)
}

train {
    objective = next_token
    epochs    = 20
    clip_norm = 1.0
}
"""
    fixed = good

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Trainings without a limit."""
        for plan in subject.sections.trains.values():
            facts = subject.graphs.get(plan.model)
            if facts is None or plan.clip_norm is not None or plan.clip_value is not None:
                continue
            known = _lengths(plan, facts)
            for node in (*facts.uses(LSTM), *facts.uses(RNN)):
                steps = _steps(facts, node, known)
                if steps >= LONG:
                    yield self._finding(subject, plan, steps, node)
                    break

    def _finding(self, subject: Subject, plan: TrainPlan, steps: int, node: Node) -> Diagnostic:
        message = (
            f"gradients flow back through {steps} steps of `{node.layer.word}`, "
            "and nothing limits them"
        )
        source = plan.place.source
        related = (Label(node.place.source, node.place.span, f"{steps} steps"),)
        edit = set_line(source, subject.section(plan), "clip_norm", "1.0")
        fix = Fix("limit the norm of the gradient", (edit,), Safety.UNSAFE)
        place = Place(source, plan.place.span)
        return self.at(place, message, related=related, help="`clip_norm = 1.0` does", fix=fix)


def _lengths(plan: TrainPlan, facts: Facts) -> Mapping[str, Size]:
    """What the data says of the model's symbolic sizes."""
    from specc.training.agree.input import AS_IS, paired

    data, inputs = plan.data, facts.graph.inputs
    if data is None or plan.objective.word not in AS_IS or len(data.inputs) != len(inputs):
        return {}
    found: dict[str, Size] = {}
    for given, name in paired(data.inputs, {n: value.type for n, value in inputs.items()}):
        for size, real in zip(inputs[name].type.sizes, given.type.sizes, strict=False):
            for symbol in known_symbols(size):
                if str(size) == symbol:
                    found[symbol] = real
    return found


def _steps(facts: Facts, node: Node, known: Mapping[str, Size]) -> int:
    """How many steps a layer runs over; 0 where that is not known."""
    size = substitute(facts.graph.values[node.inputs[0]].type.sizes[0], known)
    return size if isinstance(size, int) else 0
