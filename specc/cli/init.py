"""`specc init`: a first spec to start from."""

import os

import click

from specc.cli.checking import CLEAN, FAILED
from specc.cli.fault import complain

FIRST_NAME = "model.spec"

FIRST_SPEC = """\
# A classifier for handwritten digits. Try:
#   specc check model.spec       what is wrong with it, if anything
#   specc summary model.spec     its layers, parameters and memory
#   specc train model.spec       train it (needs `pip install specc[pytorch]`)

# The digits are the 8x8 scans that ship with scikit-learn: no download.
data digits {
    source = sklearn(digits)
    split  = [0.8, 0.1, 0.1]    # shares for training, validation and test
    scale  = standard           # mean 0 and deviation 1, fitted on the training part
}

# One layer a line: each takes what the line above gives.
model SmallCnn {
    input image: [8, 8, 1]      # height, width, channels; the batch is never written

    Conv2D(32, kernel=3, padding=same, activation=relu)    # -> [8, 8, 32]
    BatchNorm
    MaxPool2D(2)                                           # -> [4, 4, 32]
    Conv2D(64, kernel=3, padding=same, activation=relu)    # -> [4, 4, 64]
    GlobalAvgPool                                          # -> [64]
    Dropout(0.3)                # drops 30 % of the values, in training only
    Dense(10, activation=softmax)                          # a probability for each digit
}

train {
    loss      = cross_entropy
    optimizer = adamw(lr=1e-3, weight_decay=0.01)
    metrics   = [accuracy]
    epochs    = 20
    batch     = 64              # examples a step
}
"""


@click.command("init")
@click.argument("path", default=FIRST_NAME, metavar="[PATH]")
def command(path: str) -> int:
    """Write a commented first spec to start from.

    PATH is a file (`model.spec` without any) or a folder to write it into. Nothing is overwritten.
    """
    target = os.path.join(path, FIRST_NAME) if os.path.isdir(path) else path
    try:
        with open(target, "x", encoding="utf-8") as file:
            file.write(FIRST_SPEC)
    except FileExistsError:
        complain(f"`{target}` exists already, and is left as it is")
        return FAILED
    print(f"wrote {target}; next: specc check {target}")
    return CLEAN
