"""Whatever bytes stand in a spec, every command ends with a result or a finding."""

import gc
import random
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from specc.cli import main
from specc.cli.init import FIRST_SPEC

SPEC = (
    FIRST_SPEC
    + """
import Residual from std.convolution
let deep = [1, 2]
dim H where H % 4 == 0
block Twice(width=4) { input x
    (x + x) -> [Dense(width), Identity] -> Concat
}
model Other(n=2) {
    input image: [H, H, 3]
    for w in deep { Residual(8 * w, stride=w) }
    if n == 2 { repeat n { Twice } } else { Flatten }
    output z = GlobalAvgPool -> Dense(n, activation=softmax)
}
"""
)

WORDS = SPEC.split()
COMMANDS = [
    ["check"],
    ["check", "--format", "json"],
    ["check", "--fix", "--unsafe-fixes", "--select", "all"],
    ["check", "--add-ignores", "--select", "all"],
    ["check", "--diff", "--statistics"],
    ["summary"],
    ["summary", "--json"],
    ["draw", "-o", "-", "--format", "svg"],
]

mutated = st.builds(
    lambda seed, times: mutate(random.Random(seed), times), st.integers(0, 2**32), st.integers(1, 8)
)
texts = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")),
    st.lists(st.sampled_from(WORDS), max_size=60).map(lambda words: " ".join(words).encode()),
    mutated,
)


def mutate(chance: random.Random, times: int) -> bytes:
    """The spec with some of its words cut, doubled, swapped or replaced."""
    lines = SPEC.splitlines()
    for _ in range(times):
        at = chance.randrange(len(lines))
        words = lines[at].split(" ")
        where = chance.randrange(len(words))
        words[where] = chance.choice(
            ["", words[where] * 2, chance.choice(WORDS), "-1", "2 ** 62", "[", "}"]
        )
        lines[at] = " ".join(words)
    return "\n".join(lines).encode()


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=texts, command=st.sampled_from(COMMANDS))
def test_no_command_shows_a_bug(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, data: bytes, command: list[str]
) -> None:
    path = tmp_path / "a.spec"
    path.write_bytes(data)
    sys.argv = ["specc", command[0], str(path), *command[1:]]
    try:
        code = main()
    finally:
        gc.enable()
    sys.stdout.flush()
    err = capfd.readouterr().err
    assert "internal error" not in err
    assert "Traceback" not in err
    assert code in (0, 1) or "standard output takes one model" in err
