"""Faults in attention, transformers and what stands in front of them."""

from collections.abc import Iterator

from specc.edit import name_of, remove_setting
from specc.layers.attention import MultiHeadAttention
from specc.layers.dense import Dense
from specc.layers.normalisation import LayerNorm
from specc.layers.text import Embedding, PositionEmbedding, SinusoidalPositions
from specc.syntax import ast
from tools.mutation.draft import settings
from tools.mutation.kind import Planting, kind
from tools.mutation.reach import deep_post_norm
from tools.mutation.seed import Form, Seed, Spot
from tools.mutation.word import nodes

DECODERS = ("next_token", "sequence_to_sequence")


@kind("head-divisibility")
def heads_that_do_not_divide(seed: Seed) -> Iterator[Planting]:
    """A number of heads that does not divide the channels."""
    for spot, heads, channels in _heads(seed):
        yield (
            seed.number(heads, str(next(n for n in (7, 11, 13) if channels % n))) if spot else None
        )


@kind("head-dim-extreme")
def heads_of_eight_channels(seed: Seed) -> Iterator[Planting]:
    """Heads of eight channels."""
    for _, heads, channels in _heads(seed):
        yield seed.number(heads, str(channels // 8)) if channels % 8 == 0 else None


@kind("rope-head-dim-odd")
def rotary_on_odd_heads(seed: Seed) -> Iterator[Planting]:
    """Rotary positions on heads of 33 channels."""
    for spot, _, _ in _heads(seed):
        if len(spot.found[0].node.inputs) == 1:
            yield seed.insert(spot.use.span.end - 1, ", key_dim=33, rotary=true")


@kind("missing-causal-mask", on=Form.TRAINED)
def no_causal_mask(seed: Seed) -> Iterator[Planting]:
    """No `causal=true` where the next token is predicted."""
    for spot in seed.spots(MultiHeadAttention) if seed.objective in DECODERS else ():
        if spot.word("causal") == "true":
            yield remove_setting(seed.source, spot.use, "causal")


@kind("causal-mask-in-encoder")
def mask_in_an_encoder(seed: Seed) -> Iterator[Planting]:
    """A causal mask where the first position stands for the whole sequence."""
    first = any(seed.layers("Take"))
    for spot, _, _ in _heads(seed) if first else ():
        yield seed.put(spot, "causal", "true") if spot.given("causal") is None else None


@kind("missing-positional")
def no_positions(seed: Seed) -> Iterator[Planting]:
    """Nothing that says which token stands where."""
    for spot in seed.spots(PositionEmbedding, SinusoidalPositions):
        yield seed.drop(spot.step)


@kind("positional-table-short")
def table_of_positions_too_short(seed: Seed) -> Iterator[Planting]:
    """A table with fewer positions than a sequence may have."""
    for spot in seed.spots(PositionEmbedding):
        length = spot.given("length")
        yield None if length is None else seed.number(length, "100")


@kind("prenorm-missing-final-norm")
def no_final_norm(seed: Seed) -> Iterator[Planting]:
    """No norm behind a stack of layers that normalise what they read."""
    for spot in seed.spots(LayerNorm):
        facts, node = spot.found[0]
        attention = [one.id for one in facts.uses(MultiHeadAttention)]
        before = facts.graph.producer(node.inputs[0])
        last = len(spot.found) == 1 and attention and node.id > max(attention)
        if last and before is not None and before.layer.word == "Add":
            yield seed.drop(spot.step)


@kind("attention-without-residual")
def attention_without_its_skip(seed: Seed) -> Iterator[Planting]:
    """The sum around a self-attention left out: its result goes on alone."""
    for block in seed.blocks():
        attending = {
            line.names[0].text
            for line in block.body
            if isinstance(line, ast.Bind) and _attends(line.value) and not _sum(line.value)
        }
        for one in nodes(block.body):
            for side in (one.left, one.right) if _sum(one) and seed.lives(one.span) else ():
                named = isinstance(side, ast.Name) and side.text in attending
                if named or (isinstance(side, ast.Flow) and _attends(side)):
                    yield seed.replace(one.span, seed.cut(side.span))


@kind("ffn-ratio")
def feed_forward_narrower_than_the_model(seed: Seed) -> Iterator[Planting]:
    """A feed-forward network a quarter as wide as the model, for one four times as wide."""
    attending = {block.name.text for block in seed.blocks() if _attends(block.body)}
    for use in seed.layers():
        inside = name_of(use) == "Dense" and seed.block_of(use).name.text in attending
        for one in settings(use) if inside or name_of(use) in attending else ():
            value = one.value
            if isinstance(value, ast.Binary) and seed.cut(value.left.span) == "4":
                yield seed.replace(value.span, f"{seed.cut(value.right.span)} // 4")


@kind("post-norm-no-warmup", on=Form.TRAINED)
def post_norm_at_the_full_rate(seed: Seed) -> Iterator[Planting]:
    """A deep transformer with its norms behind the sums, without a warm-up."""
    for line in seed.lines("train", "schedule") if deep_post_norm(seed) else ():
        yield seed.replace(line.value.span, "constant")


@kind("tied-weights-shape")
def tied_to_another_size(seed: Seed) -> Iterator[Planting]:
    """A head that is tied to an embedding and has other units than it has rows."""
    for spot in seed.spots(Dense):
        units = spot.given("units")
        if spot.given("tie") is not None and units is not None:
            yield seed.replace(units.span, f"{seed.cut(units.span)} + 1")


@kind("embedding-dim-large")
def vectors_longer_than_the_vocabulary(seed: Seed) -> Iterator[Planting]:
    """An embedding with more channels than rows, in front of recurrent or convolution layers."""
    for spot in seed.spots(Embedding):
        size = spot.given("dim")
        readers = [facts.follower(node) for facts, node in spot.found]
        families = {"" if one is None else one.layer.family for one in readers}
        if size is not None and families <= {"recurrent", "convolution"}:
            yield seed.number(size, str(getattr(spot.layer, "vocab", 0) + 1000))


@kind("embedding-index-range", on=Form.TRAINED)
def vocabulary_larger_than_the_table(seed: Seed) -> Iterator[Planting]:
    """Data with more words than the embedding has rows."""
    for line in seed.inputs(seed.section("data")):
        values = line.type.values if line.type is not None else None
        word = line.type.word if line.type is not None else None
        if values is not None and word is not None and word.text == "int":
            yield seed.replace(values.high.span, f"{seed.cut(values.high.span)} + 1000")


@kind("future-leak", on=Form.TRAINED)
def norm_over_all_positions(seed: Seed) -> Iterator[Planting]:
    """A norm over all positions in front of the prediction of the next token."""
    for _, spot in seed.heads() if seed.objective == "next_token" else ():
        yield seed.before_step(spot.step, "GroupNorm(1)")


def _heads(seed: Seed) -> Iterator[tuple[Spot, ast.Expr, int]]:
    """Attention whose heads share the channels, with what says how many heads, and the channels."""
    for spot in seed.spots(MultiHeadAttention):
        heads, channels = spot.given("heads"), spot.shapes[0][-1]
        if heads is not None and spot.given("key_dim") is None and isinstance(channels, int):
            yield spot, heads, channels


def _sum(node: object) -> bool:
    return isinstance(node, ast.Binary) and node.operator == "+"


def _attends(node: object) -> bool:
    """Whether attention of a sequence to itself is applied inside of a node."""
    flows = (one for one in nodes(node) if isinstance(one, ast.Flow))
    return any(
        isinstance(step, ast.Call) and step.name.text == "MultiHeadAttention"
        for flow in flows
        for before, step in zip(flow.steps, flow.steps[1:], strict=False)
        if not isinstance(before, ast.ListExpr)
    )
