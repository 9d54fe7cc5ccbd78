"""Values in the text format of PostgreSQL's COPY."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc


def joined(texts: pa.Array) -> bytes:
    """All texts of an array without nulls, one after the other."""
    _, offsets, data = texts.buffers()
    edge = memoryview(offsets).cast("i")
    return bytes(memoryview(data)[edge[texts.offset] : edge[texts.offset + len(texts)]])


def escape(text: str) -> str:
    """A text for COPY's text format."""
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def escaped(texts: pa.Array | None) -> pa.Array | None:
    if texts is None or not pc.any(pc.match_substring_regex(texts, r"[\\\t\n\r]")).as_py():
        return texts
    for plain, escaped in (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r")):
        texts = pc.replace_substring(texts, plain, escaped)
    return texts


def text_of(value: Any) -> str | None:
    """A column's value in COPY's text format."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, list):
        items = (str(one).replace("\\", "\\\\").replace('"', '\\"') for one in value)
        return escape("{" + ",".join(f'"{one}"' for one in items) + "}")
    if isinstance(value, Mapping):
        return escape(orjson.dumps(value).decode())
    return escape(str(value))
