"""`CandleTable`: the candles of a file, kept as text in one piece of memory: 70 bytes a candle in the place of 700.

Text keeps every decimal as it was read, its last zeros too; a candle is made when it is asked for.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import overload

from msgspec import Struct


class CandleRow(Struct, frozen=True, gc=False):
    """One candle as read: instant of its opening, exact prices, volume in the base coin (None: not told)."""

    at_ns: int
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    volume: Decimal | None


class CandleTable(Sequence[CandleRow]):
    """Candles in the order they were added."""

    __slots__ = ("_ends", "_text", "at_ns")

    def __init__(self, rows: Iterable[CandleRow] = ()) -> None:
        self.at_ns = array("q")
        self._ends = array("q")
        self._text = bytearray()
        for row in rows:
            self.append(row)

    def append(self, row: CandleRow) -> None:
        """Add a candle."""
        volume = "" if row.volume is None else row.volume
        self._text += f"{row.open},{row.high},{row.low},{row.close},{volume}".encode()
        self._ends.append(len(self._text))
        self.at_ns.append(row.at_ns)

    def taken(self, places: Iterable[int]) -> "CandleTable":
        """Return a table of the candles at these places, in this order."""
        made = CandleTable()
        for place in places:
            made._text += self._text[self._start(place) : self._ends[place]]
            made._ends.append(len(made._text))
            made.at_ns.append(self.at_ns[place])
        return made

    def _start(self, place: int) -> int:
        return self._ends[place - 1] if place else 0

    def _row(self, place: int) -> CandleRow:
        open_, high, low, close, volume = self._text[self._start(place) : self._ends[place]].decode().split(",")
        known = Decimal(volume) if volume else None
        return CandleRow(self.at_ns[place], Decimal(open_), Decimal(high), Decimal(low), Decimal(close), known)

    def __len__(self) -> int:
        return len(self.at_ns)

    @overload
    def __getitem__(self, place: int) -> CandleRow: ...

    @overload
    def __getitem__(self, place: slice) -> "CandleTable": ...

    def __getitem__(self, place: int | slice) -> "CandleRow | CandleTable":
        places = range(len(self))[place]
        return self._row(places) if isinstance(places, int) else self.taken(places)

    def __iter__(self) -> Iterator[CandleRow]:
        return map(self._row, range(len(self)))

    def __eq__(self, other: object) -> bool:
        """Tell whether another table, or a list, holds equal candles; 1.0 equals 1.00."""
        if not isinstance(other, (CandleTable, list)) or len(self) != len(other):
            return False
        return all(mine == theirs for mine, theirs in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]  # it grows
