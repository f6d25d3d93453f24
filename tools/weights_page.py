"""Write the table of docs/weights.md: the arrays of every layer, in specc's order of axes.

`python tools/weights_page.py` writes it, `--check` only says whether it is current.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import specc.layers  # noqa: F401
from specc.driver import check
from specc.files.workspace import Workspace
from specc.layer import Case, Layer, Weight
from specc.source import Source

PAGE = Path(__file__).resolve().parent.parent / "docs" / "weights.md"
START = "<!-- From here on written by tools/weights_page.py. -->\n"
HEAD = "| layer | for example | on | its arrays |\n| --- | --- | --- | --- |\n"


def table() -> str:
    """A row for each layer that has weights of its own, by its name."""
    return START + "\n" + HEAD + "".join(f"{row}\n" for row in rows())


def rows() -> Iterator[str]:
    """The rows; the example is the case with the most arrays."""
    for name, layer in sorted(Layer.known.items()):
        if layer.opaque:
            continue
        found = [(weights_of(case), case) for case in layer.cases if case.use.startswith(name)]
        weights, case = max(found, key=lambda one: len(one[0]), default=((), None))
        if case is None or not weights:
            continue
        listed = ", ".join(f"`{w.name}` {list(w.shape)}" for w in weights)
        inputs = ", ".join(str(list(sizes)) for sizes in case.inputs)
        yield f"| `{name}` | `{case.use}` | {inputs} | {listed} |"


def weights_of(case: Case) -> tuple[Weight, ...]:
    """What a case's layer creates."""
    prefix = "" if case.dtype == "float" else case.dtype
    names = [f"x{at}" for at in range(len(case.inputs))]
    inputs = [f"input {n}: {prefix}{list(s)}" for n, s in zip(names, case.inputs, strict=True)]
    source = Layer.known[case.use.partition("(")[0]].source
    flow = case.use if source else f"[{', '.join(names)}] -> {case.use}"
    body = "\n".join([*inputs, flow if len(names) > 1 or source else f"x0 -> {case.use}"])
    found = check(
        Source("case.spec", f"model Case {{\n{body}\n}}\n"), Workspace().load, rules=False
    )
    graph = found.models.get("Case")
    return graph.nodes[0].weights if graph else ()


def page() -> str:
    """The page as it should be."""
    before, _, _ = PAGE.read_text(encoding="utf-8").partition(START)
    return before + table()


def main() -> None:
    """Write the page, or say that it is not current."""
    text = page()
    if "--check" in sys.argv:
        current = PAGE.read_text(encoding="utf-8") == text
        sys.exit(0 if current else f"{PAGE} is not current: run `python tools/weights_page.py`")
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
