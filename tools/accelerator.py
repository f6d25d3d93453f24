"""Runs generated programs on a GPU: time, throughput, and memory against specc's estimate.

    python tools/accelerator.py prepare build/gpu      needs specc; writes programs and estimates
    python tools/accelerator.py run build/gpu          needs torch and a GPU, not specc

The second prints a Markdown table for docs/accelerator.md.
"""

import importlib.util
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

BATCH = 64
MODELS = {
    "resnet": ("ResNet18", "ResNet50"),
    "vgg16": ("Vgg16",),
    "mobilenet_v2": ("MobileNetV2",),
    "densenet": ("DenseNet121",),
    "convnext": ("ConvNeXtTiny",),
    "vit": ("ViTB16",),
}
TEXTS = {
    "gpt2": ("Gpt2Small", 50_257, 512, 8),
    "char_lstm": ("CharLstm", 96, 256, 64),
}
"""Language models: class, vocabulary, length of a text, batch."""
TRAINED = ("digits", "tabular")


def prepare(folder: Path) -> None:
    """Build the programs and write down what specc says of their memory."""
    from specc.cli.load import load
    from specc.cost import cost, training_memory
    from specc.ir.dim import substitute

    estimates: dict[str, dict[str, float]] = {}
    for name in (*MODELS, *TEXTS, *TRAINED):
        spec = f"specs/{name}.spec"
        command = [
            "specc",
            "build",
            spec,
            "--backend",
            "pytorch",
            "-o",
            str(folder / name),
            "--force",
        ]
        subprocess.run([sys.executable, "-m", *command], check=True)
        for model, graph in load(spec).models.items():
            _, _, length, batch = TEXTS.get(name, ("", 0, 1, BATCH))
            found = cost(graph, "fp32")
            assert found.macs is not None
            memory = training_memory(graph, found.activations, batch, 2)
            assert memory.total is not None
            amounts = {"macs": found.macs, "bytes": memory.total}
            estimates[model] = {
                what: float(str(substitute(amount, {"T": length})))
                for what, amount in amounts.items()
            }
    (folder / "estimates.json").write_text(json.dumps(estimates, indent=1), encoding="utf-8")


def model_class(folder: Path, name: str) -> Any:
    """A class of a generated `model.py`."""
    spec = importlib.util.spec_from_file_location(f"model_{folder.name}", folder / "model.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return getattr(module, name)


def images(batch: int) -> tuple[Any, Any]:
    """Random images and their classes."""
    import torch

    x = torch.randn(batch, 3, 224, 224, device="cuda")
    return x, torch.randint(1000, (batch,), device="cuda")


def texts(vocab: int, length: int, batch: int) -> tuple[Any, Any]:
    """Random tokens and those that follow them."""
    import torch

    found = torch.randint(vocab, (batch, length + 1), device="cuda")
    return found[:, :-1], found[:, 1:].flatten()


def measure(
    model: Any, x: Any, y: Any, dtype: Any, compiled: bool, steps: int = 20
) -> tuple[float, float]:
    """Examples a second in training with Adam, and the peak of allocated bytes."""
    import torch

    torch.cuda.empty_cache()
    torch.cuda.reset_peak_memory_stats()
    optimizer = torch.optim.Adam(model.parameters())
    forward = torch.compile(model) if compiled else model

    def step() -> None:
        with torch.autocast("cuda", dtype, enabled=dtype is not torch.float32):
            found = forward(x)
            loss = torch.nn.functional.cross_entropy(found.flatten(0, -2), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    for _ in range(5):
        step()
    torch.cuda.synchronize()
    begin = time.perf_counter()
    for _ in range(steps):
        step()
    torch.cuda.synchronize()
    seconds = time.perf_counter() - begin
    return len(x) * steps / seconds, float(torch.cuda.max_memory_allocated())


def run(folder: Path) -> None:
    """Measure everything and print the tables."""
    import torch

    estimates = json.loads((folder / "estimates.json").read_text(encoding="utf-8"))
    print(f"{torch.cuda.get_device_name()}, PyTorch {torch.__version__}, Adam; images: {BATCH}\n")
    print(
        "| model | precision | compiled | examples/s | peak memory | estimate | peak / estimate |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name, models in MODELS.items():
        for model in models:
            _table(folder / name, model, images(BATCH), estimates[model]["bytes"])
    for name, (model, vocab, length, batch) in TEXTS.items():
        _table(folder / name, model, texts(vocab, length, batch), estimates[model]["bytes"])
    for name in TRAINED:
        for flags in ([], ["--precision", "bf16"], ["--compile"]):
            _train(folder / name, flags)


def _table(folder: Path, model: str, data: tuple[Any, Any], estimate: float) -> None:
    import torch

    for label, dtype, compiled in _ways(torch):
        torch.manual_seed(0)
        made = model_class(folder, model)().cuda()
        speed, peak = measure(made, *data, dtype, compiled)
        expected = estimate if label == "fp32" and not compiled else 0.0
        print(_row(model, label, compiled, speed, peak, expected), flush=True)
        del made


def _ways(torch: Any) -> list[tuple[str, Any, bool]]:
    return [
        ("fp32", torch.float32, False),
        ("bf16", torch.bfloat16, False),
        ("bf16", torch.bfloat16, True),
    ]


def _row(model: str, label: str, compiled: bool, speed: float, peak: float, expected: float) -> str:
    estimate = f"{expected / 2**30:.2f} GiB | {peak / expected:.2f}" if expected else "- | -"
    how = "yes" if compiled else "no"
    return f"| {model} | {label} | {how} | {speed:.0f} | {peak / 2**30:.2f} GiB | {estimate} |"


def _train(folder: Path, flags: list[str]) -> None:
    begin = time.perf_counter()
    found = subprocess.run(
        [sys.executable, "train.py", *flags], cwd=folder, capture_output=True, text=True
    )
    last = (found.stdout.strip() or found.stderr.strip()).splitlines()[-1]
    print(
        f"\n{folder.name} {' '.join(flags)}: {last} ({time.perf_counter() - begin:.1f} s)",
        flush=True,
    )


if __name__ == "__main__":
    {"prepare": prepare, "run": run}[sys.argv[1]](Path(sys.argv[2]))
