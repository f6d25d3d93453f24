"""Settings of a layer wherever they stand: `Conv2D(32, 3)` gives `kernel` by its place."""

from specc.diagnostics import Edit
from specc.edit.use import Use, set_setting
from specc.layer import Layer
from specc.source import Source
from specc.syntax import ast


def given(use: Use, layer: type[Layer], name: str) -> ast.Argument | None:
    """The setting of a use of a layer, given by name or by place."""
    waiting = [word for word, setting in layer.settings.items() if setting.positional]
    for argument in use.arguments if isinstance(use, ast.Call) else ():
        word = argument.name.text if argument.name is not None else ""
        if not word:
            word = waiting.pop(0) if waiting else ""
        elif word in waiting:
            waiting.remove(word)
        if word == name:
            return argument
    return None


def put(source: Source, use: Use, layer: type[Layer], name: str, value: str) -> Edit:
    """Give a setting its value: where it stands already, or else behind the others by name."""
    argument = given(use, layer, name)
    if argument is not None:
        return Edit(source, argument.value.span, value)
    return set_setting(source, use, name, value)
