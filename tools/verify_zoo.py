"""Writes docs/verified.md: `specc verify` on every model of the zoo, as large as it is.

Takes twenty minutes on two cores, and 16 GiB of memory; fails where a model is not as its spec
says.
"""

import json
import platform
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "verified.md"
COLUMNS = ("spec", "model", "parameters", "multiply-adds", "at", "outputs", "gradients")
HEAD = """\
# What is verified

`make verify` builds every model of [specs/](../specs) for PyTorch and for Keras, runs both programs
at full size with two examples, and writes this page. Of every model that stands here it is proven:

- both programs have exactly this number of parameters, trainable and fixed;
- the frameworks' own operations add up to exactly this number of multiply-adds for one example
  (`at` are the sizes that the spec leaves open); where a framework does more than the model
  says, as Keras in its recurrent layers, the other one counts;
- every tensor in the model, and not only its outputs, has the shape that specc inferred; where
  sizes are open, at two choices of them;
- with the same weights both programs give the same outputs in single precision. The column says by
  how much they differ, relative to the largest one: at most 1e-4, or ten times what changing the
  weights by a millionth makes;
- the gradients of all weights are the same in double precision (in single, rounding decides on
  which side of its kink a ReLU is). The column says by how much a weight's differ at most, as the
  root mean square relative to the gradient's own: at most 1e-5. Gradients are sent in single
  precision, in which those that differ by `0` are equal;
- a few steps of training lower a loss in both, where any weight has a gradient.

How this is measured stands in [verify.md](verify.md). The same is tested in every change with the
larger models made small (`tests/zoo/test_verify.py`).
"""


def main() -> int:
    """Verify, write the page, and fail where anything differs."""
    command = [sys.executable, "-m", "specc", "verify", *(sys.argv[1:] or ["specs"]), "--json"]
    ran = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if not ran.stdout:
        return ran.returncode
    report = json.loads(ran.stdout)
    PAGE.write_text("\n".join([HEAD, *page(report["models"]), ""]), encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)}: {len(report['models'])} models")
    for model in report["models"]:
        for one in model["differences"]:
            print(f"{model['file']}: {model['model']}: {one['backend']}: {one['message']}")
    return ran.returncode


def page(models: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The table, what differs, and what it was measured with."""
    yield f"| {' | '.join(COLUMNS)} |"
    yield "| --- | --- | ---: | ---: | --- | ---: | ---: |"
    differing = []
    for model in models:
        yield row(model)
        differing += [f"- {model['model']}: {one['message']}" for one in model["differences"]]
    if differing:
        yield from ("", "## What differs", "", *differing)
    yield ""
    packages = (("PyTorch", "torch"), ("Keras", "keras"), ("TensorFlow", tensorflow()))
    said = ", ".join(f"{name} {version(package)}" for name, package in packages)
    yield f"{said}; on the processor, {platform.system()} {platform.machine()}."


def row(model: Mapping[str, Any]) -> str:
    """One model: its costs, and the largest differences between the frameworks."""
    found = model["backends"].values()
    counted = model["macs"] is not None and any(one["macs"] is not None for one in found)
    spec = Path(model["file"]).name
    cells = (
        f"[{spec.removesuffix('.spec')}](../specs/{spec})",
        model["model"] if model["ok"] else f"**{model['model']}**",
        f"{model['trainable'] + model['fixed']:,}",
        f"{model['macs']:,}" if counted else "-",
        ", ".join(f"{name} = {size}" for name, size in model["sizes"][0].items()),
        largest(one["output_difference"] for one in found),
        largest(one["gradient_difference"] for one in found),
    )
    return f"| {' | '.join(cells)} |"


def largest(distances: Iterable[float | None]) -> str:
    """The largest of the distances that are known."""
    known = [one for one in distances if one is not None]
    return f"{max(known):.0e}" if any(known) else "0" if known else "-"


def tensorflow() -> str:
    """The name under which TensorFlow is installed."""
    try:
        version("tensorflow-cpu")
    except ModuleNotFoundError:
        return "tensorflow"
    return "tensorflow-cpu"


if __name__ == "__main__":
    raise SystemExit(main())
