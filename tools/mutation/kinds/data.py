"""Faults in the data and in what is declared of it."""

from collections.abc import Iterator

from specc.layers.dense import Dense
from specc.source import Span
from specc.syntax import ast
from tools.mutation.kind import Planting, kind
from tools.mutation.seed import Form, Seed
from tools.mutation.word import nodes

ON = Form.TRAINED
SETS = ("sklearn", "keras")


@kind("unscaled-input", on=ON)
def scale_forgotten(seed: Seed) -> Iterator[Planting]:
    """Pixels of 0 to 255, or measurements up to thousands, without `scale`."""
    for line in seed.lines("data", "scale"):
        if any(one.high is not None and one.high > 10 for one in seed.rows.inputs):
            yield seed.replace(line.value.span, "none")


@kind("augmentation-breaks-label", on=ON)
def digits_mirrored(seed: Seed) -> Iterator[Planting]:
    """Digits that are mirrored, or turned upside down."""
    if getattr(seed.rows.source, "name", "") in ("digits", "mnist"):
        yield seed.data("augment", "[flip(horizontal)]")
        yield seed.data("augment", "[rotate(180)]")


@kind("augmentation-breaks-label", on=ON)
def image_moved_without_its_mask(seed: Seed) -> Iterator[Planting]:
    """Images that are turned or mirrored while their masks stay."""
    masks = any(one.target_word == "mask" for one in seed.trained())
    if masks and seed.rows.inputs[0].type.rank == 3:
        yield seed.data("augment", "[rotate(10)]")
        yield seed.data("augment", "[flip(horizontal)]")


@kind("augment-data-mismatch", on=ON)
def flip_of_a_vector(seed: Seed) -> Iterator[Planting]:
    """Augmentation of images on data that is none."""
    if seed.rows.inputs[0].type.rank < 3:
        yield seed.data("augment", "[flip(horizontal)]")


@kind("data-contract-mismatch", on=ON)
def other_classes_than_the_set_has(seed: Seed) -> Iterator[Planting]:
    """A target that contradicts what is known of a set."""
    target = seed.rows.source.facts().target
    for line in seed.lines("data", "source") if seed.rows.source.word in SETS else ():
        yield seed.line_after(line, f"target {target.name}: class(7)") if target else None


@kind("data-contract-mismatch", on=ON)
def other_shape_than_the_set_has(seed: Seed) -> Iterator[Planting]:
    """An input that contradicts the shape of a set."""
    for line in seed.lines("data", "source") if seed.rows.source.word in SETS else ():
        given = seed.rows.source.facts().inputs[0]
        sizes = ", ".join(str(size + 1) for size in given.sizes)
        yield seed.line_after(line, f"input {given.name}: float[{sizes}]")


@kind("data-contract-mismatch", on=ON)
def other_samples_than_the_set_has(seed: Seed) -> Iterator[Planting]:
    """A number of examples that contradicts what is known of a set or a table."""
    if not seed.rows.source.facts().loose:
        yield seed.data("samples", "123_456")


@kind("unshuffled-classification", on=ON)
def order_kept(seed: Seed) -> Iterator[Planting]:
    """A set of classes that is no time series, split in the order in which it is stored.

    Those of Keras end with their official test part.
    """
    classes = any(one.classes for one in seed.trained())
    if seed.rows.source.word == "sklearn" and classes:
        yield seed.data("order", "time")


@kind("split-of-tiny-dataset", on=ON)
def rows_of_the_rule_held_out(seed: Seed) -> Iterator[Planting]:
    """A truth table of which a part is held out."""
    if seed.rows.source.word == "table":
        yield seed.data("split", "[0.5, 0.25, 0.25]")


@kind("invalid-setting", on=ON)
def shares_beyond_one(seed: Seed) -> Iterator[Planting]:
    """Shares of a split that sum to more than one."""
    yield seed.data("split", "[0.8, 0.2, 0.2]")


@kind("unequal-rows", on=ON)
def row_with_a_number_missing(seed: Seed) -> Iterator[Planting]:
    """A literal table with a row that is too short."""
    for line in seed.lines("data", "source"):
        for one in nodes(line.value):
            rows = one.items if isinstance(one, ast.ListExpr) else ()
            for row in rows:
                if isinstance(row, ast.ListExpr):
                    yield seed.replace(row.span, "[0]")


@kind("parity-hidden-too-small", on=ON)
def fewer_units_than_bits(seed: Seed) -> Iterator[Planting]:
    """Two hidden ReLUs for the parity of two bits, with which training often gets stuck."""
    hidden = [spot for spot in seed.spots(Dense) if spot.word("activation") == "tanh"]
    for spot in hidden if seed.rows.source.word == "table" else ():
        yield seed.units(spot, "2"), seed.setting(spot.use, "activation", "relu")


@kind("xor-needs-hidden-layer", on=ON)
def hidden_layer_forgotten(seed: Seed) -> Iterator[Planting]:
    """A table that no line separates, and a model without its hidden layer."""
    for model in seed.blocks("model") if seed.rows.source.word == "table" else ():
        middle = model.body[1:-1]
        if len(middle) == 1 and model.parameters:
            head = Span(model.name.span.end, model.parameters[-1].span.end + 1)
            yield seed.replace(head, ""), seed.replace(middle[0].span, "")
