"""What there is to know of each layer and library block, read off its declaration."""

import re
import sys
from collections.abc import Callable, Iterator
from typing import Any

from specc.layer import Activation, Case, Layer, Weighted
from specc.namedtuple import NamedTuple
from specc.setting import REQUIRED, Declared, Setting
from specc.syntax import ast

LIBRARY = "library"
"""The family of the blocks that come with specc."""

_FORMULA = re.compile(r"`[^`]* = [^`]*`")
_SOURCE = re.compile(r"\b(?:19|20)\d\d\b|arXiv|https?:")
_SENTENCE = re.compile(r"(?<=[^A-Z]\.)\s+(?=[A-Z])")


class SettingEntry(NamedTuple):
    """One setting: what it accepts, its default as a spec writes it (None: required), its use."""

    name: str
    accepts: str
    default: str | None
    positional: bool
    doc: str


class Example(NamedTuple):
    """One use, with the sizes that go in and come out, and its parameters."""

    use: str
    inputs: str
    output: str
    trainable: int
    fixed: int


class Entry(NamedTuple):
    """The reference of one layer or block; texts are Markdown without headings.

    `module` is what a block is imported from, and empty for a layer.
    """

    word: str
    family: str
    module: str
    about: tuple[str, ...]
    shapes: str
    source: str
    settings: tuple[SettingEntry, ...]
    parameters: str
    macs: str
    kept: str
    examples: tuple[Example, ...]

    @property
    def summary(self) -> str:
        """The first sentence."""
        return _SENTENCE.split(self.about[0])[0]

    @property
    def signature(self) -> str:
        """`Conv2D(filters, kernel, stride=1, padding=valid)`: what may stand without a name."""
        shown = [_parameter(setting) for setting in self.settings if setting.positional]
        return f"{self.word}({', '.join(shown)})" if shown else self.word

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        lists = {
            "settings": [one._asdict() for one in self.settings],
            "examples": [one._asdict() for one in self.examples],
        }
        return {**self._asdict(), "signature": self.signature, **lists}


def layer_entries() -> Iterator[Entry]:
    """All layers, by family."""
    for family in sorted({cls.family for cls in Layer.known.values()}):
        yield from (entry(cls) for cls in Layer.known.values() if cls.family == family)


def entry(cls: type[Layer]) -> Entry:
    """The reference of one layer."""
    about, shapes, source = _parted(cls.__doc__)
    return Entry(
        cls.word,
        cls.family,
        "",
        (*about, *_inherited(cls, " ".join(about), shapes)),
        shapes,
        source,
        tuple(_setting(declared) for declared in cls.settings.values()),
        _said(cls, "weights") or "None.",
        _said(cls, "macs") or "None.",
        _kept(cls),
        tuple(map(_example, cls.cases)),
    )


def block_entry(module: str, source: Callable[[Any], str], block: ast.Block) -> Entry:
    """The reference of a block of the library; `source` gives the text of a span."""
    about = block.doc.split("\n\n")
    settings = [
        SettingEntry(p.name.text, "", source(p.default.span) if p.default else None, True, "")
        for p in block.parameters
    ]
    texts = tuple(" ".join(part.split()) for part in about)
    return Entry(block.name.text, LIBRARY, module, texts, "", "", tuple(settings), "", "", "", ())


def default_text(value: Any) -> str:
    """A default as a spec writes it; one number where all axes have the same."""
    if value is None or isinstance(value, bool):
        return {None: "none", True: "true", False: "false"}[value]
    if isinstance(value, Activation):
        return value.activation_words[0]
    if isinstance(value, Declared):
        inner = ", ".join(f"{name}={default_text(one)}" for name, one in value.given().items())
        return f"{value.word}({inner})" if inner else value.word
    if isinstance(value, tuple):
        items = [default_text(item) for item in value]
        return items[0] if len(set(items)) == 1 else f"[{', '.join(items)}]"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _parameter(setting: SettingEntry) -> str:
    return setting.name if setting.default is None else f"{setting.name}={setting.default}"


def _setting(declared: Setting) -> SettingEntry:
    required = declared.default is REQUIRED
    default = None if required else default_text(declared.default)
    accepts = declared.kind.description
    return SettingEntry(declared.name, accepts, default, declared.positional, declared.doc)


def _parted(doc: str | None) -> tuple[list[str], str, str]:
    """What a docstring says, its shapes, and the source that stands with or behind these."""
    parts = _paragraphs(doc)
    at = next((i for i, part in enumerate(parts) if part.startswith("Shapes:")), len(parts))
    sentences = [one for part in parts[at:] for one in _SENTENCE.split(part)]
    source = [one for one in sentences if _SOURCE.search(one)]
    shapes = " ".join(one for one in sentences if one not in source)
    return parts[:at], shapes.removeprefix("Shapes:").strip(), " ".join(source)


def _paragraphs(doc: str | None) -> list[str]:
    """The paragraphs, each on one line; the items of a list on a line each."""
    parts = re.split(r"\n\s*\n", (doc or "").strip())
    whole = [" ".join(part.split()) for part in parts]
    return [re.sub(r" (?=- `)", "\n", one) if one.startswith("- ") else one for one in whole]


def _inherited(cls: type[Layer], own: str, shapes: str) -> list[str]:
    """What a layer shares with others: where its own words have no formula, or refer to it."""
    shared = (Layer, Activation, Weighted)
    bases = [base for base in cls.__mro__[1:] if issubclass(base, Layer) and base not in shared]
    named = [base.__doc__ for base in bases if f"`{base.__name__}`" in own + shapes]
    if named or "`" in own:
        return [part for doc in named for part in _paragraphs(doc)]
    docs = [*(base.__doc__ for base in bases), sys.modules[cls.__module__].__doc__]
    best = next((doc for doc in docs if _FORMULA.search(doc or "")), docs[0])
    return _paragraphs(best)


def _said(cls: type[Layer], method: str) -> str:
    """What a layer's own method says it gives; nothing where it has none."""
    own = getattr(cls, method)
    return "" if own is getattr(Layer, method) else " ".join((own.__doc__ or "").split())


def _kept(cls: type[Layer]) -> str:
    said = [_flag(cls.saves_inputs, "Its inputs."), _flag(cls.saves_output, "Its output.")]
    said.append(_said(cls, "extra_bytes"))
    return " ".join(filter(None, said)) or "Nothing of its own."


def _flag(value: Any, said: str) -> str:
    """What a flag of a class says; one that depends on the settings says it in its docstring."""
    if isinstance(value, property):
        when = " ".join((value.__doc__ or "").split()).removeprefix("True where ")
        return f"{said[:-1]} where {when}"
    return said if value else ""


def _example(case: Case) -> Example:
    prefix = "" if case.dtype == "float" else case.dtype
    several = bool(case.output) and isinstance(case.output[0], tuple)
    inputs = ", ".join(f"{prefix}{list(sizes)}" for sizes in case.inputs)
    outputs = case.output if several else (case.output,)
    output = ", ".join(str(list(sizes)) for sizes in outputs)
    return Example(case.use, inputs, output, case.trainable, case.fixed)
