"""Merge the updates of several contracts into one feed of columns, sorted by instant."""

from array import array
from collections.abc import Iterable, Mapping

from sandbox.market.paths import Update
from sandbox.messages.inputs import PriceColumns


def merge(paths: Mapping[str, Iterable[Update]], starts_ns: int, ends_ns: int) -> PriceColumns:
    """Merge updates from `starts_ns` to `ends_ns`, both inclusive; equal instants keep the contracts' order.

    Updates of one contract are sorted by instant. A price in force before the start is given at the start; of
    equal instants of one contract the last counts.
    """
    rows: list[tuple[int, int, int]] = []
    for index, updates in enumerate(paths.values()):
        kept = _within(updates, starts_ns, ends_ns)
        rows += [(at, index, ticks) for at, ticks in kept.items()]
    rows.sort()
    return PriceColumns(
        tuple(paths),
        array("q", [row[0] for row in rows]),
        array("q", [row[1] for row in rows]),
        array("q", [row[2] for row in rows]),
    )


def _within(updates: Iterable[Update], starts_ns: int, ends_ns: int) -> dict[int, int]:
    kept: dict[int, int] = {}
    for at, ticks in updates:
        if at <= ends_ns:
            kept[max(at, starts_ns)] = ticks
    return kept
