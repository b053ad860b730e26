"""What is on a disk after the power went: of each file what was synced, and of the rest any part, torn anywhere.

Made from a trace of every write, cut, sync and deletion. Deletions are taken as done at once: SQLite deletes a
write-ahead log only after all of it was synced into the file beside it.
"""

import os
import random
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct, field

from tests.support.faulty_files import Call, FaultyFiles


class Traced(Struct):
    """What was asked of the disk, and after how many of the calls each transaction was acknowledged."""

    path: str
    start: bytes
    calls: list[Call] = field(default_factory=list)
    acknowledged: list[int] = field(default_factory=list)

    def hear(self, files: FaultyFiles) -> None:
        """Keep every call that changes the disk."""
        files.heard = lambda call: (
            self.calls.append(call) if call.kind in ("write", "truncate", "sync", "delete") else None
        )

    def note(self) -> None:
        """Keep that a transaction was acknowledged here."""
        self.acknowledged.append(len(self.calls))

    def acknowledged_before(self, cut: int) -> int:
        """Return how many transactions were acknowledged before so many calls were done."""
        return sum(at <= cut for at in self.acknowledged)


class _Held(Struct):
    """One file: what is surely on the disk, and what may be."""

    safe: bytearray
    pending: list[Call] = field(default_factory=list)


def _applied(body: bytearray, call: Call, length: int | None = None) -> None:
    if call.kind == "truncate":
        del body[call.offset :]
        return
    part = call.body if length is None else call.body[:length]
    if len(body) < call.offset:
        body.extend(bytes(call.offset - len(body)))
    body[call.offset : call.offset + len(part)] = part


def _held_at(traced: Traced, cut: int, *, syncs: bool) -> dict[str, _Held]:
    held = {traced.path: _Held(bytearray(traced.start))}
    for call in traced.calls[:cut]:
        if call.kind == "delete":
            held.pop(call.path, None)
            continue
        one = held.setdefault(call.path, _Held(bytearray()))
        if call.kind != "sync":
            one.pending.append(call)
        elif syncs:
            for waiting in one.pending:
                _applied(one.safe, waiting)
            one.pending.clear()
    return held


def images_at(traced: Traced, cut: int, *, syncs: bool = True) -> Iterator[dict[str, bytes]]:
    """Yield what may be on the disk after so many calls: all but a torn last write, what was synced, any part of it.

    Without `syncs` the disk told lies: nothing was synced at all.
    """
    rng = random.Random(cut)
    for choose in (_all_but_the_last_torn, _nothing_more, _any_part):
        yield {path: choose(one, rng) for path, one in _held_at(traced, cut, syncs=syncs).items()}


def _all_but_the_last_torn(one: _Held, rng: random.Random) -> bytes:
    body = bytearray(one.safe)
    for call in one.pending[:-1]:
        _applied(body, call)
    if one.pending:
        last = one.pending[-1]
        _applied(body, last, rng.randrange(len(last.body) + 1))
    return bytes(body)


def _nothing_more(one: _Held, rng: random.Random) -> bytes:
    return bytes(one.safe)


def _any_part(one: _Held, rng: random.Random) -> bytes:
    body = bytearray(one.safe)
    for call in one.pending:
        if rng.random() < 0.5:
            _applied(body, call, rng.choice([None, rng.randrange(len(call.body) + 1)]))
    return bytes(body)


def lay_down(image: dict[str, bytes], traced: Traced, path: Path) -> None:
    """Write an image under another name; what lies beside the file goes along."""
    for held, body in image.items():
        Path(f"{path}{held.removeprefix(traced.path)}").write_bytes(body)


def take_away(path: Path) -> None:
    """Remove a file and all that lies beside it."""
    for one in path.parent.glob(f"{path.name}*"):
        os.unlink(one)
