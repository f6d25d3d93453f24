"""Faults in recurrent layers."""

from collections.abc import Iterator

from specc.layers.recurrent import GRU, LSTM
from specc.syntax import ast
from tools.mutation.draft import settings
from tools.mutation.kind import Planting, kind
from tools.mutation.seed import Form, Seed

DECODERS = ("next_token", "sequence_to_sequence")


@kind("relu-in-recurrent")
def relu_in_a_recurrent_layer(seed: Seed) -> Iterator[Planting]:
    """A simple recurrent layer with a ReLU in the place of an LSTM or a GRU."""
    for spot in seed.spots(LSTM, GRU):
        first, *rest = settings(spot.use)
        # Only an LSTM's state is two tensors.
        if isinstance(spot.layer, GRU) or spot.given("state") is None:
            given = [seed.cut(first.span), "activation=relu", *(seed.cut(one.span) for one in rest)]
            yield seed.replace(spot.use.span, f"RNN({', '.join(given)})")


@kind("bidirectional-causal", on=Form.TRAINED)
def future_of_a_language_model(seed: Seed) -> Iterator[Planting]:
    """A layer that reads both ways in front of the prediction of the next token."""
    for spot in seed.spots(LSTM, GRU):
        # A state that is handed in has the size of one direction.
        if len(spot.found[0].node.inputs) == 1 and seed.objective == "next_token":
            yield seed.put(spot, "bidirectional", "true")


@kind("bidirectional-causal", on=Form.TRAINED)
def sentence_read_from_its_end(seed: Seed) -> Iterator[Planting]:
    """A layer that reads from the end in front of the prediction of the next token."""
    for spot in seed.spots(LSTM, GRU):
        if spot.given("bidirectional") is None and seed.objective in DECODERS:
            yield seed.put(spot, "reverse", "true")


@kind("output-target-mismatch", on=Form.TRAINED)
def one_prediction_for_all_steps(seed: Seed) -> Iterator[Planting]:
    """The last state of a recurrent layer where each step is predicted.

    In front of a layer that wants a sequence, that one says so.
    """
    for spot in seed.spots(LSTM, GRU) if seed.objective in DECODERS else ():
        last = seed.put(spot, "sequences", "false")
        if spot.word("sequences") == "true" and seed.fits(last, but="output-target-mismatch"):
            yield last


@kind("single-timestep-rnn")
def sequence_of_one_step(seed: Seed) -> Iterator[Planting]:
    """Sequences of one step."""
    for model in seed.blocks("model") if seed.has(LSTM, GRU) else ():
        lengths = {
            size.text
            for line in seed.inputs(model)
            for size in (line.type.sizes if line.type is not None else None) or ()
            if isinstance(size, ast.Name)
        }
        for one in model.parameters:
            if one.name.text in lengths and one.default is not None:
                yield seed.replace(one.default.span, "1")


@kind("rnn-no-clipping", on=Form.TRAINED)
def long_sequence_without_clipping(seed: Seed) -> Iterator[Planting]:
    """Sequences of 200 steps for an LSTM, and no limit for the gradients."""
    for line in seed.inputs(seed.section("data")) if seed.has(LSTM) else ():
        for size in (line.type.sizes if line.type is not None else None) or ():
            if isinstance(size, ast.Name):
                yield seed.replace(size.span, "200")


@kind("recurrent-dropout-without-fused-kernel")
def dropout_in_the_recurrence(seed: Seed) -> Iterator[Planting]:
    """Dropout of the state, for which there is no fused kernel."""
    for spot in seed.spots(LSTM, GRU):
        yield seed.put(spot, "recurrent_dropout", "0.2")
