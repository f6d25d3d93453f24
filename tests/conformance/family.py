"""The conformance specs, and what is found in them."""

import json
from typing import Any

from tests.spec_file import ROOT

FOLDER = ROOT / "tests" / "conformance"
EXPECTED: dict[str, dict[str, Any]] = json.loads((FOLDER / "expected.json").read_text("utf-8"))

FINDINGS: dict[str, set[str]] = {
    "generative.spec": set(),
    "gpt2.spec": set(),
    "inception.spec": set(),
    "resnet.spec": set(),
    "siamese.spec": set(),
    "tabular.spec": set(),
    "text_lstm.spec": set(),
    "transformer.spec": set(),
    "unet.spec": set(),
    "xor.spec": {"xor-needs-hidden-layer"},
}
"""The rules that fire on each spec."""
