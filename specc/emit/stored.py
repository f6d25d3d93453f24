"""Where a framework keeps the arrays of a layer, and how they become specc's own."""

from specc.namedtuple import NamedTuple


class Stored(NamedTuple):
    """One array of a layer as a framework holds it.

    `at` is its path from the layer's module or layer object: `weight`, `query.weight`, `kernel`.
    The framework's array becomes specc's (`specc.layer.Weight`) in four steps, each left out where
    its field is empty: it is reshaped to `shape`, its axes are put in `order` (as NumPy's
    `transpose` takes it), it is reshaped to the weight's own shape, and its last axis, cut into
    `len(blocks)` equal parts, is put together again from the parts numbered `blocks`. Where the
    framework keeps several of specc's arrays in one, this one is its item number `row`.
    """

    at: str
    shape: tuple[int, ...] = ()
    order: tuple[int, ...] = ()
    blocks: tuple[int, ...] = ()
    row: int | None = None
