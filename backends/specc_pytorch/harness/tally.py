"""The class `Tally` of `train.py`: how an epoch's numbers are added up."""

from collections.abc import Sequence as Items
from typing import Any

from specc.emit.expression import Code, Expr, Sequence, call, method
from specc.emit.render import quote, statement
from specc_pytorch.harness.metric import Measure

TYPES = {"loss": "Tensor", "batch": "Examples"}


def tally_values(
    columns: Items[Measure], given: Items[str], kind: str, *, measured: bool
) -> dict[str, Any]:
    """The lines of its methods; `given` names what `add` takes, `kind` is the type of scores."""
    kept = {c.state: c for c in columns if c.state}
    rest = [line for column in kept.values() for line in _add(column)]
    return {
        "tally_doc": "means over the examples" + (", and what is counted" if kept else ""),
        "tally_init": [_init(column) for column in kept.values()],
        "tally_arguments": ["self", *(f"{name}: {TYPES.get(name, kind)}" for name in given)],
        "tally_add": [*_means("loss" in given, measured), *rest],
        "tally_row": _row(columns),
    }


def _init(column: Measure) -> str:
    if column.counts is not None:
        return f"        self.{column.state}: Tensor | int = 0"
    return f"        self.{column.state}: list[tuple[Tensor, Tensor]] = []"


def _means(loss: bool, measured: bool) -> list[str]:
    lines = ["        size = len(batch[0])", "        self.size += size"]
    if not measured:
        total = '        self.sums["loss"] = self.sums.get("loss", 0) + size * loss'
        return [*lines, total] if loss else lines
    means = '{"loss": loss, **measures(scores, batch)}' if loss else "measures(scores, batch)"
    return [
        *lines,
        f"        for name, mean in {means}.items():",
        "            self.sums[name] = self.sums.get(name, 0) + size * mean",
    ]


def _add(column: Measure) -> list[str]:
    if column.counts is not None:
        return statement(f"self.{column.state} += ", column.counts, 2)
    assert column.seen is not None
    pair = Sequence(tuple(method(part, "cpu") for part in column.seen), round=True)
    return statement("", call(f"self.{column.state}.append", pair), 2)


def _row(columns: Items[Measure]) -> list[str]:
    made = "{name: total.item() / self.size for name, total in self.sums.items()}"
    late = [column for column in columns if column.function]
    if not late:
        return [f"        return {made}"]
    lines = [f"        row = {made}"]
    for column in late:
        key = f"row[{quote(column.name)}]"
        lines += statement(f"{key} = ", call(column.function, _gathered(column, key)), 2)
    return [*lines, "        return row"]


def _gathered(column: Measure, key: str) -> Expr:
    """What the function of a column is called with."""
    if column.mean is not None:
        return Code(key)
    if column.counts is not None:
        return Code(f"self.{column.state}")
    return Code(f"*map(torch.cat, zip(*self.{column.state}, strict=True))")
