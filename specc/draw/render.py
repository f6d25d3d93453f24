"""PNG, PDF and the like through Graphviz, where it is installed."""

from subprocess import TimeoutExpired

SECONDS = 120
"""How long Graphviz may take: wires across many layers can keep it busy for hours."""


class CannotRender(Exception):
    """Graphviz is missing or failed; the message says so in one line, `help` how to mend it."""

    def __init__(self, message: str, help: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.help = help


def render(dot_text: str, format: str) -> bytes:
    """A DOT text as "png", "pdf" or another format of Graphviz; raises `CannotRender`."""
    try:
        import graphviz  # type: ignore[import-untyped]
        from graphviz.backend.execute import run_check  # type: ignore[import-untyped]
    except ImportError as missing:
        raise CannotRender(
            f"`{format}` needs the Python package `graphviz`, which is not installed",
            "run `pip install specc[draw]`, or draw `svg`, `dot` or `mmd`, which need nothing",
        ) from missing
    if format not in graphviz.FORMATS:
        raise CannotRender(f"Graphviz has no format `{format}`")
    command, given = ["dot", f"-T{format}"], dot_text.encode()
    try:
        done = run_check(command, input=given, capture_output=True, quiet=True, timeout=SECONDS)
    except graphviz.ExecutableNotFound as missing:
        raise CannotRender(
            f"`{format}` needs the program `dot` of Graphviz, which is not installed",
            "install Graphviz (https://graphviz.org/download), or draw `svg`, `dot` or `mmd`",
        ) from missing
    except graphviz.CalledProcessError as failed:
        raise CannotRender(f"Graphviz could not draw `{format}`: {_reason(failed)}") from failed
    except TimeoutExpired as late:
        raise CannotRender(
            f"Graphviz took more than {SECONDS} seconds for `{format}`",
            "draw `svg`, which needs no Graphviz, or close blocks with `--depth`",
        ) from late
    return bytes(done.stdout)


def _reason(failed: object) -> str:
    text = getattr(failed, "stderr", b"") or b""
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    return " ".join(said.split())[:200] or "no reason given"
