"""Every setting of every layer: what is given wrongly has one finding, where it stands."""

from typing import Any

import pytest

import specc.layers  # noqa: F401
from specc.diagnostics import Diagnostic
from specc.layer import Case, Layer
from specc.resolve import resolve
from specc.resolve.module import Loaded
from specc.setting import REQUIRED
from specc.source import Source
from specc.syntax import ast
from specc.syntax.parse import parse
from tests.layers.wrong_values import written, wrong_values

LAYERS = list(Layer.known.values())


def findings(text: str) -> tuple[Diagnostic, ...]:
    parsed = parse(Source("m.spec", text))
    assert not parsed.diagnostics, [d.message for d in parsed.diagnostics]
    return resolve(parsed.module, lambda *_: Loaded(None, "no imports here")).diagnostics


def model(case: Case, use: str) -> str:
    """A model with the inputs of a case that ends in a use of a layer, in the last line but one."""
    prefix = "" if case.dtype == "float" else case.dtype
    names = [f"x{i}" for i in range(len(case.inputs))]
    lines = [
        f"    input {n}: {prefix}{list(sizes)}" for n, sizes in zip(names, case.inputs, strict=True)
    ]
    start = f"{names[0]} -> " if len(names) == 1 else f"[{', '.join(names)}] -> "
    source = any(case in cls.cases for cls in LAYERS if cls.source)
    return "\n".join(["model M {", *lines, f"    {'' if source else start}{use}", "}", ""])


def given(cls: type[Layer]) -> dict[str, str]:
    """The settings of the first case of a layer by name, as text."""
    source = Source("case.spec", f"model M {{\n    {cls.cases[0].use}\n}}\n")
    (block,) = parse(source).module.declarations
    use: Any = block.body[0].value  # type: ignore[union-attr]
    waiting = [name for name, s in cls.settings.items() if s.positional]
    arguments = use.arguments if isinstance(use, ast.Call) else ()
    return {a.name.text if a.name else waiting.pop(0): source.cut(a.value.span) for a in arguments}


def use_of(cls: type[Layer], settings: dict[str, str]) -> str:
    return f"{cls.word}({', '.join(f'{name}={value}' for name, value in settings.items())})"


def check(cls: type[Layer], use: str, rule: str, part: str, behind: str = "") -> Diagnostic:
    """The only finding about a use, which points at the last such part behind some text."""
    text = model(cls.cases[0], use)
    found = findings(text)
    assert [one.rule for one in found] == [rule], [one.message for one in found]
    start = text.index(part, text.rindex(behind or use) + len(behind))
    assert (found[0].primary.span.start, found[0].primary.span.end) == (start, start + len(part))
    assert "\n" not in found[0].message
    return found[0]


SETTINGS = [
    pytest.param(cls, name, id=f"{cls.word}-{name}") for cls in LAYERS for name in cls.settings
]
REQUIRED_SETTINGS = [
    pytest.param(cls, name, id=f"{cls.word}-{name}")
    for cls in LAYERS
    for name, declared in cls.settings.items()
    if declared.default is REQUIRED
]


REFUSED = [
    pytest.param(cls, name, wrong, id=f"{cls.word}-{name}={wrong.text}")
    for cls in LAYERS
    for name, declared in cls.settings.items()
    for wrong in wrong_values(declared.kind)
]
RULES = {"wrong_name": "unknown-setting"}


@pytest.mark.parametrize(("cls", "name", "wrong"), REFUSED)
def test_a_value_that_is_refused(cls: type[Layer], name: str, wrong: Any) -> None:
    others = {n: text for n, text in given(cls).items() if n != name}
    missing = wrong.text.endswith("()")
    rule = "missing-setting" if missing else RULES.get(wrong.part, "invalid-setting")
    use = use_of(cls, {**others, name: wrong.text})
    part_of_call = wrong.part != wrong.text
    behind = f"{name}={wrong.text[: wrong.text.rindex(wrong.part)]}" if part_of_call else f"{name}="
    check(cls, use, rule, wrong.part, behind)


@pytest.mark.parametrize(("cls", "name"), SETTINGS)
def test_a_name_that_is_nearly_right(cls: type[Layer], name: str) -> None:
    settings = given(cls)
    settings[f"{name}q"] = settings.pop(name, "1")
    found = check(cls, use_of(cls, settings), "unknown-setting", f"{name}q")
    assert found.help == f"did you mean `{name}`?"


@pytest.mark.parametrize(("cls", "name"), SETTINGS)
def test_a_setting_that_is_given_twice(cls: type[Layer], name: str) -> None:
    settings = given(cls)
    value = settings.pop(name, written(cls.settings[name].default))
    use = use_of(cls, {name: value, **settings})[:-1] + f", {name}={value})"
    check(cls, use, "duplicate-setting", name, use[: use.rindex(name)])


@pytest.mark.parametrize(("cls", "name"), REQUIRED_SETTINGS)
def test_a_setting_that_is_missing(cls: type[Layer], name: str) -> None:
    others = {n: text for n, text in given(cls).items() if n != name}
    use = use_of(cls, others)
    assert f"needs `{name}`" in check(cls, use, "missing-setting", use).message


@pytest.mark.parametrize("cls", LAYERS, ids=lambda cls: cls.word)
def test_a_setting_too_many(cls: type[Layer]) -> None:
    settings = given(cls)
    values = [settings.get(n, written(s.default)) for n, s in cls.settings.items() if s.positional]
    check(cls, f"{cls.word}({', '.join([*values, '12345'])})", "unknown-setting", "12345")


@pytest.mark.parametrize("cls", [cls for cls in LAYERS if "activation" in cls.settings])
def test_an_activation_that_does_not_fit_the_output(cls: type[Layer]) -> None:
    use = use_of(cls, {**given(cls), "activation": "softmax(axis=9)"})
    found = check(cls, use, "invalid-setting", "9", use[: use.index("axis=9")])
    assert found.message.startswith("`axis` of `Softmax` is 9, and ")


@pytest.mark.parametrize(
    ("use", "help"),
    [
        ("Linear(3)", "did you mean `Dense`?"),
        ("Dens(3, activatoin=relu)", "did you mean `Dense`, with `activation` for `activatoin`?"),
        (
            "Conv2d(4, kernel_size=3, strides=2, padding=same)",
            "did you mean `Conv2D`, with `kernel` for `kernel_size` and `stride` for `strides`?",
        ),
        ("Quux(3, width=2)", "a block of that name would have to be declared or imported"),
    ],
)
def test_settings_of_an_unknown_layer(use: str, help: str) -> None:
    (found,) = findings(model(Case("", ((8, 8, 3),), ()), use))
    assert (found.rule, found.help) == ("unknown-layer", help)


@pytest.mark.parametrize(
    ("value", "help"), [("sam", "did you mean `same`?"), ("vlaid", "did you mean `valid`?")]
)
def test_a_padding_that_is_nearly_right(value: str, help: str) -> None:
    (found,) = findings(model(Case("", ((8, 8, 3),), ()), f"Conv2D(4, 3, padding={value})"))
    assert found.help == help
