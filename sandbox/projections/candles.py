"""Candles grown from the price feed as it is played: rows before the cursor only, so nobody looks ahead."""

from msgspec import Struct

from sandbox.messages.inputs import PriceColumns

NUMPY_FROM = 2_048  # shorter stretches are folded in plain Python: importing numpy costs more than it saves


class Candle(Struct, frozen=True):
    """One candle; prices in ticks, `updates` how many prices it saw (0: the price held), volume in atoms of base."""

    start_ns: int
    open_ticks: int
    high_ticks: int
    low_ticks: int
    close_ticks: int
    updates: int
    volume_atoms: int = 0


class CandleFold:
    """Aggregates one contract's played updates to candles of `frame_ns`, each opening at the close before it.

    `candles` only ever grows or changes its last entry; the candle at the end is the one still forming.
    """

    __slots__ = ("contract", "frame_ns", "candles", "_columns", "_index", "_taken")

    def __init__(self, columns: PriceColumns, contract: str, frame_ns: int) -> None:
        if frame_ns <= 0:
            raise ValueError(f"a time frame of {frame_ns} ns")
        self.contract = contract
        self.frame_ns = frame_ns
        self.candles: list[Candle] = []
        self._columns = columns
        self._index = columns.contracts.index(contract) if contract in columns.contracts else -1
        self._taken = 0

    def take(self, cursor: int, now_ns: int | None = None) -> int:
        """Fold the rows before `cursor`, then hold the last close up to `now_ns`; returns the first changed index."""
        changed = max(0, len(self.candles) - 1)
        cursor = min(cursor, len(self._columns))
        if self._index >= 0 and cursor > self._taken:
            if cursor - self._taken >= NUMPY_FROM:
                self._take_block(self._taken, cursor)
            else:
                self._take_rows(self._taken, cursor)
        self._taken = max(self._taken, cursor)
        if now_ns is not None and self.candles:
            self._hold_to(now_ns - now_ns % self.frame_ns + self.frame_ns)
        return changed

    def _take_rows(self, start: int, stop: int) -> None:
        at_ns, index, ticks = self._columns.at_ns, self._columns.contract_index, self._columns.price_ticks
        volumes = self._columns.volume_atoms
        for row in range(start, stop):
            if index[row] == self._index:
                price, volume = ticks[row], volumes[row] if volumes else 0
                self._merge(Candle(at_ns[row] - at_ns[row] % self.frame_ns, price, price, price, price, 1, volume))

    def _take_block(self, start: int, stop: int) -> None:
        import numpy as np

        mine = np.frombuffer(self._columns.contract_index, dtype=np.int64)[start:stop] == self._index
        prices = np.frombuffer(self._columns.price_ticks, dtype=np.int64)[start:stop][mine]
        if not prices.size:
            return
        times = np.frombuffer(self._columns.at_ns, dtype=np.int64)[start:stop][mine]
        frames = times // self.frame_ns
        first = np.concatenate(([0], np.flatnonzero(np.diff(frames)) + 1))
        highs, lows = np.maximum.reduceat(prices, first), np.minimum.reduceat(prices, first)
        last = np.concatenate((first[1:], [prices.size]))
        traded = [0] * first.size
        if self._columns.volume_atoms:
            volumes = np.frombuffer(self._columns.volume_atoms, dtype=np.int64)[start:stop][mine]
            # Halves of 32 bits: a sum of volumes may need more than the 64 bits that each of them fits.
            high, low = np.add.reduceat(volumes >> 32, first), np.add.reduceat(volumes & 0xFFFF_FFFF, first)
            traded = [(top << 32) + rest for top, rest in zip(high.tolist(), low.tolist(), strict=True)]
        for at, begin in enumerate(first.tolist()):
            end = int(last[at])
            self._merge(
                Candle(
                    int(frames[begin]) * self.frame_ns,
                    int(prices[begin]),
                    int(highs[at]),
                    int(lows[at]),
                    int(prices[end - 1]),
                    end - begin,
                    traded[at],
                )
            )

    def _merge(self, new: Candle) -> None:
        """Add what came to the forming candle, or begin the next one at the close before it."""
        if self.candles and self.candles[-1].start_ns == new.start_ns:
            one = self.candles[-1]
            self.candles[-1] = Candle(
                new.start_ns,
                one.open_ticks,
                max(one.high_ticks, new.high_ticks),
                min(one.low_ticks, new.low_ticks),
                new.close_ticks,
                one.updates + new.updates,
                one.volume_atoms + new.volume_atoms,
            )
            return
        self._hold_to(new.start_ns)
        opened = self.candles[-1].close_ticks if self.candles else new.open_ticks
        high, low = max(opened, new.high_ticks), min(opened, new.low_ticks)
        self.candles.append(Candle(new.start_ns, opened, high, low, new.close_ticks, new.updates, new.volume_atoms))

    def _hold_to(self, end_ns: int) -> None:
        """Add flat candles at the last close before `end_ns`, so that time on the chart is even where a price held."""
        while self.candles and self.candles[-1].start_ns + self.frame_ns < end_ns:
            last = self.candles[-1]
            close = last.close_ticks
            self.candles.append(Candle(last.start_ns + self.frame_ns, close, close, close, close, 0))
