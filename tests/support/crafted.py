"""Session files that somebody made to run, hang or exhaust whoever opens them."""

import contextlib
import sqlite3
from pathlib import Path

CHILDREN = 400  # of each interior page

# What SQL can do to a file whose schema stays ours.
CRAFTED = {
    "cyclic branches": "UPDATE branches SET parent = 3 WHERE branch = 2; "
    "INSERT INTO branches VALUES (3, 2, 5, 0, 'x'); UPDATE current_branch SET branch = 3",
    "an exponent that fills the memory": "UPDATE opening SET body = replace(body, '20/1', '1e900000000')",
    "a rate that fills the memory": "UPDATE inputs SET body = replace(body, '1/10000', '1e900000000')",
    "a deep opening": "UPDATE opening SET body = replace(hex(zeroblob(200000)), '00', '[')",
    "a deep event": "UPDATE events SET body = replace(hex(zeroblob(200000)), '00', '[') WHERE seq = 4",
    "a deep command": """UPDATE inputs SET body = replace(hex(zeroblob(200000)), '00', '{"a":')""",
    "a step of an absurd number": "UPDATE steps SET step = 1 << 62 WHERE branch = 1 AND step = 12",
    "an absurd number of prices": "UPDATE positions SET feed_stop = 1 << 62",
    "fewer prices than none": "UPDATE positions SET feed_stop = -5",
    "an absurd row of prices": "UPDATE steps SET feed_start = -(1 << 62), step_feed = 0 WHERE step = 3",
    "an absurd count of prices": "UPDATE steps SET step_feed = 1 << 62 WHERE step = 3",
    "an absurd block of prices": "UPDATE feed_blocks SET row_count = 1 << 62",
    "a step before the one before it": "UPDATE steps SET now_ns = 0 WHERE step = 5",
    "an absurd command number": "UPDATE inputs SET number = (1 << 62) + (1 << 61) + number",
    "an amount of many digits": """UPDATE events SET body = replace(body, '"atoms":', '"atoms":'
        || replace(hex(zeroblob(3000)), '00', '9')) WHERE event = 'transfer_posted'""",
    "a branch that is none": "UPDATE current_branch SET branch = 99",
    "a path as a contract": "UPDATE meta SET value = '[\"../../etc/passwd\"]' WHERE key = 'feed_contracts'",
}
HUGE_TEXT = "UPDATE opening SET body = hex(zeroblob(34000000))"


def wrong_type(path: Path) -> None:
    """Let a column that must be text hold a blob, which only somebody who edits the schema can."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema=ON")
        loose = "replace(sql, ') STRICT', ')')"
        connection.execute(f"UPDATE sqlite_master SET sql = {loose} WHERE name = 'opening'")
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE opening SET body = x'00ff'")
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute("UPDATE sqlite_master SET sql = sql || ' STRICT' WHERE name = 'opening'")


def endless_rows(path: Path, table: str) -> None:
    """Let the pages of a table stand so often in its tree that one row reads as 64 million."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        size = connection.execute("PRAGMA page_size").fetchone()[0]
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()[0]
    body = bytearray(path.read_bytes())
    first = (root - 1) * size
    pages = len(body) // size
    body += body[first : first + size]  # the leaf with the row, as the page after the last
    body += _interior(size, pages + 1) + _interior(size, pages + 2)
    body[first : first + size] = _interior(size, pages + 3)
    body[28:32] = (pages + 3).to_bytes(4, "big")
    path.write_bytes(body)


def _interior(size: int, child: int) -> bytes:
    """Return an interior page of a table all of whose children are one page."""
    cells = [child.to_bytes(4, "big") + bytes((0x80 | at >> 7, at & 0x7F)) for at in range(CHILDREN)]
    start = size - 6 * CHILDREN
    places = b"".join((start + 6 * at).to_bytes(2, "big") for at in range(CHILDREN))
    head = b"\x05\0\0" + CHILDREN.to_bytes(2, "big") + start.to_bytes(2, "big") + b"\0" + child.to_bytes(4, "big")
    return (head + places).ljust(start, b"\0") + b"".join(cells)
