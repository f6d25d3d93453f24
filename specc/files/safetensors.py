"""The header of a `.safetensors` file: https://huggingface.co/docs/safetensors."""

import json
import struct

LONGEST_HEADER = 100_000_000
"""Bytes; the format allows no more."""


def read_metadata(path: str) -> dict[str, str]:
    """The words that a file says of itself.

    Raises OSError where it cannot be had, and ValueError where it is of another format.
    """
    with open(path, "rb") as file:
        start = file.read(8)
        length = struct.unpack("<Q", start)[0] if len(start) == 8 else LONGEST_HEADER + 1
        header = file.read(length) if length <= LONGEST_HEADER else b""
    try:
        found = json.loads(header).get("__metadata__", {})
        return {str(key): str(value) for key, value in found.items()}
    except (ValueError, AttributeError) as fault:
        raise ValueError(f"`{path}` is no safetensors file") from fault
