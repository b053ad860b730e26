"""What reading a damaged session may raise, and the one line it becomes."""

import contextlib
import sqlite3
import traceback
from collections.abc import Iterator

from sandbox.engine.invariants import InvariantBroken
from sandbox.ledger.balances import LedgerBroken
from sandbox.messages.codec import Undecodable
from sandbox.session.feed_blocks import DamagedFeed
from sandbox.session.replay import Diverged
from sandbox.values.problems import Problem

TOLD = (Undecodable, DamagedFeed, InvariantBroken, LedgerBroken, Diverged)  # these say what is wrong themselves
UNTOLD = (
    sqlite3.Error,
    KeyError,
    TypeError,
    ValueError,
    AttributeError,
    IndexError,
    AssertionError,
    StopIteration,
    OverflowError,
    ZeroDivisionError,
    RecursionError,
)


@contextlib.contextmanager
def damage_told(path: str) -> Iterator[None]:
    """Turn whatever a damaged file raises into its Problem (exit 1)."""
    try:
        yield
    except (*TOLD, *UNTOLD) as error:
        traceback.clear_frames(error.__traceback__)  # they hold cursors, and those would hold the file
        what = " ".join(str(error).split())
        raise Problem(f"{path}: is damaged ({what}); `bulkhead verify` says where", 1) from None
