"""What a rule is: one file that names a fault, says why it is bad, and finds it.

A rule's class reads from top to bottom: docstring, severity, `bad` and `good` specs, `check`. Its
name is its file's, and it states the bad thing. Add one by writing a file in `specc/rules/`;
nothing else is edited.
"""

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, TypeVar

from specc.diagnostics import Diagnostic, Fix, Label, Severity
from specc.edit import Use, name_of, uses
from specc.ir.graph import Graph, Node, Place
from specc.layer import Layer
from specc.prove.facts import Facts
from specc.source import Span

if TYPE_CHECKING:
    from specc.resolve.module import ModuleScope
    from specc.resolve.sections import Sections

T = TypeVar("T")


class Application(NamedTuple):
    """A node with the facts of its graph."""

    facts: Facts
    node: Node


class Subject:
    """What rules look at: the models of a file that came out whole, its sections and its names."""

    __slots__ = ("_known", "_places", "graphs", "models", "scope", "sections")

    def __init__(
        self, models: Mapping[str, Graph], sections: "Sections", scope: "ModuleScope"
    ) -> None:
        self.models = models
        self.sections = sections
        self.scope = scope
        self.graphs = {name: Facts(graph) for name, graph in models.items()}
        self._places: dict[type[Layer], list[list[Application]]] | None = None
        self._known: dict[Any, Any] = {}

    def places(self, *families: type[Layer]) -> Iterator[list[Application]]:
        """For each place in the sources that applies such a layer: its uses in all models.

        A place in a block stands for many uses after unrolling; a shared layer is one place.
        """
        if self._places is None:
            self._places = self._by_class()
        for cls, places in self._places.items():
            if issubclass(cls, families):
                yield from places

    def once(self, find: "Callable[[Subject], T]") -> T:
        """What `find` makes of this subject, worked out once for all rules that ask."""
        if find not in self._known:
            self._known[find] = find(self)
        found: T = self._known[find]
        return found

    def written(self, place: Place, word: str) -> Use | None:
        """How `word` is written at a place; None where it does not stand in the checked file."""
        if place.source is not self.scope.source:
            return None
        found = self.once(_uses).get(place.span)
        return found if found is not None and name_of(found) == word else None

    def _by_class(self) -> dict[type[Layer], list[list[Application]]]:
        groups: dict[Any, list[Application]] = {}
        for facts in self.graphs.values():
            nodes = facts.graph.nodes
            for node in nodes:
                made = nodes[node.owner].place
                groups.setdefault((type(node.layer), made.source.path, made.span), []).append(
                    Application(facts, node)
                )
        found: dict[type[Layer], list[list[Application]]] = {}
        for (cls, _, _), together in groups.items():
            found.setdefault(cls, []).append(together)
        return found


def _uses(subject: Subject) -> dict[Span, Use]:
    return uses(subject.scope.module)


class Rule:
    """A fault that specc looks for."""

    name: ClassVar[str] = ""
    """Taken from the name of the file."""
    known: ClassVar[dict[str, type["Rule"]]] = {}
    severity: ClassVar[Severity]
    bad: ClassVar[str]
    """A spec with the fault, and no other finding."""
    message: ClassVar[str]
    """What is said about `bad`."""
    good: ClassVar[str]
    """A spec much like `bad` that is right."""
    fixed: ClassVar[str] = ""
    """`bad` after the fix; empty where there is none."""

    def __init_subclass__(cls) -> None:
        cls.name = cls.__module__.rpartition(".")[2].replace("_", "-")
        Rule.known[cls.name] = cls

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """The places that have the fault."""
        return iter(())

    def at(
        self,
        place: Place,
        message: str,
        *,
        label: str = "",
        related: tuple[Label, ...] = (),
        help: str = "",
        fix: Fix | None = None,
        severity: Severity | None = None,
    ) -> Diagnostic:
        """A finding of this rule, of its severity unless another is given."""
        primary = Label(place.source, place.span, label)
        return Diagnostic(
            self.name, severity or self.severity, message, primary, related, help, fix
        )


def find_rules() -> dict[str, type[Rule]]:
    """All rules by name."""
    import_module("specc.rules")  # not above: the rules import this module
    return Rule.known


def run_rules(subject: Subject) -> list[Diagnostic]:
    """What all rules find, each fault once however often its line is unrolled."""
    found: dict[Any, Diagnostic] = {}
    for rule in find_rules().values():
        for finding in rule().check(subject):
            primary = finding.primary
            found.setdefault((finding.rule, primary.source.path, primary.span), finding)
    return list(found.values())
