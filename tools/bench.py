"""Speed and memory of specc as ratios to `python -c pass`, measured in the same run.

Each round runs every command once, with empty programs before and behind it, to whose median its
own ratio is taken: a busy machine slows all of them alike. A figure is the median of the rounds.
Commands are whole processes on two cores, with modules compiled beforehand.
Limits in seconds are those of a machine on which the empty program takes 10 ms, so they are ratios
as well.
"""

import argparse
import compileall
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
PLAIN = ROOT / "tools" / "plain.spec"
BLOCKS = ROOT / "tools" / "blocks.spec"
SPECS = ROOT / "specs"
ZOO = SPECS / "resnet.spec"
FEWEST_RUNS = 7
AROUND = 3
"""Empty programs before and behind each command."""
CORES = 2
FILES = 1000
EMPTY = "python -c pass"
WHOLE_ZOO = "check and count, all of specs/, one process"
USUAL = 0.010
"""Seconds of the empty program on the machine that limits in seconds are meant for."""
FILES_A_SECOND = 600

CONFIGURATION = """\
[project]
name = "configured"

[tool.specc]
ignore = ["style", "unused-suppression"]
fail-on = "error"
max-memory = "16 GiB"
exclude = ["old"]
per-file-ignores = {"plain.spec" = ["activation"]}
"""

DEEP = """\
model Deep {{
    input x: [16]
    repeat {layers} {{ Dense(16, activation=relu) }}
}}
"""

RESNET152 = """\
import Bottleneck from std.convolution

model ResNet152(depths=[3, 8, 36, 3]) {
    input image: [224, 224, 3]
    Conv2D(64, kernel=7, stride=2, padding=3, bias=false) -> BatchNorm -> ReLU
    MaxPool2D(3, stride=2, padding=1)
    for stage in range(4) {
        Bottleneck(64 * 2 ** stage, stride=1 if stage == 0 else 2)
        repeat depths[stage] - 1 { Bottleneck(64 * 2 ** stage) }
    }
    GlobalAvgPool
    Dense(1000)
}
"""
GPT2_XL = [f"--set=Gpt2Small.{one}" for one in ("depth=48", "width=1600", "heads=25")]

COUNT = """
import sys
from specc.cost import cost
from specc.driver import check
from specc.files.workspace import Workspace
workspace = Workspace()
for path in sys.argv[1:]:
    found = check(workspace.open(path).source, workspace.load)
    for graph in found.models.values():
        cost(graph, "fp32")
"""
"""Checks every spec that is named, and counts the parameters and multiply-adds of its models."""

KERAS = "import keras; keras.applications.ResNet50(weights=None).summary()"
TORCHINFO = """
import torch, torchinfo
from model import ResNet50
with torch.device("meta"):
    torchinfo.summary(ResNet50(), (1, 3, 224, 224), device="meta")
"""
LAUNCHER = """
import os, sys, time
quiet = [(os.POSIX_SPAWN_OPEN, file, os.devnull, os.O_RDWR, 0) for file in range(3)]
start = time.perf_counter()
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=quiet)
_, status, usage = os.wait4(child, 0)
seconds = time.perf_counter() - start
work = usage.ru_utime + usage.ru_stime
print(seconds, work, usage.ru_maxrss, os.waitstatus_to_exitcode(status))
"""
"""Starts a process from a small one: a child is charged for its parent's memory until it runs."""


class Command(NamedTuple):
    """What is measured; `limit` is the ratio to the empty program that it is to stay below."""

    title: str
    arguments: list[str]
    limit: float | None = None
    folder: Path | None = None


class Run(NamedTuple):
    """One process: wall and processor time in seconds, and its largest memory in bytes."""

    seconds: float
    work: float
    memory: int


class Beside(NamedTuple):
    """A process, and the wall and processor time of the empty program around it."""

    run: Run
    seconds: float
    work: float


class Result(NamedTuple):
    """The medians of one command over all rounds; ratios are to the empty program.

    The ratio of processor time leaves out what a busy machine adds by making programs wait.
    """

    title: str
    seconds: float
    ratio: float
    work_ratio: float
    memory: int
    limit: float | None


def main() -> None:
    """Measure, and print a table or JSON."""
    options = _options()
    use_cores(CORES)
    compile_modules()
    with tempfile.TemporaryDirectory() as folder:
        commands, skipped = prepare(Path(folder), frameworks=not options.no_frameworks)
        results = measure(commands, options.runs)
    if options.json:
        print(json.dumps([one._asdict() for one in results], indent=2))
    else:
        print("\n".join([*table(results), "", *conclusions(results), *skipped]))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=FEWEST_RUNS, help="rounds (default 7)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument(
        "--no-frameworks", action="store_true", help="leave Keras and torchinfo out"
    )
    return parser.parse_args()


def use_cores(count: int) -> None:
    """Keep this process and its children on so many cores, where the system can do that."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:count])


def compile_modules() -> None:
    """Write the .pyc files of specc, its grammar and click."""
    for name in ("specc", "specc_grammar", "click"):
        found = find_spec(name)
        for folder in (found.submodule_search_locations if found else None) or ():
            compileall.compile_dir(folder, quiet=2)


def prepare(folder: Path, frameworks: bool) -> tuple[list[Command], list[str]]:
    """Write the inputs into a folder; the commands over them, and why others are left out."""
    (folder / "pyproject.toml").touch()
    (folder / "configured").mkdir()
    (folder / "configured" / "pyproject.toml").write_text(CONFIGURATION, encoding="utf-8")
    shutil.copy(PLAIN, folder / "configured")
    shutil.copy(PLAIN, folder)
    shutil.copy(BLOCKS, folder)
    shutil.copy(ZOO, folder)
    shutil.copytree(SPECS, folder / SPECS.name)
    (folder / "resnet152.spec").write_text(RESNET152, encoding="utf-8")
    for source in (PLAIN, BLOCKS):
        many = folder / f"many-{source.stem}"
        many.mkdir()
        text = source.read_text(encoding="utf-8")
        for at in range(FILES):
            (many / f"f{at:04}.spec").write_text(text, encoding="utf-8")
    for layers in (1000, 10_000):
        (folder / f"deep{layers}.spec").write_text(DEEP.format(layers=layers), encoding="utf-8")
    commands = [*specc_commands()]
    skipped = add_frameworks(commands, folder) if frameworks else []
    return [one._replace(folder=one.folder or folder) for one in commands], skipped


def specc_commands() -> Iterator[Command]:
    """What is measured of specc itself."""
    yield Command(EMPTY, [sys.executable, "-c", "pass"])
    specc = specc_program()
    yield Command("specc --version", [*specc, "--version"], 4)
    yield Command("specc --help", [*specc, "--help"], 4)
    check = [*specc, "check", "--no-cache"]
    yield Command("check, 50 lines", [*check, PLAIN.name], 10)
    yield Command("check, 50 lines, cached", [*specc, "check", PLAIN.name], 4)
    configured = [*specc, "check", f"configured/{PLAIN.name}"]
    yield Command("check, 50 lines, cached, `[tool.specc]`", configured, 4)
    yield Command("check, 50 lines with blocks (83 layers)", [*check, BLOCKS.name], 10)
    yield Command("check, ResNet-18, 50 and 101", [*check, ZOO.name])
    many = [*check, f"many-{PLAIN.stem}"]
    yield Command(f"check, {FILES:,} files", many, round(FILES / FILES_A_SECOND / USUAL))
    yield Command(f"check, {FILES:,} files with blocks", [*check, f"many-{BLOCKS.stem}"])
    yield Command("check, 1,000 layers", [*check, "--exit-zero", "deep1000.spec"])
    yield Command("check, 10,000 layers", [*check, "--exit-zero", "deep10000.spec"], 1.0 / USUAL)
    summary = [*specc, "summary"]
    yield Command("summary, ResNet-50", [*summary, ZOO.name, "--model", "ResNet50"])
    yield Command("summary, ResNet-152", [*summary, "resnet152.spec"], 0.3 / USUAL)
    gpt = [*summary, "specs/gpt2.spec", *GPT2_XL]
    yield Command("summary, GPT-2 XL (48 layers)", gpt, 0.3 / USUAL)
    yield Command("summary, 10,000 layers", [*summary, "deep10000.spec"])
    zoo = sorted(f"{SPECS.name}/{path.name}" for path in SPECS.glob("*.spec"))
    yield Command(WHOLE_ZOO, [sys.executable, "-c", COUNT, *zoo], 1.0 / USUAL)


def specc_program() -> list[str]:
    """The installed command, as users run it."""
    script = Path(sys.executable).parent / "specc"
    return [str(script)] if script.exists() else [sys.executable, "-m", "specc"]


def add_frameworks(commands: list[Command], folder: Path) -> list[str]:
    """Add what the frameworks' own summaries take; the lines about those that are not installed."""
    missing = {name for name in ("keras", "torch", "torchinfo") if find_spec(name) is None}
    skipped = [f"`{name}` is not installed: its summary is left out" for name in sorted(missing)]
    if "keras" not in missing:
        commands.append(Command("keras, ResNet50, `summary()`", [sys.executable, "-c", KERAS]))
    if not missing & {"torch", "torchinfo"}:
        program = folder / "program"
        build = ["build", ZOO.name, "--backend", "pytorch", "-o", str(program)]
        subprocess.run([*specc_program(), *build], cwd=folder, check=True, capture_output=True)
        run = [sys.executable, "-c", TORCHINFO]
        commands.append(Command("torchinfo, ResNet-50, meta device", run, folder=program))
    return skipped


def measure(commands: list[Command], rounds: int) -> list[Result]:
    """Run every command once a round, after one round that only warms up the disk."""
    runs: list[list[Beside]] = [[] for _ in commands]
    empty = commands[0]
    for at in range(max(rounds, FEWEST_RUNS) + 1):
        around = [run_once(empty) for _ in range(AROUND)]
        for command, found in zip(commands, runs, strict=True):
            run = run_once(command)
            before, around = around, [run_once(empty) for _ in range(AROUND)]
            near = before + around
            seconds, work, _ = map(median, zip(*near, strict=True))
            if at:
                found.append(Beside(run, seconds, work))
    return [_result(command, found) for command, found in zip(commands, runs, strict=True)]


def run_once(command: Command) -> Run:
    """The time and memory of one process. Raises SystemExit where it fails."""
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "KERAS_BACKEND": "tensorflow"}
    launch = [sys.executable, "-I", "-S", "-c", LAUNCHER, *command.arguments]
    done = subprocess.run(
        launch, cwd=command.folder, env=environment, capture_output=True, text=True, check=True
    )
    seconds, work, memory, status = done.stdout.split()
    if int(status):
        raise SystemExit(f"`{' '.join(command.arguments)}` ended with {status}")
    unit = 1 if sys.platform == "darwin" else 1024
    return Run(float(seconds), float(work), int(memory) * unit)


def _result(command: Command, runs: list[Beside]) -> Result:
    seconds = median(one.run.seconds for one in runs)
    ratio = median(one.run.seconds / one.seconds for one in runs)
    work_ratio = median(one.run.work / one.work for one in runs)
    memory = int(median(one.run.memory for one in runs))
    return Result(command.title, seconds, ratio, work_ratio, memory, command.limit)


def table(results: list[Result]) -> Iterator[str]:
    """A Markdown table."""
    yield f"| command | ms | x `{EMPTY}` | x, processor time | at most | MiB |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: |"
    for one in results:
        limit = f"{one.limit:g}" if one.limit else ""
        memory = one.memory / 2**20
        ratios = f"{one.ratio:.2f} | {one.work_ratio:.2f} | {limit}"
        yield f"| {one.title} | {one.seconds * 1e3:.1f} | {ratios} | {memory:.0f} |"


def conclusions(results: list[Result]) -> Iterator[str]:
    """What follows from several rows, and the machine."""
    seconds = {one.title: one.seconds for one in results}
    ratios = {one.title: one.ratio for one in results}
    start = seconds["check, 50 lines"]
    many = seconds[f"check, {FILES:,} files"]
    blocks = seconds[f"check, {FILES:,} files with blocks"]
    growth = ratios["check, 10,000 layers"] / ratios["check, 1,000 layers"]
    usual = ratios[f"check, {FILES:,} files"] * USUAL
    yield (
        f"- {FILES / many:.0f} files a second on {CORES} cores, start-up included; where the empty "
        f"program takes {USUAL * 1e3:.0f} ms: {FILES / usual:.0f} (at least {FILES_A_SECOND})"
    )
    yield f"- {FILES / blocks:.0f} files a second with blocks: 83 layers a file, unrolled"
    yield f"- 10,000 layers take {growth:.1f} times as long as 1,000 (at most 11)"
    yield f"- one file takes {start * 1e3:.0f} ms; as one of {FILES:,}, {many / FILES * 1e3:.2f} ms"
    summary = seconds["summary, ResNet-50"]
    for title in ("keras, ResNet50, `summary()`", "torchinfo, ResNet-50, meta device"):
        if title in seconds:
            yield f"- {title}: {seconds[title] / summary:.0f} times as long as `specc summary`"
    yield f"- Python {platform.python_version()}, {platform.system()}, {platform.machine()}"


if __name__ == "__main__":
    main()
