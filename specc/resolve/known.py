"""Looks layers up by name, with help where the name is another framework's."""

from typing import TYPE_CHECKING

import specc.layers
from specc.layer import Layer
from specc.resolve.bound import Template
from specc.resolve.foreign import FOREIGN_LAYERS
from specc.suggest import nearest
from specc.syntax import ast

if TYPE_CHECKING:
    from specc.resolve.body import Body

__all__ = ["find_layer", "specc"]


def find_layer(
    body: "Body", name: ast.Name, arguments: tuple[ast.Argument, ...] = ()
) -> type[Layer] | None:
    """The layer class of a name; None after a reported fault.

    The fault's help says what the names of the arguments are called here, too.
    """
    text = name.text
    found = Layer.known.get(text)
    if found is not None:
        return found
    word = text.rpartition(".")[2]  # `nn.Conv2d`, as in Python
    if not word[:1].isupper():
        _unknown_lower(body, name)
        return None
    blocks = [known for known, bound in body.names().items() if isinstance(bound, Template)]
    near = FOREIGN_LAYERS.get(word) or nearest(word, [*blocks, *Layer.known])
    help = (
        f"did you mean `{near}`{_renamed(near, arguments)}?"
        if near
        else "a block of that name would have to be declared or imported"
    )
    body.error("unknown-layer", f"there is no layer or block `{text}`", name.span, help)
    return None


def _renamed(word: str, arguments: tuple[ast.Argument, ...]) -> str:
    """`, with `kernel` for `kernel_size`": settings that the right layer has by another name."""
    cls = Layer.known.get(word)
    if cls is None:
        return ""
    given = [argument.name.text for argument in arguments if argument.name is not None]
    unknown = [name for name in given if name not in cls.settings]
    said = [f"`{near}` for `{name}`" for name in unknown if (near := cls.near(name))]
    return f", with {' and '.join(said)}" if said else ""


def _unknown_lower(body: "Body", name: ast.Name) -> None:
    text = name.text
    layer = next(
        (word for word in Layer.known if word.lower() == text.replace("_", "").lower()), None
    )
    near = layer or nearest(text, body.names())
    help = f"did you mean `{near}`?" if near else ""
    body.error("unknown-name", f"unknown tensor `{text}`", name.span, help)
