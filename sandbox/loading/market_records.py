"""What a market file held, as records: candles or funding rates, and everything that was odd about it."""

from decimal import Decimal

from msgspec import Struct, field

from sandbox.loading.candle_table import CandleTable
from sandbox.values.instants import SECONDS_PER_DAY, instant_text
from sandbox.values.limits import NS_PER_SECOND


class FundingRow(Struct, frozen=True):
    """One funding rate as read: the instant it was settled (rounded to the minute) and the rate of the interval."""

    at_ns: int
    rate: Decimal


class RefusedRow(Struct, frozen=True):
    """A row that was not taken."""

    line: int
    why: str


class MarketFile(Struct):
    """A file as read, rows sorted by time. `gaps` counts the holes, not the rows missing in them."""

    path: str
    format: str
    contract: str | None = None
    contract_from: str = "unknown"  # content, option, file_name
    interval_ns: int = 0
    candles: CandleTable = field(default_factory=CandleTable)
    funding: list[FundingRow] = field(default_factory=list)
    gaps: int = 0
    duplicates: int = 0
    reordered: int = 0
    refused: list[RefusedRow] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def instants(self) -> list[int]:
        """Return the instants of all rows, ascending."""
        return self.candles.at_ns.tolist() or [row.at_ns for row in self.funding]


def interval_text(interval_ns: int) -> str | None:
    """Write an interval as traders do: "1m", "4h", "1d"; None where it is not known."""
    seconds, part = divmod(interval_ns, NS_PER_SECOND)
    if not seconds or part:
        return None if not interval_ns else f"{interval_ns // 1_000_000}ms"
    for size, unit in ((SECONDS_PER_DAY, "d"), (3_600, "h"), (60, "m")):
        if seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def summary(found: MarketFile) -> dict[str, object]:
    """Return the figures `bulkhead import --json` prints for a file."""
    instants = found.instants()
    return {
        "file": found.path,
        "format": found.format,
        "contract": found.contract,
        "contract_from": found.contract_from,
        "interval": interval_text(found.interval_ns),
        "first": instant_text(instants[0]),
        "last": instant_text(instants[-1]),
        "rows": len(instants),
        "gaps": found.gaps,
        "duplicates": found.duplicates,
        "reordered": found.reordered,
        "refused": [{"line": one.line, "why": one.why} for one in found.refused],
        "notes": found.notes,
    }
