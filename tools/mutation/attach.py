"""Data and training that fit a model of the zoo which has none, so that faults in them can be made.

The data is random, under a contract that follows from the model's inputs and outputs; the training
is what one would begin with. A model whose outputs do not say what they are held against, such as
the hidden states of BERT, gets none.
"""

from collections.abc import Iterator
from typing import NamedTuple

from specc.ir.graph import Graph, Value
from specc.layers.generative import SampleNormal
from specc.layers.text import Embedding
from specc.prove.facts import Facts
from tools.mutation.seed import Seed

IMAGE_CHANNELS = (1, 3)
PAIR = {"Generator", "Discriminator"}
PRETRAINING = "Pretraining"
"""A model whose weights the others of its file start from."""
UNIT, PIXELS = "in 0..1", "in 0..255"
USUAL = ["optimizer = adam(lr=1e-4)", "schedule = cosine(warmup=2)", "epochs = 20", "batch = 64"]


class Fit(NamedTuple):
    """The lines of `data` and `train` that are of one model."""

    data: list[str]
    train: list[str]


class Held(NamedTuple):
    """What an output is held against: the target's kind, a loss and a metric for it."""

    kind: str
    loss: str
    metric: str


def attached(seed: Seed) -> Iterator[tuple[str, str]]:
    """For each model that can be trained by itself, or for a generator with its judge, sections."""
    graphs = seed.subject.graphs
    if set(graphs) == PAIR:
        yield "Generator", _text(_game(graphs["Discriminator"]))
        return
    for name, facts in graphs.items():
        # What starts from trained weights does not start at random.
        fit = None if PRETRAINING in graphs and name != PRETRAINING else _fit(facts)
        if fit is not None:
            yield name, _text(fit._replace(train=[f"model = {name}", *fit.train]))


def _fit(facts: Facts) -> Fit | None:
    """Data and training of a model by what goes in and comes out; None where that does not say."""
    inputs, outputs = facts.graph.inputs, facts.graph.outputs
    tokens = [name for name, value in inputs.items() if value.type.dtype == "int"]
    (first, taken), (name, made) = next(iter(inputs.items())), next(iter(outputs.items()))
    alone = {first: taken}
    if facts.uses(SampleNormal):
        return _sampling(facts)
    if len(outputs) == 1 and made.type.sizes == taken.type.sizes and name != "logits":
        if tokens:
            return Fit(_given(facts, alone, UNIT), ["objective = diffusion"])
        return Fit(_given(facts, inputs, UNIT), ["objective = reconstruct"])
    if len(outputs) == 1 and made.type.rank == 2 and tokens == list(inputs):
        if len(tokens) == 1:
            return Fit(_given(facts, alone), ["objective = next_token"])
        target = f"target words: sequence({made.type.sizes[-1]})"
        return Fit([*_given(facts, alone), target], ["objective = sequence_to_sequence"])
    return _supervised(facts)


def _sampling(facts: Facts) -> Fit:
    """A variational autoencoder."""
    mean, log_var = (_named(facts.graph, value) for value in facts.uses(SampleNormal)[0].inputs)
    objective = f"objective = vae(mean={mean}, log_var={log_var})"
    return Fit(_given(facts, facts.graph.inputs, UNIT), [objective, "loss = binary_cross_entropy"])


def _supervised(facts: Facts) -> Fit | None:
    """A target, a loss and a metric for each output; None where one has none."""
    found = {name: _held(facts, value) for name, value in facts.graph.outputs.items()}
    held = {name: one for name, one in found.items() if one is not None}
    if len(held) < len(found):
        return None
    targets = [f"target {name}: {one.kind}" for name, one in held.items()]
    losses = ", ".join(f"{name}: {one.loss}" for name, one in held.items())
    loss = f"{{{losses}}}" if len(held) > 1 else next(iter(held.values())).loss
    metrics = ", ".join(dict.fromkeys(one.metric for one in held.values()))
    data = [*_given(facts, facts.graph.inputs), *targets]
    return Fit(data, [f"loss = {loss}", f"metrics = [{metrics}]"])


def _held(facts: Facts, value: Value) -> Held | None:
    """What an output is held against; None where its shape and its end do not say."""
    sizes, word = value.type.sizes, _end(facts, value)
    units, positions = sizes[-1], sizes[:-1]
    if word == "Sigmoid" and units == 1:
        return Held("binary", "binary_cross_entropy", "accuracy")
    if word == "" and sizes == (1,):
        return Held("real", "mse", "mae")
    if word != "Softmax" and (word or _named(facts.graph, value.id) != "logits"):
        return None
    seen = next(iter(facts.graph.inputs.values())).type.sizes[:-1]
    at = _list(positions) if positions else ""
    kind = f"mask({units})" if positions and positions == seen else f"class({units}){at}"
    return Held(kind, "cross_entropy", "accuracy")


def _game(judge: Facts) -> Fit:
    """A generator against a discriminator; a label goes to both where the latter takes one."""
    (name, image), *others = judge.graph.inputs.items()
    score = next(iter(judge.graph.outputs.values()))
    settings = "" if _end(judge, score) == "Sigmoid" else ", loss=hinge"
    settings += ", condition=label" if others else ""
    data = [f"input {name}: {_list(image.type.sizes)} in -1..1"]
    data += ["target label: class(10)"] if others else []
    return Fit(
        data, [f"objective = gan(generator=Generator, discriminator=Discriminator{settings})"]
    )


def _given(facts: Facts, inputs: dict[str, Value], values: str = "") -> list[str]:
    """The lines of the data's inputs; tokens have a vocabulary, images pixels unless given other
    values."""
    found = []
    for name, value in inputs.items():
        kind, sizes = value.type.dtype, value.type.sizes
        inside = values or (PIXELS if len(sizes) == 3 and sizes[-1] in IMAGE_CHANNELS else "")
        if kind == "int":
            inside = f"in 0..{_vocabulary(facts, value) - 1}"
        found.append(f"input {name}: {kind}{_list(sizes)} {inside}".rstrip())
    return found


def _vocabulary(facts: Facts, value: Value) -> int:
    """How many rows the embedding has that reads an input."""
    readers = (facts.graph.nodes[reader].layer for reader in facts.readers(value.id))
    return next(layer.vocab for layer in readers if isinstance(layer, Embedding))


def _end(facts: Facts, value: Value) -> str:
    """The activation that a value ends in; empty where there is none."""
    ending = facts.ending(value.id)
    return "" if ending is None else ending.activation.word


def _named(graph: Graph, value: int) -> str:
    """What the model calls a tensor."""
    outputs = zip(graph.root.outputs, graph.root.output_names, strict=True)
    return {**dict(outputs), **dict(graph.root.names)}.get(value, "")


def _list(sizes: tuple[object, ...]) -> str:
    return f"[{', '.join(map(str, sizes))}]"


def _text(fit: Fit) -> str:
    pixels = any(line.endswith(PIXELS) for line in fit.data)
    data = ["source = synthetic", *fit.data, "samples = 100_000"]
    data += ["scale = divide(255)"] if pixels else []
    return f"{_section('data', data)}\n{_section('train', [*fit.train, *USUAL])}"


def _section(kind: str, lines: list[str]) -> str:
    return "\n".join([f"{kind} {{", *(f"    {line}" for line in lines), "}", ""])
