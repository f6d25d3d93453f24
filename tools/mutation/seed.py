"""A spec that is right, and what kinds of faults ask about it."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from specc.diagnostics import Diagnostic, Edit, Severity
from specc.driver import Checked, check
from specc.edit import name_of, steps, word_of
from specc.edit.apply import rewrite
from specc.edit.given import given, put
from specc.edit.statement import statements
from specc.edit.step import Step
from specc.edit.use import Use, uses
from specc.files.workspace import Workspace
from specc.layer import Layer, Weighted
from specc.prove.trained import Trained, trained
from specc.source import Source, Span
from specc.subject import Application, Subject
from specc.syntax import ast
from specc.training.plan import DataPlan, TrainPlan
from tools.mutation.draft import Draft

NUMBER = re.compile(r"\d[\d.,e+-]*")
LIBRARY = Workspace()
"""Loads `std.*`, each file once."""


class Form(Enum):
    """What is done to a spec of the zoo before faults are planted in it."""

    WRITTEN = "as it is written"
    WHOLE = "with the library's blocks written into it"
    TRAINED = "the same with a training: its own, or one that fits"


class Spot(NamedTuple):
    """A layer as it is written, and all that it comes to after unrolling."""

    use: Use
    step: Step | None
    found: list[Application]

    @property
    def layer(self) -> Layer:
        """The layer of the first use."""
        return self.found[0].node.layer

    @property
    def shapes(self) -> list[tuple[object, ...]]:
        """The sizes of the first input of each use."""
        return [facts.graph.types(node.inputs)[0].sizes for facts, node in self.found]

    @property
    def sides(self) -> list[int]:
        """The known sizes of the first input's axes but the last, of all uses."""
        return [size for sizes in self.shapes for size in sizes[:-1] if isinstance(size, int)]

    def given(self, setting: str) -> ast.Expr | None:
        """The value of a setting, given by name or by place; None where it has its default."""
        argument = given(self.use, type(self.layer), setting)
        return None if argument is None else argument.value

    def word(self, setting: str) -> str:
        """The word that a setting has; empty where it is anything else."""
        value = self.given(setting)
        return "" if value is None else word_of(value)


class Seed(Draft):
    """A spec without a fault: nothing that a check says of it is a warning or an error."""

    def __init__(self, name: str, text: str, form: Form) -> None:
        self.name = name
        self.form = form
        self.source = Source(f"{name}.spec", text)
        found = checked(self.source)
        loud = [d for d in found.diagnostics if d.severity is not Severity.INFO]
        if loud or found.resolved is None or found.sections is None:
            raise ValueError(f"{name} ({form.value}) has faults of its own: {loud}\n{text}")
        self.before = counted(found.diagnostics)
        self.models = found.models
        self._sections = found.sections
        self.module = found.resolved.scope.module
        self.subject = Subject(found.models, found.sections, found.resolved.scope)

    @cached_property
    def steps(self) -> dict[Span, Step]:
        """Everything that tensors flow into, by place."""
        return steps(self.module)

    @cached_property
    def uses(self) -> list[Use]:
        """All names and calls where they are written, in the order of the text."""
        return [use for span, use in sorted(uses(self.module).items()) if use.span == span]

    @cached_property
    def alive(self) -> set[Span]:
        """Where the layers and blocks stand that a model comes to."""
        found: set[Span] = set()
        for graph in self.models.values():
            places = [node.place for node in graph.nodes] + [part.place for part in graph.regions]
            found |= {place.span for place in places if place.source is self.source}
        return found

    @cached_property
    def dead(self) -> list[Span]:
        """The bodies of conditions and loops that no model comes to: nobody reads their names."""
        bodies = (body for node in statements(self.module) for body in _bodies(node))
        spans = [Span(body[0].span.start, body[-1].span.end) for body in bodies]
        starts = [span.start for span in self.alive]
        return [s for s in spans if not any(s.start <= start < s.end for start in starts)]

    def lives(self, span: Span) -> bool:
        """Whether a place is not in a body that is never come to."""
        return not any(dead.start <= span.start < dead.end for dead in self.dead)

    def layers(self, *words: str) -> Iterator[Use]:
        """The uses of layers and blocks that a model comes to, or those of these words."""
        for use in self.uses:
            if use.span in self.alive and (not words or name_of(use) in words):
                yield use

    def spots(self, *families: type[Layer]) -> Iterator[Spot]:
        """The layers of a family as they are written in this text, by place.

        Of a trained seed only those of what is trained.
        """
        found = []
        for everywhere in self.subject.places(*families):
            together = [one for one in everywhere if one.facts.graph.name in self._meant]
            if together:
                facts, node = together[0]
                made = facts.graph.nodes[node.owner]
                use = self.subject.written(made.place, made.layer.word)
                if use is not None:
                    found.append(Spot(use, self.steps.get(use.span), together))
        return iter(sorted(found, key=lambda spot: spot.use.span))

    def has(self, *families: type[Layer]) -> bool:
        """Whether there is a layer of a family, also in another file."""
        return any(
            one.facts.graph.name in self._meant
            for together in self.subject.places(*families)
            for one in together
        )

    @cached_property
    def _meant(self) -> set[str]:
        """The models that faults are planted in."""
        if self.form is not Form.TRAINED or not self.plan.model:
            return set(self.models)
        return {self.plan.model}

    def trained(self) -> tuple[Trained, ...]:
        """The outputs that are trained."""
        return self.subject.once(trained)

    def heads(self, *losses: str) -> Iterator[tuple[Trained, Spot]]:
        """The outputs that are trained, or those with these losses, each with the layer that
        makes it; not where its line stands for other layers as well, or something is behind it."""
        spots = {
            id(spot.found[0].node): spot for spot in self.spots(Weighted) if len(spot.found) == 1
        }
        for one in self.trained():
            made = one.facts.graph.producer(one.value.id)
            if id(made) in spots and (not losses or one.word in losses):
                yield one, spots[id(made)]

    @property
    def plan(self) -> TrainPlan:
        """The training, of a trained seed."""
        return next(iter(self._sections.trains.values()))

    @property
    def rows(self) -> DataPlan:
        """The data, of a trained seed."""
        return next(iter(self._sections.data.values()))

    @property
    def objective(self) -> str:
        """What is trained towards what, of a trained seed."""
        return self.plan.objective.word

    def block_of(self, use: Use) -> ast.Block:
        """The block or model that a use stands in."""
        return next(b for b in self.blocks() if b.span.start < use.span.start < b.span.end)

    def put(self, spot: Spot, setting: str, value: str) -> Edit:
        """Give a setting of a layer its value."""
        return put(self.source, spot.use, type(spot.layer), setting, value)

    def units(self, spot: Spot, value: str) -> Edit | None:
        """Another number of units; where a setting of the block gives it, another default."""
        units = spot.given("units") or spot.given("filters")
        for one in self.block_of(spot.use).parameters if isinstance(units, ast.Name) else ():
            if isinstance(units, ast.Name) and one.name.text == units.text:
                return None if one.default is None else self.replace(one.default.span, value)
        return None if units is None else self.number(units, value)

    def loss(self, one: Trained, loss: str) -> Edit:
        """Another loss for an output, also where each of several has its own."""
        for line in self.lines("train", "loss"):
            for name, value in line.value.entries if isinstance(line.value, ast.MapExpr) else ():
                if name.text == one.name:
                    return self.replace(value.span, loss)
        return self.train("loss", loss)

    def fits(self, *edits: Edit | None, but: str = "") -> bool:
        """Whether the text can still be made a model after these edits, as far as specc's phases
        say; the findings of one of them may be left aside."""
        if None in edits:
            return False
        text = rewrite([edit for edit in edits if edit is not None], self.source.text)
        found = check(Source(self.source.path, text), LIBRARY.load, rules=False).diagnostics
        return not any(d.severity is Severity.ERROR and d.rule != but for d in found)


def _bodies(node: object) -> Iterator[tuple[ast.Statement, ...]]:
    """The bodies of a condition, or of the loops in a statement, that are not empty."""
    if isinstance(node, ast.If):
        yield from (case.body for case in node.cases if case.body)
        if node.otherwise:
            yield node.otherwise
    value = getattr(node, "value", None)
    for step in value.steps if isinstance(value, ast.Flow) else (value,):
        if isinstance(step, (ast.RepeatStep, ast.ForStep)) and step.body:
            yield step.body


def checked(source: Source) -> Checked:
    """A text after all phases and rules."""
    return check(source, LIBRARY.load)


def counted(found: Iterable[Diagnostic]) -> Counter[tuple[str, str]]:
    """Findings by rule and message, numbers aside: an edit may change those, and all places."""
    return Counter((d.rule, NUMBER.sub("#", d.message)) for d in found)
