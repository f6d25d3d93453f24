"""An optimizer on the command line, written as in a spec."""

import click

from specc.cli.override import evaluate
from specc.kind import Refused, Word
from specc.training.optimizer import OPTIMIZER, Optimizer

OPTION = "--optimizer"


def read_optimizer(text: str) -> Optimizer:
    """`adam` or `sgd(lr=0.1, momentum=0.9)`; a bare word says enough about what is kept."""
    value = evaluate(text, OPTION)
    if isinstance(value, Word) and value in Optimizer.known:
        bare: Optimizer = Optimizer.known[value]()
        return bare
    found = OPTIMIZER.read(value)
    if isinstance(found, Refused):
        reason = found.inner[0].message if found.inner else found.help
        message = f"`{OPTION}` must be {OPTIMIZER.description}, got {found.got}"
        raise click.UsageError(f"{message}; {reason}" if reason else message)
    optimizer: Optimizer = found
    return optimizer
