"""A worker's loop: a task a line comes in, an outcome a line goes out."""

import os
import sys

from specc.verify.message import Outcome, Task
from specc.verify.worker.framework import Framework
from specc.verify.worker.stages import perform


def serve(framework: Framework) -> None:
    """Do tasks until there are no more. What the framework prints goes to standard error."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    for line in sys.stdin:
        outcome: Outcome = perform(framework, Task.model_validate_json(line))
        print(outcome.model_dump_json(), file=answers, flush=True)
