"""Findings for the tests of formats: of real checks, and with the worst texts there could be."""

from specc.driver import check
from specc.options import Options
from specc.report.record import Record, Spot, record
from specc.resolve.module import Loaded
from specc.source import Source

SPEC = """\
model Net {
    input image: [28, 28, 1]
    # 🚀
    Conv2D(32, kernel=3) -> BatchNorm -> ReLU
    GlobalAvgPool
    output spam = Dense(1, activation=softmax)
}
model Broken {
    input x: [4]
    Dense(3, trainable="🚀", bais=false)
    Linear(3)
}
"""
ALONE = Options(select=frozenset({"bias-before-batch-norm", "softmax-single-unit"}))

HOSTILE = (
    "a.spec",
    "::error file=b::stop",
    "##[error]x",
    "%0A%25,:\r\n::warning::y",
    "]]></failure><script>&amp;\"'",
    "\x1b[31m\x07\x9b\u202e\0\ufffe\udcff",
    "[click](javascript:alert) {0} {{1}}",
    "🚀 日本\u0301\t|`*_",
    "/a b/#?%.spec",
    "-",
    " ",
    "x" * 3000,
)


def found_in(text: str) -> list[Record]:
    """The records of a check for the two rules that `SPEC` breaks."""
    source = Source("a.spec", text)
    found = check(source, lambda *_: Loaded(None, "no files here"), options=ALONE).diagnostics
    return [record(one) for one in found]


def hostile(text: str) -> Record:
    """A finding in which every text is this one."""
    spot = Spot(text, 1, 2, 3, 4, text)
    words = (text, "error", text, text, text, text, "safe")
    return Record(text, 5, 6, 5, 9, *words, (spot, spot), (spot,))
