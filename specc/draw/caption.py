"""What stands in the boxes: layers, settings and counts in few words."""

from collections.abc import Iterable, Mapping
from typing import Any

from specc.draw.quote import cut
from specc.ir.graph import Node, Region
from specc.ir.tensor import TensorType
from specc.kind import PerAxis, Word, show
from specc.layer import Layer
from specc.setting import REQUIRED, Declared
from specc.window import PaddingKind

MOST_TITLE = 64
MOST_TYPE = 40
MOST_NAME = 40
_UNSAID = ("init", "bias_init", "l1", "l2", "max_norm", "eps", "momentum")
"""Settings that say how a layer is trained rather than what it computes."""
_TRUTHS = {("bias", False): "no bias", ("trainable", False): "frozen"}


def layer_title(layer: Layer) -> str:
    """`Conv2D 32, 3x3, stride 2, relu`: the word, and the settings that were given."""
    given = getattr(layer, "values", None) if not layer.word else _given(layer)
    word = layer.word or str(getattr(layer, "name", ""))
    said = given if isinstance(given, list) else _named(given or {})
    return cut(f"{word} {', '.join(said)}", MOST_TITLE)


def region_title(region: Region) -> str:
    """`EncoderLayer heads 8, hidden 2048`: a block's word and its evaluated settings."""
    return cut(f"{region.word} {', '.join(_named(dict(region.settings)))}", MOST_TITLE)


def type_text(kind: TensorType) -> str:
    """`[8, 8, 32]`, cut where a size is a long expression."""
    return cut(str(kind), MOST_TYPE)


def count_text(count: int, times: int = 1, total: int | None = None) -> str:
    """`2 x 1,056 parameters`; `total` differs from that where iterations share weights."""
    if not (count or total):
        return ""
    noun = "parameter" if count == 1 else "parameters"
    if times == 1 or total is None:
        return f"{count:,} {noun}"
    return f"{times} x {count:,} {noun}" if total == times * count else f"{total:,} {noun}, shared"


def model_count(trainable: int, fixed: int) -> str:
    """The parameters of a whole model."""
    if not fixed:
        return count_text(trainable) or "no parameters"
    return f"{count_text(trainable + fixed)} ({trainable:,} trainable, {fixed:,} fixed)"


def given_name(name: str, stem: str) -> str:
    """A name that the spec gives, or nothing where `name` is the stem, perhaps with a number."""
    rest = name.removeprefix(stem).removeprefix("_")
    automatic = name.startswith(stem) and (not rest or rest.isdigit())
    return "" if automatic else cut(name, MOST_NAME)


def node_count(node: Node) -> int:
    """The parameters that a node brings, trainable or not."""
    return node.trainable + node.fixed


def _given(layer: Layer) -> list[str]:
    values = {name: value for name, value in layer.given().items() if name not in _UNSAID}
    return [_setting(layer, name, value) for name, value in values.items()]


def _setting(layer: Layer, name: str, value: Any) -> str:
    declared = layer.settings[name]
    if declared.default is REQUIRED and declared.positional:
        return _taps(value) if isinstance(declared.kind, PerAxis) else _text(value)
    if isinstance(declared.kind, PaddingKind):
        return f"padding {_padding(value)}"
    if isinstance(value, bool):
        return _TRUTHS.get((name, value)) or (name if value else f"no {name}")
    if name == "activation":
        return _text(value)
    per_axis = layer.spatial > 0 and isinstance(value, tuple) and len(value) == layer.spatial
    alike = per_axis and all(item == value[0] for item in value)
    return f"{name} {_text(value[0] if alike else value)}"


def _named(settings: Mapping[str, Any]) -> list[str]:
    return [f"{name} {_text(value)}" for name, value in settings.items()]


def _taps(value: Any) -> str:
    """A window's size: `3x3`."""
    return "x".join(map(str, value)) if isinstance(value, tuple) else _text(value)


def _padding(value: Any) -> str:
    if isinstance(value, str):
        return value
    if any(before != after for before, after in value):
        return _text(value)
    sides = [before for before, _ in value]
    return str(sides[0]) if len(set(sides)) == 1 else _text(tuple(sides))


def _text(value: Any) -> str:
    """A value as the spec would write it."""
    if isinstance(value, Word):
        return str(value)
    if isinstance(value, Declared):
        return _call(value)
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        return f"[{_joined(_text(item) for item in value[:20])}{', ...' * (len(value) > 20)}]"
    return show(value)


def _call(value: Declared) -> str:
    words = getattr(value, "activation_words", ())
    given = [
        name if inner is True else f"{name} {_text(inner)}" for name, inner in value.given().items()
    ]
    word = words[0] if words else value.word
    return f"{word}({_joined(given)})" if given else word


def _joined(texts: Iterable[str]) -> str:
    return ", ".join(texts)
