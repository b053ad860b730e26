"""The hash chain over the rows of a session file as written, so that no value of any column can change unseen."""

import hashlib
import struct
from collections.abc import Iterable, Sequence

Value = int | str | bytes | None
_length = struct.Struct(">Q").pack


def row_parts(table: str, values: Iterable[Value]) -> list[bytes]:
    """Return what a row is hashed as: its table, then its values; types and lengths are part of it."""
    parts = [table.encode()]
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
    return parts


def row_hash(before: bytes, table: str, values: Iterable[Value]) -> bytes:
    """Return the chain after one more row."""
    return parts_hash(before, row_parts(table, values))


def parts_hash(before: bytes, parts: Iterable[bytes]) -> bytes:
    """Return the chain after all rows of one step. Each table's rows have as many values, so none can shift."""
    return hashlib.sha256(b"".join((before, *parts))).digest()


def events_parts(branch: int, step: int, now_ns: int, events: Sequence[tuple[int, str, str]]) -> list[bytes]:
    """Return what one step's event rows are hashed as: number on number from the first, then names and bodies.

    Column by column it is a quarter of the work of row by row. The lengths say where each name and body ends; that the
    numbers follow each other and that each row has its step's instant is for the reader of the rows to check.
    """
    if not events:
        return []
    numbers, names, bodies = zip(*events, strict=True)
    lengths = ",".join(map(str, map(len, names + bodies)))
    return row_parts(
        "events", (branch, step, now_ns, numbers[0], len(numbers), lengths, "".join(names), "".join(bodies))
    )
