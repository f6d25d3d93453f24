"""What rules look at: the models, sections and names of one file, and what follows from them."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from specc.edit import Step, Use, name_of, steps, uses
from specc.ir.graph import Graph, Node, Place
from specc.layer import Layer
from specc.namedtuple import NamedTuple
from specc.options import PLAIN, Options
from specc.prove.facts import Facts
from specc.prove.words import words
from specc.source import Span
from specc.syntax import ast

if TYPE_CHECKING:
    from specc.resolve.module import ModuleScope
    from specc.resolve.sections import Sections
    from specc.training.plan import DataPlan, TrainPlan

T = TypeVar("T")


class Application(NamedTuple):
    """A node with the facts of its graph."""

    facts: Facts
    node: Node


class Subject:
    """The models of a file that came out whole, its sections and its names."""

    __slots__ = ("_known", "_places", "graphs", "models", "options", "scope", "sections", "words")

    def __init__(
        self,
        models: Mapping[str, Graph],
        sections: "Sections",
        scope: "ModuleScope",
        options: Options = PLAIN,
    ) -> None:
        self.models = models
        self.sections = sections
        self.scope = scope
        self.options = options
        self.graphs = {name: Facts(graph) for name, graph in models.items()}
        self.words = words(self.graphs, sections, scope.module.keywords, options)
        self._places: dict[tuple[type[Layer], ...], list[list[Application]]] = {}
        self._known: dict[Any, Any] = {}

    def places(self, *families: type[Layer]) -> list[list[Application]]:
        """For each place in the sources that applies such a layer: its uses in all models.

        A place in a block stands for many uses after unrolling; a shared layer is one place.
        """
        found = self._places.get(families)
        if found is None:
            by_class = self.once(_by_class).items()
            found = [one for cls, places in by_class if issubclass(cls, families) for one in places]
            self._places[families] = found
        return found

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

    def step(self, use: Use) -> Step | None:
        """The statement that a use stands in; None where it is part of something else."""
        return self.once(_steps).get(use.span)

    def section(self, plan: "TrainPlan | DataPlan") -> ast.Section:
        """How a plan is written."""
        return next(
            one
            for one in self.scope.module.declarations
            if isinstance(one, ast.Section)
            and one.span.start <= plan.place.span.start < one.span.end
        )


def _uses(subject: Subject) -> dict[Span, Use]:
    return uses(subject.scope.module)


def _steps(subject: Subject) -> dict[Span, Step]:
    return steps(subject.scope.module)


def _by_class(subject: Subject) -> dict[type[Layer], list[list[Application]]]:
    groups: dict[Any, list[Application]] = {}
    for facts in subject.graphs.values():
        nodes = facts.graph.nodes
        for node in nodes:
            made = nodes[node.owner].place
            key = type(node.layer), made.source.path, made.span
            groups.setdefault(key, []).append(Application(facts, node))
    found: dict[type[Layer], list[list[Application]]] = {}
    for (cls, _, _), together in groups.items():
        found.setdefault(cls, []).append(together)
    return found
