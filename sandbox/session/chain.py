"""The hash chain over the rows of a session file as written, so that no value of any column can change unseen."""

import hashlib
import struct
from collections.abc import Iterable

Value = int | str | bytes | None
_length = struct.Struct(">Q").pack


def row_hash(before: bytes, table: str, values: Iterable[Value]) -> bytes:
    """Return the chain after one more row; types and lengths are part of it."""
    parts = [before, table.encode()]
    for value in values:
        if isinstance(value, int):
            kind, body = b"i", b"%d" % value
        elif isinstance(value, str):
            kind, body = b"s", value.encode()
        elif value is None:
            parts.append(b"n")
            continue
        else:
            kind, body = b"b", value
        parts += (kind, _length(len(body)), body)
    return hashlib.sha256(b"".join(parts)).digest()
