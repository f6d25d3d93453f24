"""Settings: what may stand in the parentheses of a layer, an optimizer, a loss, an initialiser.

A declaration is a class whose settings are class attributes, in positional order:

    class Dropout(Layer):
        rate: float = setting(Real(0, 1, below=True), doc="share of elements that are dropped")

From that one line come validation, the positional order, defaults and the reference page. An
instance holds validated values and is never changed afterwards.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, ClassVar, Self

from specc.kind import Kind, Refused, Word, show
from specc.namedtuple import NamedTuple
from specc.source import Span
from specc.suggest import did_you_mean, nearest

REQUIRED: Any = object()
"""The default of a setting that must be given."""


class Setting(NamedTuple):
    """One setting of a declaration; `positional` ones may be given without their name."""

    name: str
    kind: Kind
    default: Any
    positional: bool
    doc: str


class Given(NamedTuple):
    """A setting as it was given: its name (None: positional), value, and where both stand."""

    name: str | None
    value: Any
    span: Span
    name_span: Span


class Fault(NamedTuple):
    """What is wrong with a layer's settings or inputs, before it has a place in a source.

    `setting` or `input` say where to point; without either the whole use is meant. `span`
    overrides both. `instead` is what the setting could be for the fault to go.
    """

    message: str
    help: str = ""
    setting: str | None = None
    input: int | None = None
    rule: str = "shape-mismatch"
    span: Span | None = None
    instead: str = ""


def setting(kind: Kind, default: Any = REQUIRED, *, positional: bool = True, doc: str) -> Any:
    """Declare a setting as a class attribute; the attribute's name becomes the setting's."""
    return Setting("", kind, default, positional, doc)


class Declared:
    """A thing with settings that a spec can write down."""

    word: ClassVar[str] = ""
    """The name in a spec; a class without one is not written by users."""
    settings: ClassVar[Mapping[str, Setting]] = {}
    foreign: ClassVar[Mapping[str, str]] = {}
    """What other frameworks call a setting → specc's word for it."""

    def __init_subclass__(cls) -> None:
        own = {
            name: value._replace(name=name)
            for name, value in vars(cls).items()
            if isinstance(value, Setting)
        }
        inherited = {
            k: s
            for base in reversed(cls.__mro__[1:])
            for k, s in vars(base).get("own_settings", {}).items()
        }
        cls.own_settings = own
        if own or len(cls.__bases__) > 1:
            cls.settings = _positional_first(
                {**own, **{k: s for k, s in inherited.items() if k not in own}}
            )
        for name, declared in own.items():
            setattr(cls, name, None if declared.default is REQUIRED else declared.default)

    own_settings: ClassVar[Mapping[str, Setting]] = {}

    def __init__(self, **values: Any) -> None:
        """Trust `values`: they come from `bind` or from specc's own code."""
        self.__dict__.update(values)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen")

    @classmethod
    def bind(cls, given: Iterable[Given]) -> tuple[Self | None, list[Fault]]:
        """Check the given settings; an instance comes only where there is no fault."""
        values: dict[str, Any] = {}
        faults: list[Fault] = []
        positional, required = _layout(cls)  # type: ignore[arg-type]
        waiting = iter(positional)
        for item in given:
            declared = next(waiting, None) if item.name is None else cls.settings.get(item.name)
            if declared is None:
                faults.append(cls._unknown(item))
                continue
            if declared.name in values:
                message = f"`{cls.word}` gets `{declared.name}` twice"
                faults.append(Fault(message, rule="duplicate-setting", span=item.name_span))
                continue
            value = declared.kind.read(item.value)
            if isinstance(value, Refused):
                faults.extend(cls._refused(declared, value, item))
            values[declared.name] = value
        missing = [name for name in required if name not in values]
        if missing and not any(fault.rule == "unknown-setting" for fault in faults):
            faults.extend(cls._missing(name) for name in missing)
        if faults or missing:
            return None, faults
        made = cls(**values)
        return made, [f for f in [made.check()] if f is not None]

    def check(self) -> Fault | None:
        """What is wrong between settings that are each right by themselves."""
        return None

    @property
    def key(self) -> tuple[Any, ...]:
        """Equal for equal declarations with equal settings; hashable."""
        return (type(self), *(_frozen(getattr(self, name)) for name in self.settings))

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    def given(self) -> dict[str, Any]:
        """The settings whose values differ from their defaults, in positional order."""
        return {
            n: getattr(self, n) for n, s in self.settings.items() if getattr(self, n) != s.default
        }

    @classmethod
    def signature(cls) -> str:
        """`Dropout(rate)`, `MaxPool2D(size, stride=size)`: how a message shows the settings."""
        shown = [
            n if s.default is REQUIRED else f"{n}=" for n, s in cls.settings.items() if s.positional
        ]
        return f"{cls.word}({', '.join(name.rstrip('=') for name in shown)})"

    @classmethod
    def near(cls, name: str) -> str | None:
        """The setting that a name which is not one means in another framework, or resembles."""
        known = cls.foreign.get(name) or FOREIGN_SETTINGS.get(name)
        return known if known in cls.settings else nearest(name, cls.settings)

    @classmethod
    def _unknown(cls, item: Given) -> Fault:
        if item.name is None:
            count = sum(s.positional for s in cls.settings.values())
            takes = f"at most {count}" if count else "none"
            message = f"`{cls.word}` got a setting too many: without a name it takes {takes}"
            help = f"it is written `{cls.signature()}`" if count else ""
            return Fault(message, help, rule="unknown-setting", span=item.span)
        near = cls.near(item.name)
        if near:
            help = f"did you mean `{near}`?"
        else:
            names = ", ".join(f"`{name}`" for name in cls.settings)
            help = f"it has {names}" if names else "it has no settings"
        return Fault(
            f"`{cls.word}` has no setting `{item.name}`",
            help,
            rule="unknown-setting",
            span=item.name_span,
        )

    @classmethod
    def _refused(cls, declared: Setting, refused: Refused, item: Given) -> list[Fault]:
        if refused.inner:
            return [f if f.span else f._replace(span=item.span) for f in refused.inner]
        must = f"`{declared.name}` of `{cls.word}` must be {declared.kind.description}"
        message = f"{must}, got {refused.got}"
        return [Fault(message, refused.help, rule=refused.rule, span=item.span)]

    @classmethod
    def _missing(cls, name: str) -> Fault:
        doc = cls.settings[name].doc
        return Fault(
            f"`{cls.word}` needs `{name}`: {doc}",
            f"it is written `{cls.signature()}`",
            rule="missing-setting",
        )


FOREIGN_SETTINGS = {
    "kernel_size": "kernel",
    "strides": "stride",
    "dilation_rate": "dilation",
    "out_channels": "filters",
    "num_filters": "filters",
    "channels": "filters",
    "out_features": "units",
    "use_bias": "bias",
    "kernel_initializer": "init",
    "bias_initializer": "bias_init",
    "p": "rate",
    "prob": "rate",
    "pool_size": "size",
    "epsilon": "eps",
    "num_groups": "groups",
    "depth_multiplier": "multiplier",
    "dim": "axis",
    "axes": "axis",
    "negative_slope": "slope",
    "shape": "sizes",
    "pad": "padding",
    "return_sequences": "sequences",
    "num_heads": "heads",
    "learning_rate": "lr",
    "kernel_regularizer": "l2",
    "stddev": "std",
    "n": "size",
    "act": "activation",
    "return_state": "state",
    "vocab_size": "vocab",
    "num_embeddings": "vocab",
    "embedding_dim": "dim",
    "hidden_size": "units",
    "gamma": "factor",
}
"""What Keras, PyTorch and JAX libraries call a setting → specc's word, used for help only."""


class Applied(NamedTuple):
    """A call among settings, not yet matched with what it calls: `adam(lr=1e-3)`."""

    name: Word
    arguments: tuple[Given, ...]
    span: Span

    def __str__(self) -> str:
        return f"{self.name}(...)"


@cache
def _layout(cls: type[Declared]) -> tuple[tuple[Setting, ...], tuple[str, ...]]:
    """The positional settings of a class, and the names of those that must be given."""
    known = cls.settings.values()
    positional = tuple([one for one in known if one.positional])
    return positional, tuple([one.name for one in known if one.default is REQUIRED])


class Member:
    """A kind that takes one member of a family of declarations, by word or by call.

    A fault inside the call comes back as a `Refused` that carries it, so that it is reported at
    its own place.
    """

    def __init__(self, description: str, known: Mapping[str, type[Declared]]) -> None:
        self.description = description
        self.known = known
        self._plain: dict[str, Declared] = {}

    def read(self, value: Any) -> Any:
        """An instance of the member that the word or the call names.

        A word alone names the same instance every time, since none is ever changed.
        """
        if type(value) is Word and value in self._plain:
            return self._plain[value]
        name = value.name if isinstance(value, Applied) else value
        if not isinstance(name, Word):
            return Refused(show(value))
        member = self.known.get(name)
        if member is None:
            return Refused(f"`{name}`", did_you_mean(name, self.known))
        made, faults = member.bind(value.arguments if isinstance(value, Applied) else ())
        if faults:
            return Refused(show(value), inner=tuple(faults))
        if name is value and made is not None:
            self._plain[name] = made
        return made


def _positional_first(settings: dict[str, Setting]) -> dict[str, Setting]:
    return dict(sorted(settings.items(), key=lambda item: not item[1].positional))


def _frozen(value: Any) -> Any:
    if isinstance(value, Declared):
        return value.key
    if isinstance(value, (list, tuple)):
        return tuple(_frozen(item) for item in value)
    if isinstance(value, dict):
        return tuple((name, _frozen(item)) for name, item in value.items())
    return (type(value), value) if isinstance(value, bool) else value
