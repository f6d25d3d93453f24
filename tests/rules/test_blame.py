"""A block of the library is not to blame for how it is used: the finding stands at the use."""

from specc.diagnostics import Diagnostic
from specc.driver import check
from specc.edit import apply
from specc.files.workspace import Workspace
from specc.source import Source

WRITER = """\
import EncoderLayer from std.transformer

data corpus {
    source = text("corpus.txt", unit=char, length=64)
}

model Writer(vocab=96) {
    input text: int[64]
    Embedding(vocab, 256) -> PositionEmbedding(64)
    repeat 2 { EncoderLayer(4) }
    output logits = Dense(vocab)
}

train {
    objective = next_token
    metrics   = [perplexity]
}
"""


def findings(text: str) -> tuple[Diagnostic, ...]:
    return check(Source("test.spec", text), Workspace().load).diagnostics


def shown(found: tuple[Diagnostic, ...]) -> list[tuple[str, str]]:
    return [(d.rule, d.primary.source.cut(d.primary.span)) for d in found]


def test_a_block_that_takes_the_mask_gets_it() -> None:
    found = findings(WRITER)
    assert shown(found) == [("missing-causal-mask", "EncoderLayer(4)")]
    fixed = apply([d.fix for d in found if d.fix is not None], WRITER)
    assert "EncoderLayer(4, causal=true)" in fixed
    assert findings(fixed) == ()


def test_heads_are_the_callers() -> None:
    text = WRITER.replace("EncoderLayer(4)", "EncoderLayer(32, causal=true)")
    assert shown(findings(text)) == [("head-dim-extreme", "EncoderLayer(32, causal=true)")]


def test_of_two_uses_the_wrong_one_is_named() -> None:
    uses = (
        "EncoderLayer(4, causal=true)\n    repeat 2 { EncoderLayer(4, hidden=16_384, causal=true) }"
    )
    text = WRITER.replace("repeat 2 { EncoderLayer(4) }", uses)
    assert shown(findings(text)) == [
        ("ffn-ratio", "EncoderLayer(4, hidden=16_384, causal=true)"),
    ]


def test_positions_are_missing_where_the_block_is_used() -> None:
    text = WRITER.replace("EncoderLayer(4)", "EncoderLayer(4, causal=true)")
    text = text.replace(" -> PositionEmbedding(64)", "")
    found = findings(text)
    assert shown(found) == [("missing-positional", "EncoderLayer(4, causal=true)")]
    assert findings(apply([d.fix for d in found if d.fix is not None], text)) == ()
