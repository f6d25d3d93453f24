"""The commands and the text of `specc --help`, known without importing any of them."""

COMMANDS = {
    "init": "Write a commented first spec to start from.",
    "check": "Report what is wrong with specs.",
    "fmt": "Write specs in the one way.",
    "summary": "Print the layers, parameters and memory of models.",
    "flow": "Predict signal and gradient at initialisation.",
    "draw": "Draw models as SVG, PNG, PDF, DOT or Mermaid.",
    "build": "Write models as a program for a framework.",
    "train": "Build a model and train it.",
    "verify": "Build models with each framework, run them, and compare.",
    "layers": "List the layers, or say all about one.",
    "rules": "List what `check` looks for.",
    "explain": "Say all about one rule.",
    "weights": "Carry weights between frameworks.",
    "ir": "Print models as JSON for other programs.",
    "clean": "Remove the caches that `check` made.",
}
"""Each is `command` in `specc/cli/<name>.py`."""


def help_text() -> str:
    """What `specc --help` prints."""
    wide = max(len(name) for name in COMMANDS)
    listed = "\n".join(f"  {name:<{wide}}  {help}" for name, help in COMMANDS.items())
    return f"""\
Usage: specc [OPTIONS] COMMAND [ARGS]...

  Compiler and static analyser for neural networks written as text.

Options:
  --version   Show the version and exit.
  -h, --help  Show this message and exit.

Commands:
{listed}

specc COMMAND --help says more about one."""
