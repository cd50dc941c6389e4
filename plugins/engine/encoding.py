"""Plain data as bytes and back: JSON (RFC 8259), by orjson where it can, else by Python's own module.

The first byte tells which, since they differ at the edges: lone surrogates and integers of more than 64 bits are beyond
orjson. Numbers that are not finite have no form in JSON and must not come here.
"""

import json
from typing import Any

import orjson

_OWN, _QUICK = b"0", b"1"
_STRICT = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS


def encode(value: Any) -> bytes:
    """Encode dicts with texts as keys, lists, tuples, texts, numbers, truth values, None. Raises TypeError."""
    try:
        return _QUICK + orjson.dumps(value, option=_STRICT)
    except TypeError:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return _OWN + text.encode("utf-8", "surrogatepass")


def decode(data: bytes) -> Any:
    """Decode what `encode` gave; tuples have become lists. Raises ValueError."""
    if data[:1] == _QUICK:
        return orjson.loads(data[1:])
    if data[:1] == _OWN:
        return json.loads(data[1:].decode("utf-8", "surrogatepass"))
    raise ValueError("this was not encoded here")
