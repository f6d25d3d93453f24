"""Families of declarations that a section's settings name: optimizers, losses, sources, ...

A member is a class in its family's file with a `word`; being defined is all it takes to be known.
"""

from typing import Any, ClassVar

from specc.kind import Refused, Word, show
from specc.namedtuple import NamedTuple
from specc.setting import Applied, Declared, Fault, Member
from specc.source import Span
from specc.suggest import nearest


class Family(Declared):
    """One word that a section's setting may name, with its own settings."""

    known: ClassVar[dict[str, type[Any]]] = {}
    """The members of this family by word."""
    foreign_words: ClassVar[dict[str, str]] = {}
    """What other frameworks call a member → specc's word for it, for help only."""

    def __init_subclass__(cls, *, root: bool = False) -> None:
        super().__init_subclass__()
        if root:
            cls.known = {}
        elif "word" in vars(cls):
            cls.known[cls.word] = cls

    def __repr__(self) -> str:
        """As it is written in a spec, defaults left out."""
        given = ", ".join(f"{name}={show(value)}" for name, value in self.given().items())
        return f"{self.word}({given})" if given else self.word


class Placed(NamedTuple):
    """An evaluated value that remembers where it stands, so that a fault can point there."""

    value: Any
    span: Span


class One(Member):
    """A kind that takes one member of a family, by word or by call."""

    def __init__(self, description: str, family: type[Family]) -> None:
        super().__init__(description, family.known)
        self.family = family

    def read(self, value: Any) -> Any:
        """An instance of the member that the word or the call names."""
        inner, span = value if isinstance(value, Placed) else (value, None)
        found = super().read(inner)
        if not isinstance(found, Refused) or found.inner:
            return found
        word = inner.name if isinstance(inner, Applied) else inner
        refused = Refused(found.got, self._help(word) if isinstance(word, Word) else "")
        return refused._replace(inner=self._at(span, refused))

    def _help(self, word: Word) -> str:
        near = self.family.foreign_words.get(word.lower()) or nearest(word, self.known)
        if near:
            return f"did you mean `{near}`?"
        return "it is one of " + ", ".join(f"`{name}`" for name in self.known)

    def _at(self, span: Span | None, refused: Refused) -> tuple[Fault, ...]:
        if span is None:
            return ()
        message = f"this must be {self.description}, got {refused.got}"
        return (Fault(message, refused.help, rule=refused.rule, span=span),)


class Several:
    """A kind that takes a list of members of a family."""

    def __init__(self, one: One) -> None:
        self.one = one
        self.description = f"a list, each {one.description}"

    def read(self, value: Any) -> Any:
        """A tuple of instances; the faults of all items where there are any."""
        if not isinstance(value, tuple) or isinstance(value, (Applied, Placed)):
            return Refused(show(value), f"put it in brackets: `[{value}]`")
        items = tuple(self.one.read(item) for item in value)
        bad = [item for item in items if isinstance(item, Refused)]
        if not bad:
            return items
        inner = tuple(fault for item in bad for fault in item.inner)
        return bad[0] if not inner else bad[0]._replace(inner=inner)


class Path:
    """The name of a file or a folder, in quotes."""

    description = 'a path in quotes ("...")'

    def read(self, value: Any) -> Any:
        """The text; empty text and control characters are refused."""
        if type(value) is not str or not value.strip() or not value.isprintable():
            return Refused(show(value), f'write `"{value}"`' if isinstance(value, Word) else "")
        return value


class PythonName:
    """A name in a Python module of the user's; only generated code ever imports it."""

    description = 'a name in a Python module, in quotes ("module:name")'

    def read(self, value: Any) -> Any:
        """The text `module:name`."""
        if type(value) is str and value.isascii():
            module, colon, name = value.partition(":")
            if colon and all(part.isidentifier() for part in (*module.split("."), name)):
                return value
        return Refused(show(value))
