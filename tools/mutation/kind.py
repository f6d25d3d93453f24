"""What a kind of fault is: a function from a spec that is right to the edits that make it wrong."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import NamedTuple, TypeAlias

from specc.diagnostics import Edit
from tools.mutation import kinds
from tools.mutation.seed import Form, Seed

Planting: TypeAlias = Edit | tuple[Edit | None, ...] | None
"""The edits that plant one fault; no fault where one of them is None, which an edit is that would
lose a comment."""
Plants: TypeAlias = Callable[[Seed], Iterable[Planting]]


class Kind(NamedTuple):
    """One kind of fault.

    `rules` are those of which one must speak, and no other: several only where they say the same
    of different places. `form` are the specs that it is planted in. `unreadable` faults leave a
    text that cannot be parsed. `beside` says of infos of other rules why they may appear as well:
    each is another true statement about the planted text.
    """

    name: str
    subject: str
    doc: str
    rules: tuple[str, ...]
    plants: Plants
    form: Form
    unreadable: bool
    beside: Mapping[str, str]

    def places(self, seed: Seed) -> Iterator[tuple[Edit, ...]]:
        """The faults of this kind that can be planted in a spec, each as its edits."""
        for planting in self.plants(seed):
            if isinstance(planting, Edit):
                yield (planting,)
            elif planting is not None and None not in planting:
                yield tuple(edit for edit in planting if edit is not None)


KNOWN: dict[str, Kind] = {}


def kind(
    *rules: str,
    on: Form = Form.WHOLE,
    unreadable: bool = False,
    beside: Mapping[str, str] | None = None,
) -> Callable[[Plants], Plants]:
    """Makes a kind of fault, which these rules must find, of a function that plants it."""

    def add(plants: Plants) -> Plants:
        name = plants.__name__.replace("_", "-")
        subject = plants.__module__.rpartition(".")[2]
        doc = (plants.__doc__ or "").strip()
        assert name not in KNOWN, name
        KNOWN[name] = Kind(name, subject, doc, rules, plants, on, unreadable, beside or {})
        return plants

    return add


def find_kinds() -> list[Kind]:
    """All kinds by subject, in the order in which they are written."""
    for module in sorted(one.name for one in iter_modules(kinds.__path__)):
        import_module(f"{kinds.__name__}.{module}")
    return list(KNOWN.values())
