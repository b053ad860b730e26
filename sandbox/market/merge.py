"""Merge the updates of several contracts into one feed of columns, sorted by instant."""

from array import array
from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from sandbox.market.path_columns import PathColumns
from sandbox.market.paths import Update
from sandbox.messages.inputs import PriceColumns


def merge(paths: Mapping[str, Iterable[Update]], starts_ns: int, ends_ns: int) -> PriceColumns:
    """Merge updates from `starts_ns` to `ends_ns`, both inclusive; equal instants keep the contracts' order.

    Updates of one contract are sorted by instant. A price in force before the start is given at the start; of
    equal instants of one contract the last counts.
    """
    if any(isinstance(path, PathColumns) for path in paths.values()):
        return _merge_columns(tuple(paths), [PathColumns.of(path) for path in paths.values()], starts_ns, ends_ns)
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


def _merge_columns(names: tuple[str, ...], paths: list[PathColumns], starts_ns: int, ends_ns: int) -> PriceColumns:
    """Merge long paths as `merge` does, by columns."""
    import numpy as np

    instants, indices, prices = [], [], []
    for index, path in enumerate(paths):
        at = np.frombuffer(path.at_ns, dtype=np.int64)
        at = np.maximum(at[: int(np.searchsorted(at, ends_ns, side="right"))], starts_ns)
        last_of_instant = np.append(at[1:] != at[:-1], np.ones(min(1, at.size), dtype=bool))
        instants.append(at[last_of_instant])
        prices.append(np.frombuffer(path.ticks, dtype=np.int64)[: at.size][last_of_instant])
        indices.append(np.full(instants[-1].size, index, dtype=np.int64))
    order = np.argsort(np.concatenate(instants), kind="stable")
    columns = [array("q", np.concatenate(parts)[order].tobytes()) for parts in (instants, indices, prices)]
    return PriceColumns(names, *columns)


def with_volumes(columns: PriceColumns, volumes: Mapping[str, Mapping[int, int]]) -> PriceColumns:
    """Return the feed with what was traded at each update: `volumes` are atoms of base by contract and instant."""
    if not volumes:
        return columns
    books = [volumes.get(name, {}) for name in columns.contracts]
    found = [books[index].get(at, 0) for at, index in zip(columns.at_ns, columns.contract_index, strict=True)]
    return replace(columns, volume_atoms=array("q", found))
