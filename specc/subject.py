"""What rules look at: the models, sections and names of one file, and what follows from them."""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from specc.edit import Step, Use, name_of, steps, uses
from specc.ir.graph import Graph, Node, Place
from specc.layer import Layer
from specc.options import PLAIN, Options
from specc.prove.facts import Facts
from specc.source import Span
from specc.syntax import ast

if TYPE_CHECKING:
    from specc.resolve.module import ModuleScope
    from specc.resolve.sections import Sections
    from specc.training.plan import DataPlan, TrainPlan

T = TypeVar("T")

BUDGETS = ("max_params", "max_memory", "max_macs")


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
        self.words = frozenset(words(self))
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


def _steps(subject: Subject) -> dict[Span, Step]:
    return steps(subject.scope.module)


def words(subject: Subject) -> Iterator[str]:
    """What a file uses, for rules to say what they need.

    Of models: `model`, the words of their layers (`Conv2D`) and of activations in settings (`ReLU`
    for `activation=relu`), and the layers' families (`convolution`). Of sections: `data`, `train`,
    `sweep`, the names of the settings that are given (`clip_norm`), and the words of their values
    (`adamw`, `cross_entropy`, `class`, `table`, `bf16`), defaults included. Of what the user asked:
    the budgets (`max_params`).
    """
    yield from (name for name in BUDGETS if getattr(subject.options, name) is not None)
    for facts in subject.graphs.values():
        yield "model"
        layers = {id(node.layer): node.layer for node in facts.graph.nodes}.values()
        own = (getattr(layer, "activation", None) for layer in layers)
        bent = [activation for activation in own if activation is not None]
        for cls in {type(layer) for layer in (*layers, *bent)}:
            yield cls.word
            yield cls.family
    sections = subject.sections
    for data in sections.data.values():
        yield "data"
        yield from data.spans
        yield data.source.word
        yield from (target.kind.word for target in data.targets)
        yield from (augment.word for augment in data.augment)
        if data.scale is not None:
            yield data.scale.word
    for plan in sections.trains.values():
        yield "train"
        yield from plan.spans
        yield from (plan.objective.word, plan.optimizer.word, plan.schedule.word, plan.precision)
        yield from (loss.word for _, loss, _ in plan.losses)
        yield from (metric.word for metric in plan.metrics)
    if sections.sweeps:
        yield "sweep"
