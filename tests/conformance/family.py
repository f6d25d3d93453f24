"""The conformance specs, and which of them this version can build."""

import json
from typing import Any

from tests.spec_file import ROOT

FOLDER = ROOT / "tests" / "conformance"
EXPECTED: dict[str, dict[str, Any]] = json.loads((FOLDER / "expected.json").read_text("utf-8"))

NOT_YET = "layer-not-available"

FINDINGS = {
    "generative.spec": {NOT_YET},
    "gpt2.spec": {NOT_YET},
    "inception.spec": set(),
    "resnet.spec": set(),
    "siamese.spec": set(),
    "tabular.spec": set(),
    "text_lstm.spec": {NOT_YET},
    "transformer.spec": {NOT_YET},
    "unet.spec": set(),
    "xor.spec": {"xor-needs-hidden-layer"},
}
"""The rules that fire on each spec."""

BUILT = sorted(name for name, rules in FINDINGS.items() if NOT_YET not in rules)
