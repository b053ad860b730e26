"""Trading worked out by hand: fills, fees, closes, reversals, resting orders, margin, transfers, funding.

BTC is isolated, ETH is cross, nobody is liquidated. What an order or a transfer may use is computed as the rules
say, in whole atoms of USDT.
"""

from dataclasses import dataclass, field
from fractions import Fraction

from tests.scenarios.hand import ATOM, Holding, down, to_even, up

BTC, ETH = "BTCUSDT-PERP", "ETHUSDT-PERP"
LOT = Fraction(1, 1000)
TAKER, MAKER, CAP = Fraction(5, 10_000), Fraction(2, 10_000), Fraction(75, 10_000)
ZERO = Fraction(0)
ROWS = ((50_000, "0.004"), (600_000, "0.005"), (3_000_000, "0.0065"), (12_000_000, "0.01"))


def maintenance(notional: Fraction) -> Fraction:
    """Return what a position must hold under the first brackets of the Binance-style book, part by part."""
    total, low = ZERO, ZERO
    for up_to, rate in ROWS:
        total += max(ZERO, min(notional, Fraction(up_to)) - low) * Fraction(rate)
        low = Fraction(up_to)
    return total


@dataclass
class Desk:
    """Your money and positions; every method does one thing as the rules tell it and keeps the sums."""

    pool: Fraction
    spot: Fraction
    leverage: int
    marks: dict[str, Fraction] = field(default_factory=dict)
    btc: Holding = field(default_factory=lambda: Holding(compartment=ZERO))
    eth: Holding = field(default_factory=Holding)
    held: Fraction = ZERO  # by the resting order
    resting: tuple[int, int, Fraction] | None = None  # side, lots, price in BTC

    def holding(self, contract: str) -> Holding:
        """Return the position in a contract."""
        return self.btc if contract == BTC else self.eth

    def value(self, contract: str) -> Fraction:
        """Return the notional at the mark."""
        return abs(self.holding(contract).lots) * LOT * self.marks[contract]

    def available(self) -> Fraction:
        """Return what may move into a compartment, be held for an order or pay funding."""
        return max(ZERO, min(self.pool, self.pool + self._eth_profit() - up(self.value(ETH) / self.leverage)))

    def most_out(self) -> Fraction:
        """Return the maximum transferable out of the contract wallet."""
        needed, initial = up(maintenance(self.value(ETH))), up(self.value(ETH) / self.leverage)
        return max(ZERO, min(self.pool - needed, self.pool + self._eth_profit() - initial))

    def most_margin_out(self) -> Fraction:
        """Return the most that may be taken out of the BTC compartment."""
        margin, profit = self.btc.compartment or ZERO, self.btc.lots * LOT * self.marks[BTC] - self.btc.value
        initial = up(self.value(BTC) / self.leverage)
        return max(ZERO, min(margin - up(maintenance(self.value(BTC))), margin + profit - initial))

    def _eth_profit(self) -> Fraction:
        return self.eth.lots * LOT * self.marks[ETH] - self.eth.value

    def fill(self, contract: str, lots: int, rate: Fraction = TAKER) -> None:
        """Take signed lots at the mark: what opposes is closed first, the rest opens."""
        one, mark = self.holding(contract), self.marks[contract]
        closing = min(abs(lots), abs(one.lots)) if one.lots * lots < 0 else 0
        sign = 1 if lots > 0 else -1
        if closing:
            self._close(contract, sign * closing, closing * LOT * mark, rate)
        opening = abs(lots) - closing
        if opening:
            value = opening * LOT * mark
            one.trade(sign * opening, value)
            self.pool -= to_even(value * rate)
            if contract == BTC:
                margin = up(value / self.leverage)
                self.pool -= margin
                self.btc.compartment = (self.btc.compartment or ZERO) + margin

    def _close(self, contract: str, lots: int, value: Fraction, rate: Fraction) -> None:
        one = self.holding(contract)
        size, before = abs(one.lots), one.compartment
        result, fee = one.trade(lots, value), to_even(value * rate)
        if before is None:
            self.pool += result - fee
            return
        fee = min(fee, before + result)
        freed = max(ZERO, down(before * abs(lots) / size) + result - fee)
        self.btc.compartment = before + result - fee - freed
        self.pool += freed

    def rest(self, side: int, lots: int, price: Fraction) -> None:
        """Let an order for BTC rest: margin at its price and the taker fee are held for what it opens."""
        opposes = self.btc.lots * side < 0
        opening = lots - min(lots, abs(self.btc.lots)) if opposes else lots
        value = opening * LOT * price
        self.held = up(value / self.leverage) + to_even(value * TAKER)
        self.pool -= self.held
        self.resting = (side, lots, price)

    def match(self) -> None:
        """Fill the resting order at the mark where the mark has reached or passed its price."""
        if self.resting is not None and (self.resting[2] - self.marks[BTC]) * self.resting[0] >= 0:
            side, lots, _ = self.resting
            self.cancel()
            self.fill(BTC, side * lots, MAKER)

    def cancel(self) -> None:
        """Return what the resting order held."""
        self.pool, self.held, self.resting = self.pool + self.held, ZERO, None

    def fund(self, contract: str, rate: Fraction) -> None:
        """Pay or receive notional at the mark x rate, within the cap."""
        rate = max(-CAP, min(CAP, rate))
        due = to_even(self.holding(contract).lots * LOT * self.marks[contract] * rate)
        if due <= 0 or contract == ETH:
            self.pool -= due
            return
        from_pool = min(due, self.available())
        self.pool -= from_pool
        assert self.btc.compartment is not None
        self.btc.compartment -= min(due - from_pool, self.btc.compartment)


__all__ = ["ATOM", "BTC", "CAP", "ETH", "LOT", "MAKER", "TAKER", "Desk"]
