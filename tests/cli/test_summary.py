"""`specc summary`: the table, the JSON, the options."""

import json

import pytest

from .conftest import Specc, Write

SPEC = """\
let width = 8
dim H

block Two(filters) {
    input x
    Conv2D(filters, kernel=3, padding=same) -> BatchNorm
}

model Image(kernel=3) {
    input x: [H, 32, 3]
    Conv2D(width, kernel=kernel)
    repeat 3 { Two(8) }
    GlobalAvgPool
}

model Rows {
    input x: [7]
    for units in [5, 9, 9] { Dense(units) -> Dense(7, activation=relu) }
    layer head = Dense(7)
    x -> head -> head
}

train {
    model     = Rows
    loss      = mse
    optimizer = sgd(lr=0.1, momentum=0.9)
    batch     = 4
    precision = bf16
}
"""

IMAGE = """\
Image: x [H, 32, 3]
name           layer          output          parameters  multiply-adds
───────────────────────────────────────────────────────────────────────
conv           Conv2D         [H - 2, 30, 8]         224  6480 * H - 12960
"""


def test_table_of_blocks_and_repeats(specc: Specc, write: Write) -> None:
    write("a.spec", SPEC)
    ran = specc("summary", "a.spec", "--model", "Image")
    rows = [line.split() for line in ran.out.splitlines()]
    assert ran.code == 0
    assert rows[3][:3] == ["conv", "Conv2D", "[H"]
    assert rows[4][:3] == ["twos.0", "Two", "[H"]
    assert [row[0] for row in rows[5:7]] == ["conv", "batch_norm"]
    assert rows[7][:3] == ["twos.1", "x2", "Two"]
