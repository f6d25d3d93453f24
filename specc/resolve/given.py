"""Settings as a use gives them, bound to a layer class or to a block's parameters."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from specc.kind import Int, PerAxis, Real, Size, Word
from specc.layer import Layer
from specc.resolve.bound import POISON, Template, Tensor
from specc.setting import Applied, Declared, Given, Member, Setting
from specc.source import Span
from specc.suggest import did_you_mean
from specc.syntax import ast

if TYPE_CHECKING:
    from specc.resolve.body import Body


def bind(
    body: "Body", cls: type[Layer], arguments: tuple[ast.Argument, ...], span: Span
) -> tuple[Layer | None, list[Given]]:
    """The layer, and its settings as they were given; no layer after a reported fault."""
    given = body.constants.given(arguments)
    known = body.builder.known
    made = known.layer(cls, given)
    if made is not None:
        return made, given
    made, faults = cls.bind(given)
    poisoned = {item.span for item in given if item.value is POISON}
    if poisoned:
        # What is unknown is refused by every kind; names and other values can still be judged.
        faults = [f for f in faults if f.span not in poisoned and f.rule != "missing-setting"]
    elif made is not None and not faults:
        known.add_layer(made, given)
        return made, given
    tensors = {item.span: item.value for item in given if _is_tensor(body, item.value)}
    if any(item.name is None and item.span in tensors for item in given):
        # They take the places of the settings behind them: those are judged without them.
        _refuse_tensors(body, cls, tensors)
        given = [item for item in given if item.name is not None or item.span not in tensors]
        faults = [f for f in cls.bind(given)[1] if f.rule != "missing-setting"]
        faults = [f for f in faults if f.span not in poisoned]
    spans = places(cls, given)
    for fault in faults:
        where = fault.span or (spans.get(fault.setting) if fault.setting else None) or span
        if where in tensors:
            _refuse_tensors(body, cls, tensors)
            continue
        named = next((n for n, place in spans.items() if place == where), "")
        help = fault.help or _nearest(body, given, where, cls.settings.get(named))
        body.error(fault.rule, fault.message, where, help)
    return None, given


def _is_tensor(body: "Body", value: Any) -> bool:
    return isinstance(value, Word) and isinstance(body.lookup(value), Tensor)


def _refuse_tensors(body: "Body", cls: type[Layer], tensors: dict[Span, Any]) -> None:
    """Report the tensors that stand where only settings do; the same report is kept once."""
    names = list(dict.fromkeys(tensors.values()))
    shown = " and ".join(f"`{name}`" for name in names)
    be = "are tensors" if len(names) > 1 else "is a tensor"
    message = f"{shown} {be}, and a tensor never stands inside a layer's parentheses"
    start = f"[{', '.join(names)}]" if len(names) > 1 else names[0]
    help = f"let it flow in: `{start} -> {cls.word}`"
    body.error("tensor-in-setting", message, next(iter(tensors)), help)


def _nearest(body: "Body", given: list[Given], where: Span, declared: Setting | None) -> str:
    """A name that a refused word could have meant; where a number is wanted, how to declare it."""
    word = next((item.value for item in given if item.span == where), None)
    if not isinstance(word, Word):
        return ""
    near = did_you_mean(word, body.names())
    if near or declared is None or not isinstance(declared.kind, (Int, Real, PerAxis, Size)):
        return near
    return f"nothing here is called `{word}`; a constant is declared: `let {word} = ...`"


def places(cls: type[Declared], given: Sequence[Given]) -> dict[str, Span]:
    """Where each setting was given."""
    positional = [name for name, s in cls.settings.items() if s.positional]
    found: dict[str, Span] = {}
    for item in given:
        name = item.name or (positional.pop(0) if positional else "")
        found.setdefault(name, item.span)
        found.update(_places_inside(cls, name, item.value))
        if item.name in positional:
            positional.remove(item.name)
    return found


def _places_inside(cls: type[Declared], name: str, value: Any) -> dict[str, Span]:
    """Where the settings of a call among the settings were given: `activation.axis`."""
    kind = cls.settings[name].kind if name in cls.settings else None
    if not isinstance(value, Applied) or not isinstance(kind, Member):
        return {}
    member = kind.known.get(value.name)
    inner = places(member, value.arguments) if member is not None else {}
    return {f"{name}.{setting}": span for setting, span in inner.items()}


def place_of(setting: str | None, spans: dict[str, Span]) -> Span | None:
    """Where a setting was given; for one inside a call that was left out, the call."""
    if setting is None:
        return None
    return spans.get(setting) or spans.get(setting.partition(".")[0])


def block_settings(
    body: "Body", template: Template, arguments: tuple[ast.Argument, ...], span: Span
) -> dict[str, Any] | None:
    """The settings of a use by name, defaults filled in; None after a reported fault."""
    parameters = {p.name.text: p for p in template.block.parameters}
    waiting = list(parameters)
    found: dict[str, Any] = {}
    right = True
    for item in body.constants.given(arguments):
        name = (
            item.name
            if item.name is not None
            else next((n for n in waiting if n not in found), None)
        )
        if name is None or name not in parameters:
            _unknown_setting(body, template, item)
            right = False
        elif name in found:
            body.error(
                "duplicate-setting",
                f"`{template.block.name.text}` gets `{name}` twice",
                item.name_span,
            )
            right = False
        else:
            found[name] = item.value
    missing = (
        [n for n, p in parameters.items() if p.default is None and n not in found] if right else []
    )
    if missing:
        word = template.block.name.text
        message = f"`{word}` needs `{missing[0]}`"
        body.error(
            "missing-setting", message, span, f"it is written `{word}({', '.join(parameters)})`"
        )
    return found if right and not missing else None


def _unknown_setting(body: "Body", template: Template, item: Given) -> None:
    word = template.block.name.text
    names = [p.name.text for p in template.block.parameters]
    if item.name is None:
        message = f"`{word}` got a setting too many: it has {len(names)}"
    else:
        message = f"`{word}` has no setting `{item.name}`"
    known = "it has " + ", ".join(f"`{n}`" for n in names) if names else "it has no settings"
    help = (did_you_mean(item.name, names) if item.name else "") or known
    body.error("unknown-setting", message, item.name_span, help)
