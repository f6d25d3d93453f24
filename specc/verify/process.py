"""A worker process that answers one line with one line, and may die without harm."""

import contextlib
import os
import subprocess
import sys
import tempfile
from types import TracebackType

from specc.verify.message import Failure, Outcome, Task


class Worker:
    """Starts its process when it is first needed, and again after it died."""

    def __init__(self, module: str) -> None:
        self.module = module
        self._process: subprocess.Popen[str] | None = None
        self._said = tempfile.TemporaryFile("w+", errors="replace")  # noqa: SIM115

    def __enter__(self) -> "Worker":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self._stop()
        self._said.close()

    def start(self) -> None:
        """Let the framework be imported meanwhile."""
        if self._process is None:
            said = None if os.environ.get("SPECC_DEBUG") else self._said
            self._process = subprocess.Popen(
                [sys.executable, "-m", self.module], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=said, text=True, encoding="utf-8",
            )  # fmt: skip

    def perform(self, task: Task) -> Outcome:
        """What the worker measured, or that it died."""
        self.start()
        assert self._process is not None
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            print(task.model_dump_json(), file=self._process.stdin, flush=True)
            answer = self._process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if answer:
            return Outcome.model_validate_json(answer)
        return Outcome(failures=(Failure(stage="process", message=self._died()),))

    def _died(self) -> str:
        """How the process ended, with the last that it said."""
        assert self._process is not None
        code = self._process.wait()
        self._stop()
        self._said.seek(0)
        last = self._said.read()[-4000:].strip().split("\n")[-1][:300]
        how = f"was ended by signal {-code}" if code < 0 else f"exited with {code}"
        return f"the process {how}{f': {last}' if last else ''}"

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None
        assert process.stdout is not None
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(BrokenPipeError):
                pipe.close()
        process.terminate()
        process.wait()
