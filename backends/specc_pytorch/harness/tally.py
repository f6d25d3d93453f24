"""The class `Tally` of `train.py`: how an epoch's numbers are added up."""

from collections.abc import Sequence as Items
from typing import Any

from specc.emit.expression import Code, Expr, Sequence, call, method
from specc.emit.render import statement
from specc_pytorch.harness.metric import Measure


def tally_values(
    columns: Items[Measure], measured: bool, loss: bool, kind: str
) -> dict[str, Any]:
    """The lines of its three methods, and the arguments of `add`."""
    kept = {c.state: c for c in columns if c.state}
    scored = ["scores: " + kind] if columns or measured else []
    arguments = ["self", *(["loss: Tensor"] if loss else []), *scored, "batch: Examples"]
    return {
        "tally_doc": "means over the examples" + (", and counts" if kept else ""),
        "tally_init": [_init(column) for column in kept.values()],
        "tally_arguments": arguments,
        "tally_add": [*_means(measured, loss), *(line for c in kept.values() for line in _add(c))],
        "tally_row": _row(columns),
    }


def _init(column: Measure) -> str:
    if column.counts is not None:
        return f"        self.{column.state}: Tensor | int = 0"
    return f"        self.{column.state}: list[tuple[Tensor, Tensor]] = []"


def _means(measured: bool, loss: bool) -> list[str]:
    lines = ["        size = len(batch[0])", "        self.size += size"]
    if loss and not measured:
        total = 'self.sums.get("loss", torch.zeros_like(loss))'
        return [*lines, f'        self.sums["loss"] = {total} + size * loss']
    if not measured:
        return lines
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
    late = [column for column in columns if column.summary]
    if not late:
        return [f"        return {made}"]
    lines = [f"        row = {made}"]
    for column in late:
        value: Expr = Code(column.summary)
        if column.summary == "exp":
            value = Code(f'math.exp(row["{column.name}"])')
        lines += statement(f'row["{column.name}"] = ', value, 2)
    return [*lines, "        return row"]
