"""The hash chain over the rows of a session file as written, so that no value of any column can change unseen."""

import hashlib
import struct
from collections.abc import Iterable

Value = int | str | bytes | None


def row_hash(before: bytes, table: str, values: Iterable[Value]) -> bytes:
    """Return the chain after one more row; types and lengths are part of it."""
    digest = hashlib.sha256(before)
    digest.update(table.encode())
    for value in values:
        if value is None:
            digest.update(b"n")
            continue
        kind, body = (
            (b"i", str(value).encode())
            if isinstance(value, int)
            else (b"s", value.encode())
            if isinstance(value, str)
            else (b"b", value)
        )
        digest.update(kind + struct.pack(">Q", len(body)))
        digest.update(body)
    return digest.digest()
