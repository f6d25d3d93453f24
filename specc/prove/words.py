"""What a file uses, in words: rules say with them what they need (`specc.rule.Rule.needs`)."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from specc.layer import Activation, Layer
from specc.options import Options
from specc.prove.facts import Facts

if TYPE_CHECKING:
    from specc.resolve.sections import Sections
    from specc.training.plan import DataPlan, TrainPlan

BUDGETS = ("max_params", "max_memory", "max_macs")


def words(
    graphs: Mapping[str, Facts],
    sections: "Sections",
    keywords: frozenset[str],
    options: Options,
) -> frozenset[str]:
    """The words of a file.

    Of its text: the keywords that stand in it (`if`, `let`, `repeat`). Of models: `model`, the
    words of their layers (`Conv2D`) and of activations in settings (`ReLU` for `activation=relu`),
    the layers' families (`convolution`), and the names of the settings that are given to them
    (`dilation`). Of sections: `data`, `train`, `sweep`, the names of the settings that are given
    (`clip_norm`), and the words of their values (`adamw`, `cross_entropy`, `class`, `table`,
    `bf16`), defaults included. Of what the user asked: the budgets (`max_params`).
    """
    found = set(keywords)
    found.update(name for name in BUDGETS if getattr(options, name) is not None)
    for facts in graphs.values():
        found.add("model")
        _add_layers(found, {id(node.layer): node.layer for node in facts.graph.nodes}.values())
    for data in sections.data.values():
        _add_data(found, data)
    for plan in sections.trains.values():
        _add_training(found, plan)
    if sections.sweeps:
        found.add("sweep")
    return frozenset(found)


def _add_layers(found: set[str], layers: Iterable[Layer]) -> None:
    classes = set()
    for layer in layers:
        found.update(layer.__dict__)
        classes.add(type(layer))
        activation = getattr(layer, "activation", None)
        if isinstance(activation, Activation):
            found.update(activation.__dict__)
            classes.add(type(activation))
    for cls in classes:
        found.add(cls.word)
        found.add(cls.family)


def _add_data(found: set[str], data: "DataPlan") -> None:
    found.add("data")
    found.update(data.spans)
    found.add(data.source.word)
    found.update(target.kind.word for target in data.targets)
    found.update(augment.word for augment in data.augment)
    if data.scale is not None:
        found.add(data.scale.word)


def _add_training(found: set[str], plan: "TrainPlan") -> None:
    found.add("train")
    found.update(plan.spans)
    found.update((plan.objective.word, plan.optimizer.word, plan.schedule.word, plan.precision))
    found.update(loss.word for _, loss, _ in plan.losses)
    found.update(metric.word for metric in plan.metrics)
