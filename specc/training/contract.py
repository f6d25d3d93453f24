"""The contract of the data: what the spec declares of it, held against what specc knows itself."""

from specc.ir.dim import agreement
from specc.ir.tensor import TensorType
from specc.namedtuple import NamedTuple
from specc.setting import Fault
from specc.training.facts import Facts, InputFact, TargetFact
from specc.training.plan import DataInput, DataTarget
from specc.training.section import DataSettings
from specc.training.target import Same

RULE = "data-contract-mismatch"
NEAR = 0.01
"""How far a declared share of a class may be from the counted one."""


class Contract(NamedTuple):
    """What is known of the data once declaration and source are put together."""

    inputs: tuple[DataInput, ...]
    targets: tuple[DataTarget, ...]
    samples: int | None
    balance: tuple[float, ...]
    values: tuple[float, float] | None


def hold(
    settings: DataSettings, inputs: tuple[DataInput, ...], targets: tuple[DataTarget, ...]
) -> tuple[Contract, list[Fault]]:
    """Fill in what the source says, and find where the declaration contradicts it."""
    facts = settings.source.facts()
    faults = [
        *_inputs(settings, facts, inputs),
        *_targets(settings, facts, targets),
        *_numbers(settings, facts, targets),
    ]
    target = facts.target
    return Contract(
        _filled(facts, inputs),
        targets or ((DataTarget(target.name, target.kind),) if target else ()),
        settings.samples or facts.samples,
        facts.balance or settings.balance,
        (target.low, target.high) if target else None,
    ), faults


def _filled(facts: Facts, inputs: tuple[DataInput, ...]) -> tuple[DataInput, ...]:
    known = facts.inputs
    if not inputs:
        return tuple(
            DataInput(f.name, TensorType(f.sizes, f.dtype), f.low, f.high, f.whole) for f in known
        )
    if len(known) != len(inputs):
        return inputs
    return tuple(
        given
        if fact.low is None
        else given._replace(low=fact.low, high=fact.high, whole=fact.whole)
        for given, fact in zip(inputs, known, strict=True)
    )


def _inputs(settings: DataSettings, facts: Facts, inputs: tuple[DataInput, ...]) -> list[Fault]:
    title = settings.source.title
    if not inputs and settings.source.declares:
        message = f"{title} data has no `input`, so nothing says what to make"
        help = "add a line such as `input x: [8]`"
        return [Fault(message, help, rule="missing-setting", setting="source")]
    if not inputs or not facts.inputs:
        return []
    if len(inputs) != len(facts.inputs):
        message = f"the data declares {len(inputs)} inputs, but {title} has {len(facts.inputs)}"
        return [Fault(message, rule=RULE, span=inputs[-1].span)]
    pairs = zip(inputs, facts.inputs, strict=True)
    return [fault for pair in pairs if (fault := _input(*pair, title)) is not None]


def _input(given: DataInput, fact: InputFact, title: str) -> Fault | None:
    known = TensorType(fact.sizes, fact.dtype)
    fits = given.type.rank == known.rank and not any(
        agreement(a, b).never for a, b in zip(given.type.sizes, known.sizes, strict=True)
    )
    same_kind = given.type.dtype == fact.dtype or (fact.whole and given.type.dtype == "int")
    if not fits or not same_kind:
        message = f"`{given.name}` is declared as {given.type}, but {title} gives {known}"
        return Fault(message, "without this line specc fills it in", rule=RULE, span=given.span)
    if given.low is None or given.high is None or fact.low is None or fact.high is None:
        return None
    if given.low <= fact.low and fact.high <= given.high:
        return None
    declared, real = f"{given.low:g}..{given.high:g}", f"{fact.low:g}..{fact.high:g}"
    message = f"`{given.name}` is declared in {declared}, but {title} has values in {real}"
    return Fault(message, rule=RULE, span=given.span)


def _targets(settings: DataSettings, facts: Facts, targets: tuple[DataTarget, ...]) -> list[Fault]:
    title = settings.source.title
    bare = facts.bare and any(not isinstance(given.kind, Same) for given in targets)
    if bare or (facts.target and len(targets) > 1):
        has = 0 if bare else 1
        declared = f"{len(targets)} target{'s' * (len(targets) > 1)}"
        message = f"the data declares {declared}, but {title} has {has}"
        return [Fault(message, rule=RULE, span=targets[-1].span)]
    if not targets or facts.target is None or targets[0].kind.accepts(facts.target):
        return []
    given = targets[0]
    message = f"`{given.name}` is declared as {given.kind}, but {title} has {_seen(facts.target)}"
    return [Fault(message, "without this line specc fills it in", rule=RULE, span=given.span)]


def _seen(fact: TargetFact) -> str:
    if fact.exact:
        return str(fact.kind)
    sizes = f"[{', '.join(map(str, fact.sizes))}] " if fact.sizes else ""
    kind = "whole numbers" if fact.whole else "numbers"
    return f"{sizes}{kind} from {fact.low:g} to {fact.high:g}"


def _numbers(settings: DataSettings, facts: Facts, targets: tuple[DataTarget, ...]) -> list[Fault]:
    """Contradictions in `samples` and `balance`."""
    title, found = settings.source.title, []
    counted = facts.samples is not None and not facts.loose
    if counted and settings.samples not in (None, facts.samples):
        message = f"`samples` is {settings.samples}, but {title} has {facts.samples}"
        found.append(Fault(message, rule=RULE, setting="samples"))
    message = _balance(settings, facts, targets)
    if message:
        found.append(Fault(message, rule=RULE, setting="balance"))
    return found


def _balance(settings: DataSettings, facts: Facts, targets: tuple[DataTarget, ...]) -> str:
    given = settings.balance
    if not given:
        return ""
    classes = len(facts.balance) or _classes(targets)
    if classes and len(given) != classes:
        return f"`balance` has {len(given)} shares for {classes} classes"
    for index, (said, real) in enumerate(zip(given, facts.balance, strict=False)):
        if abs(said - real) > NEAR:
            title = settings.source.title
            return f"`balance` says {said:g} for class {index}, but in {title} it is {real:.3g}"
    return ""


def _classes(targets: tuple[DataTarget, ...]) -> int:
    if len(targets) != 1:
        return 0
    kind = targets[0].kind
    return 2 if kind.word == "binary" else kind.classes
