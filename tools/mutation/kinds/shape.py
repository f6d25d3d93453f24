"""Faults in shapes: sizes that do not fit, and axes that are missing."""

from collections.abc import Iterator

from specc.edit import remove_setting
from specc.layers.attention import MultiHeadAttention
from specc.layers.convolution import Conv1D, Conv2D
from specc.layers.dense import Dense
from specc.layers.generative import SampleNormal
from specc.layers.merging import Add, Concat
from specc.layers.normalisation import GroupNorm
from specc.layers.pooling import AvgPool2D, GlobalAvgPool, MaxPool2D
from specc.layers.recurrent import GRU, LSTM, Recurrent
from specc.layers.shape import Flatten, Permute, Reshape, Split
from specc.source import Span
from specc.syntax import ast
from tools.mutation.kind import Planting, kind
from tools.mutation.reach import followed_by, heads_off
from tools.mutation.seed import Form, Seed, Spot
from tools.mutation.word import nodes


@kind("spatial-collapse")
def kernel_larger_than_the_input(seed: Seed) -> Iterator[Planting]:
    """A window that is larger than what it slides over, without padding."""
    for spot in seed.spots(Conv1D, Conv2D, MaxPool2D, AvgPool2D):
        setting = "kernel" if isinstance(spot.layer, (Conv1D, Conv2D)) else "size"
        if spot.sides and spot.word("padding") not in ("same", "causal"):
            bare = spot.given("padding") is None
            edits = [] if bare else [seed.put(spot, "padding", "0")]
            yield seed.put(spot, setting, str(max(spot.sides) + 1)), *edits


@kind("output-target-mismatch", on=Form.TRAINED)
def flatten_forgotten(seed: Seed) -> Iterator[Planting]:
    """No `Flatten` or global pool in front of the dense head: a prediction for each position.

    In front of other layers, those break first.
    """
    for spot in seed.spots(Flatten, GlobalAvgPool):
        vector = len(spot.shapes[0]) == 1
        if all(heads_off(facts, node) for facts, node in spot.found) and not vector:
            yield seed.drop(spot.step)


@kind("groups-divisibility")
def groups_that_do_not_divide(seed: Seed) -> Iterator[Planting]:
    """A number of groups that does not divide the channels."""
    for spot in seed.spots(Conv2D, GroupNorm):
        groups = spot.given("groups")
        channels = [size for sizes in spot.shapes for size in sizes[-1:] if isinstance(size, int)]
        odd = next((n for n in (7, 11, 13, 17) if all(size % n for size in channels)), 0)
        yield seed.number(groups, str(odd)) if groups is not None and channels and odd else None


@kind("concat-axis-mismatch")
def concat_of_other_sizes(seed: Seed) -> Iterator[Planting]:
    """One of the images in front of a `Concat` halved in height and width."""
    for spot in seed.spots(Concat):
        for branch in _branches(spot) if {len(sizes) for sizes in spot.shapes} == {3} else ():
            yield seed.insert(branch.span.end, " -> MaxPool2D(2)")


@kind("shape-mismatch")
def sum_of_other_channels(seed: Seed) -> Iterator[Planting]:
    """One side of a sum with other channels than the other."""
    sums = _sums(seed)
    for one in nodes(tuple(seed.blocks())):
        if isinstance(one, ast.Binary) and one.operator == "+" and one.span in sums:
            yield seed.replace(one.left.span, f"({seed.cut(one.left.span)} -> Dense(12_345))")


@kind("shape-mismatch")
def skip_without_its_projection(seed: Seed) -> Iterator[Planting]:
    """The 1x1 convolution of a skip taken away where the channels change."""
    for spot in seed.spots(Conv2D):
        bind = spot.step.statement if spot.step is not None else None
        flow = spot.step.flow if spot.step is not None else None
        if isinstance(bind, ast.Bind) and bind.names[0].text == "skip" and flow is not None:
            yield seed.replace(flow.span, seed.cut(flow.steps[0].span))


@kind("missing-return-sequences")
def last_state_for_a_sequence(seed: Seed) -> Iterator[Planting]:
    """No `sequences=true` in front of a layer that reads a sequence."""
    for spot in seed.spots(LSTM, GRU):
        if spot.word("sequences") == "true" and any(_read_over_time(spot)):
            yield remove_setting(seed.source, spot.use, "sequences")


@kind("missing-return-sequences")
def second_layer_on_the_last_state(seed: Seed) -> Iterator[Planting]:
    """A second recurrent layer behind one that gives its last state only."""
    for spot in seed.spots(LSTM, GRU):
        if spot.given("sequences") is None and len(spot.found[0].node.outputs) == 1:
            yield seed.after_step(spot.step, seed.cut(spot.use.span))


@kind("input-data-mismatch", on=Form.TRAINED)
def input_of_another_size(seed: Seed) -> Iterator[Planting]:
    """Data whose input has another size than the model takes, where that is not left open."""
    for line in seed.inputs(seed.section("data")):
        for size in (line.type.sizes if line.type is not None else None) or ():
            if isinstance(size, ast.Number):
                yield seed.replace(size.span, "12_345")


@kind("input-data-mismatch", on=Form.TRAINED)
def input_with_an_axis_too_many(seed: Seed) -> Iterator[Planting]:
    """Data whose examples are declared with their batch axis."""
    for line in seed.inputs(seed.section("data")):
        for size in ((line.type.sizes if line.type is not None else None) or ())[:1]:
            yield seed.insert(size.span.start, "64, ")


@kind("input-data-mismatch", on=Form.TRAINED)
def input_missing_in_the_data(seed: Seed) -> Iterator[Planting]:
    """Data with one input less than the model takes."""
    lines = seed.inputs(seed.section("data"))
    for line in lines if len(lines) > 1 else ():
        yield seed.replace(line.span, "")


@kind("channels-order-suspect", "spatial-collapse", "symbolic-channels")
def channels_first(seed: Seed) -> Iterator[Planting]:
    """The shape of an image as PyTorch has it: `[3, 224, 224]`.

    Where so narrow an image does not get through the network, `spatial-collapse` says so, and its
    help names the order; where height and width are open, the channels are then.
    """
    for sizes in _images(seed):
        height, width, channels = (seed.cut(size.span) for size in sizes)
        if channels in ("1", "3"):
            whole = Span(sizes[0].span.start, sizes[2].span.end)
            yield seed.replace(whole, f"{channels}, {height}, {width}")


@kind("input-rank-mismatch")
def batch_axis_written(seed: Seed) -> Iterator[Planting]:
    """A model whose input is declared with its batch axis."""
    for sizes in _images(seed):
        yield seed.insert(sizes[0].span.start, "32, ")


@kind("input-rank-mismatch")
def no_channel_axis(seed: Seed) -> Iterator[Planting]:
    """An image declared without its channels."""
    for sizes in _images(seed):
        yield seed.replace(Span(sizes[1].span.end, sizes[2].span.end), "")


@kind("reshape-size-mismatch")
def reshape_of_another_size(seed: Seed) -> Iterator[Planting]:
    """A `Reshape` whose last size is one too large."""
    for spot in seed.spots(Reshape):
        sizes = spot.given("sizes")
        if isinstance(sizes, ast.ListExpr):
            yield seed.insert(sizes.items[-1].span.end, " + 1")


@kind("reshape-used-as-permute")
def reshape_for_permute(seed: Seed) -> Iterator[Planting]:
    """A `Reshape` to the sizes that a `Permute` makes."""
    for spot in seed.spots(Permute):
        made = {facts.graph.types(node.outputs)[0].sizes for facts, node in spot.found}
        if len(made) == 1 and made != {spot.shapes[0]}:
            yield seed.replace(spot.use.span, f"Reshape([{', '.join(map(str, made.pop()))}])")


@kind("input-count")
def tensors_without_a_merge(seed: Seed) -> Iterator[Planting]:
    """Several tensors that go on without being joined."""
    for spot in seed.spots(Concat):
        flow = spot.step.flow if spot.step is not None else None
        if flow is not None and flow.steps[-1].span != spot.use.span:
            yield seed.drop(spot.step)


@kind("output-count")
def name_too_many(seed: Seed) -> Iterator[Planting]:
    """One name more than a layer has results."""
    for spot in seed.spots(Split, SampleNormal, Dense):
        bind = spot.step.statement if spot.step is not None else None
        if isinstance(bind, ast.Bind) and bind.value.span.end == spot.use.span.end:
            yield seed.insert(bind.names[-1].span.end, ", rest")


@kind("shared-weights-mismatch")
def shared_layer_on_another_size(seed: Seed) -> Iterator[Planting]:
    """One of the two images that a shared tower reads with one channel."""
    for block in seed.blocks("model"):
        shared = any(isinstance(line, ast.LayerDef) for line in block.body)
        for line in seed.inputs(block) if shared else ():
            sizes = line.type.sizes if line.type is not None else None
            if sizes is not None and len(sizes) == 3:
                yield seed.replace(sizes[2].span, "1")


@kind("dense-before-flatten")
def dense_in_front_of_flatten(seed: Seed) -> Iterator[Planting]:
    """A dense layer on the pixels of an image that is flattened behind it."""
    for spot in seed.spots(Flatten):
        facts, node = spot.found[0]
        first = node.inputs[0] in facts.graph.root.inputs and len(spot.shapes[0]) == 3
        if first and followed_by(spot, Dense):
            yield seed.before_step(spot.step, "Dense(4, activation=relu)")


@kind("dtype-mismatch")
def numbers_for_indices(seed: Seed) -> Iterator[Planting]:
    """Tokens declared as real numbers."""
    for block in seed.blocks("model"):
        for line in seed.inputs(block):
            word = line.type.word if line.type is not None else None
            # The step of a diffusion may be a real number.
            if word is not None and word.text == "int" and line.names[0].text != "step":
                yield seed.replace(word.span, "float")


@kind("spatial-collapse", "concat-axis-mismatch", "shape-mismatch", "positional-table-short")
def dim_without_its_condition(seed: Seed) -> Iterator[Planting]:
    """A size left open without the condition under which the shapes agree.

    The layer at which they do not says so.
    """
    for one in seed.dims():
        if one.condition is not None:
            yield seed.replace(Span(one.names[-1].span.end, one.span.end), "")


def _branches(spot: Spot) -> tuple[ast.Expr, ...]:
    """What a merging layer joins, as it is written: the list in front of it."""
    step = spot.step
    if step is None or step.flow is None or step.index == 0:
        return ()
    before = step.flow.steps[step.index - 1]
    return before.items if isinstance(before, ast.ListExpr) else ()


def _sums(seed: Seed) -> set[Span]:
    """Where sums of tensors are written whose channels do not broadcast."""
    return {
        node.place.span
        for facts in seed.subject.graphs.values()
        for node in facts.uses(Add)
        if node.place.source is seed.source
        and all(one.sizes and one.sizes[-1] != 1 for one in facts.graph.types(node.inputs))
    }


def _read_over_time(spot: Spot) -> Iterator[bool]:
    """For each use, whether a layer that wants a sequence reads the result, dropout aside."""
    for facts, node in spot.found:
        readers = [facts.graph.nodes[one] for one in facts.readers(node.outputs[0])]
        for one in readers:
            if one.layer.family == "regularising":
                readers.extend(facts.only_readers(one))
        # Additive attention takes a single query as well.
        yield any(isinstance(one.layer, (Recurrent, MultiHeadAttention)) for one in readers)


def _images(seed: Seed) -> Iterator[tuple[ast.Expr, ...]]:
    """The three sizes of the images that go into models with windows over images."""
    for block in seed.blocks("model"):
        windows = any(node.layer.spatial == 2 for node in seed.models[block.name.text].nodes)
        for line in seed.inputs(block) if windows else ():
            sizes = line.type.sizes if line.type is not None else None
            if sizes is not None and len(sizes) == 3:
                yield sizes
