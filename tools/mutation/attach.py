"""Data and training that fit a model of the zoo which has none, so that faults in them can be made.

The data is random, under a contract that follows from the model's inputs and outputs; the training
is what one would begin with. A model whose outputs do not say what they are held against (hidden
states, a similarity) gets none.
"""

from collections.abc import Iterator
from typing import NamedTuple

from specc.ir.graph import Graph, Value
from specc.layers.generative import SampleNormal
from specc.layers.text import Embedding
from specc.prove.facts import Facts
from tools.mutation.seed import Seed

SIZES = "[{}]"
IMAGE_CHANNELS = (1, 3)
PRETRAINING = "Pretraining"
"""A model whose weights the others of its file start from."""
TRAIN = """\
optimizer = adam(lr=1e-4)
schedule = cosine(warmup=2)
epochs = 20
batch = 64"""


class Held(NamedTuple):
    """What an output is held against: the target's kind, a loss and a metric for it."""

    kind: str
    loss: str
    metric: str


def attached(seed: Seed) -> Iterator[tuple[str, str]]:
    """For each model that can be trained by itself, or each pair of a game, its sections."""
    models = seed.models
    if set(models) == {"Generator", "Discriminator"}:
        yield "Generator", _game(models["Generator"], models["Discriminator"])
        return
    for name, graph in models.items():
        if PRETRAINING in models and name != PRETRAINING:
            continue  # it does not start at random
        found = _sections(seed.subject.graphs[name], graph)
        if found is not None:
            yield name, found


def _sections(facts: Facts, graph: Graph) -> str | None:
    """Data and training of one model; None where it is not known how one would train it."""
    inputs, outputs = graph.inputs, graph.outputs
    tokens = [name for name, value in inputs.items() if value.type.dtype == "int"]
    first = next(iter(inputs.values()))
    single = next(iter(outputs.values())) if len(outputs) == 1 else None
    if facts.uses(SampleNormal):
        mean, log_var = (_named(graph, value) for value in facts.uses(SampleNormal)[0].inputs)
        objective = f"objective = vae(mean={mean}, log_var={log_var})\nloss = binary_cross_entropy"
        return _text(graph, _given(facts, inputs, "in 0..1"), [], objective)
    image = single is not None and single.type.sizes == first.type.sizes
    if image and not tokens and next(iter(outputs)) != "logits":
        return _text(graph, _given(facts, inputs, "in 0..1"), [], "objective = reconstruct")
    if image and tokens:
        data = _given(facts, dict([next(iter(inputs.items()))]), "in 0..1")
        return _text(graph, data, [], "objective = diffusion")
    if len(tokens) == 2 == len(inputs) and single is not None and single.type.rank == 2:
        return _translation(facts, graph, single)
    if tokens == list(inputs) and single is not None and single.type.rank == 2:
        return _text(graph, _given(facts, inputs), [], "objective = next_token")
    return _supervised(facts, graph)


def _supervised(facts: Facts, graph: Graph) -> str | None:
    held = {name: _held(facts, graph, value) for name, value in graph.outputs.items()}
    known = {name: one for name, one in held.items() if one is not None}
    if len(known) < len(held):
        return None
    targets = [f"target {name}: {one.kind}" for name, one in known.items()]
    losses = ", ".join(f"{name}: {one.loss}" for name, one in known.items())
    loss = f"{{{losses}}}" if len(known) > 1 else next(iter(known.values())).loss
    metrics = ", ".join(dict.fromkeys(one.metric for one in known.values()))
    given = _given(facts, graph.inputs)
    return _text(graph, given, targets, f"loss = {loss}\nmetrics = [{metrics}]")


def _held(facts: Facts, graph: Graph, value: Value) -> Held | None:
    """What an output is held against; None where its shape and its end do not say."""
    sizes = value.type.sizes
    units, positions = sizes[-1], sizes[:-1]
    ending = facts.ending(value.id)
    word = "" if ending is None else ending.activation.word
    if word == "Sigmoid" and units == 1:
        return Held("binary", "binary_cross_entropy", "accuracy")
    if word == "" and sizes == (1,):
        return Held("real", "mse", "mae")
    classes = word == "Softmax" or (word == "" and _named(graph, value.id) == "logits")
    if not classes:
        return None
    seen = next(iter(graph.inputs.values())).type.sizes[:-1]
    at = f"[{', '.join(map(str, positions))}]" if positions else ""
    kind = f"mask({units})" if positions and positions == seen else f"class({units}){at}"
    return Held(kind, "cross_entropy", "accuracy")


def _translation(facts: Facts, graph: Graph, output: Value) -> str:
    """A sequence from a sequence: the second input is the target, shifted."""
    source = dict([next(iter(graph.inputs.items()))])
    targets = [f"target words: sequence({output.type.sizes[-1]})"]
    return _text(graph, _given(facts, source), targets, "objective = sequence_to_sequence")


def _game(generator: Graph, judge: Graph) -> str:
    """A generator against a discriminator; a label goes to both where both take one."""
    free = "Sigmoid" not in {node.layer.word for node in judge.nodes[-2:]} and not any(
        getattr(getattr(node.layer, "activation", None), "word", "") == "Sigmoid"
        for node in judge.nodes[-2:]
    )
    image = next(iter(judge.inputs.items()))
    given = [f"input {image[0]}: {_sizes(image[1])} in -1..1"]
    labelled = len(judge.inputs) > 1
    targets = ["target label: class(10)"] if labelled else []
    settings = "".join([", loss=hinge" * free, ", condition=label" * labelled])
    train = f"objective = gan(generator=Generator, discriminator=Discriminator{settings})"
    return _text(None, given, targets, train)


def _given(facts: Facts, inputs: dict[str, Value], values: str = "") -> list[str]:
    """The lines of the data's inputs; images have pixels of 0 to 255, tokens a vocabulary."""
    found = []
    for name, value in inputs.items():
        type_ = value.type
        inside = values
        if type_.dtype == "int":
            inside = f"in 0..{_vocabulary(facts, value) - 1}"
        elif not values and type_.rank == 3 and type_.sizes[-1] in IMAGE_CHANNELS:
            inside = "in 0..255"
        found.append(f"input {name}: {type_.dtype}{_sizes(value)} {inside}".rstrip())
    return found


def _vocabulary(facts: Facts, value: Value) -> int:
    """How many rows the embedding has that reads an input."""
    readers = (facts.graph.nodes[reader].layer for reader in facts.readers(value.id))
    return next(layer.vocab for layer in readers if isinstance(layer, Embedding))


def _sizes(value: Value) -> str:
    return SIZES.format(", ".join(str(size) for size in value.type.sizes))


def _named(graph: Graph, value: int) -> str:
    """What the model calls a tensor."""
    names = {**dict(graph.root.names)}
    outputs = zip(graph.root.outputs, graph.root.output_names, strict=True)
    return names.get(value, "") or dict(outputs).get(value, "")


def _text(graph: Graph | None, given: list[str], targets: list[str], train: str) -> str:
    pixels = any(line.endswith("in 0..255") for line in given)
    data = ["source = synthetic", *given, *targets, "samples = 100_000"]
    data += ["scale = divide(255)"] if pixels else []
    model = [] if graph is None else [f"model = {graph.name}"]
    return (
        _section("data", data)
        + "\n"
        + _section("train", [*model, *train.split("\n"), *TRAIN.split("\n")])
    )


def _section(kind: str, lines: list[str]) -> str:
    return "\n".join([f"{kind} {{", *(f"    {line}" for line in lines), "}", ""])
