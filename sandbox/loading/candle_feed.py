"""Candles of a market file as a contract's updates: in ticks, four to a candle, with the volume that was traded."""

from collections.abc import Mapping
from fractions import Fraction

from msgspec import Struct

from sandbox.loading.candle_table import CandleRow
from sandbox.loading.market_records import MarketFile
from sandbox.market.candle_path import NOTES, UPDATES_PER_CANDLE, Candle, candle_updates, candle_volumes
from sandbox.market.paths import Update
from sandbox.rulebook.records import Contract
from sandbox.values.assets import ATOMS_PER_UNIT
from sandbox.values.limits import INT64_MAX, PRICE_TICKS_MAX
from sandbox.values.rounding import round_half_even


class CandleUpdates(Struct, frozen=True):
    """The updates of candles, what was traded with each (atoms of base by instant), and the assumption made."""

    updates: list[Update]
    volumes: dict[int, int]
    note: str


def candle_in_ticks(row: CandleRow, contract: Contract) -> Candle | None:
    """Return a candle in ticks, None where they do not fit; prices between two ticks are rounded half even."""
    open_, high, low, close = (
        round_half_even(Fraction(price) / contract.tick) for price in (row.open, row.high, row.low, row.close)
    )
    return (row.at_ns, open_, high, low, close) if low >= 1 and high <= PRICE_TICKS_MAX else None


def fits_base(found: MarketFile, contract: Contract) -> bool:
    """Tell whether a file may be of a contract's coin: it names that coin, or none."""
    return found.contract is None or found.contract.replace("XBT", "BTC").startswith(contract.base)


def volume_atoms(row: CandleRow) -> int | None:
    """Return a candle's volume in atoms of base, None where nothing tells it."""
    return None if row.volume is None else round_half_even(Fraction(row.volume) * ATOMS_PER_UNIT)


def candle_feed(
    candles: Mapping[int, Candle], traded: Mapping[int, int], interval_ns: int, contract: Contract, inside: str = ""
) -> CandleUpdates:
    """Return the updates of candles and volumes given by opening instant; see `candle_path` for `inside`."""
    updates = list(candle_updates((candles[at] for at in sorted(candles)), interval_ns, inside))
    volumes = dict(candle_volumes(traded.items(), interval_ns)) if any(traded.values()) else {}
    note = NOTES[inside]
    if any(atoms > INT64_MAX for atoms in volumes.values()):
        volumes = {at: min(INT64_MAX, atoms) for at, atoms in volumes.items()}
        note += f"; volume is shown up to {UPDATES_PER_CANDLE * (INT64_MAX // ATOMS_PER_UNIT)} {contract.base} a candle"
    return CandleUpdates(updates, volumes, note)
