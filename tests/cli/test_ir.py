"""`specc ir`: JSON documents that pydantic accepts."""

import json

from specc.ir.document import GraphDocument

from .conftest import Specc, Write

MODEL = "model M {\n    input x: [4]\n    Dense(2)\n}\n"


def test_prints_documents(specc: Specc, write: Write) -> None:
    write("a.spec", MODEL)
    ran = specc("ir", "a.spec")
    documents = [GraphDocument.model_validate(found) for found in json.loads(ran.out)]
    assert (ran.code, [document.name for document in documents]) == (0, ["M"])


def test_prints_the_schema(specc: Specc) -> None:
    assert json.loads(specc("ir", "--schema").out) == GraphDocument.model_json_schema()
