"""A cross liquidation over several contracts, worked out by hand in plain fractions from the written rules alone.

The counterpart of every position is the market's liquidity; nobody else holds any, so an ADL ends there.
"""

from dataclasses import dataclass, field
from fractions import Fraction

from tests.scenarios.hand import ATOM, Holding, Outcome, Rules, to_even

UNITS = {  # symbol: (tick, lot)
    "BTCUSDT-PERP": (Fraction(1, 10), Fraction(1, 1000)),
    "ETHUSDT-PERP": (Fraction(1, 100), Fraction(1, 1000)),
    "SOLUSDT-PERP": (Fraction(1, 1000), Fraction(1, 100)),
}


@dataclass(frozen=True)
class Leg:
    """One cross position of the story; `prices` belong to the seconds of the story's path."""

    symbol: str
    side: int
    lots: int
    entry: Fraction
    prices: tuple[Fraction, ...]

    @property
    def lot(self) -> Fraction:
        """Return the size of a lot."""
        return UNITS[self.symbol][1]


@dataclass(frozen=True)
class CrossStory:
    """Legs by symbol opened at second 1; the prices jump at `seconds`."""

    legs: tuple[Leg, ...]
    seconds: tuple[int, ...]
    cash: Fraction
    fund: Fraction
    rules: Rules


@dataclass
class Part:
    """A position in the making of the sums: signed lots and open value."""

    leg: Leg
    held: Holding

    def value(self, mark: Fraction) -> Fraction:
        """Return signed lots x mark."""
        return self.held.lots * self.leg.lot * mark

    def profit(self, mark: Fraction) -> Fraction:
        """Return the unrealised profit."""
        return self.value(mark) - self.held.value


@dataclass
class CrossTable:
    """The hand calculation: the pool, its parts, the fund, the sums of the one liquidation."""

    story: CrossStory
    pool: Fraction = Fraction(0)
    fund: Fraction = Fraction(0)
    parts: list[Part] = field(default_factory=list)
    out: Outcome = field(default_factory=Outcome)
    bankruptcies: dict[str, Fraction] = field(default_factory=dict)
    is_single: bool = True

    def play(self) -> "CrossTable":
        """Work the story out."""
        story = self.story
        self.pool, self.fund = story.cash, story.fund
        for leg in story.legs:
            self.parts.append(Part(leg, Holding(leg.side * leg.lots, leg.side * leg.lots * leg.lot * leg.entry)))
        for second in (1, *story.seconds):
            if self.out.triggered is None and self._sick(second):
                self._liquidate(second)
            elif self.out.released is not None and second >= self.out.released:
                self.is_single = self.is_single and not self._sick(second)
        return self

    def mark(self, leg: Leg, second: int) -> Fraction:
        """Return the price in force."""
        known = [price for at, price in zip(self.story.seconds, leg.prices, strict=True) if at <= second]
        return known[-1] if known else leg.entry

    def _equity(self, second: int) -> Fraction:
        return self.pool + sum((one.profit(self.mark(one.leg, second)) for one in self.parts), Fraction(0))

    def _maintenance(self, part: Part, second: int) -> Fraction:
        return self.story.rules.maintenance(self._basis(part, second))

    def _basis(self, part: Part, second: int) -> Fraction:
        return self.story.rules.basis(part.held.value, part.value(self.mark(part.leg, second)))

    def _sick(self, second: int) -> bool:
        needed = sum((self._maintenance(one, second) for one in self.parts), Fraction(0))
        return bool(self.parts) and self.story.rules.is_sick(self._equity(second), needed)

    def _liquidate(self, second: int) -> None:
        self.out.triggered, stage = second, self.story.rules.stage
        for part, share in zip(self.parts, self._shares(self.parts, second, self._equity(second), False), strict=True):
            mark = self.mark(part.leg, second)
            self.bankruptcies[part.leg.symbol] = (part.value(mark) - share) / (part.held.lots * part.leg.lot)
        if self.story.rules.steps == "slices":
            self._slices(second)
            return
        reducing = self._to_reduce(second) is not None
        second += stage
        while reducing:
            if not self._sick(second):
                self.out.released = second
                return
            part = self._to_reduce(second)
            if part is None or not self._reduce(part, second):
                break
            if not self._sick(second):
                self.out.released = second
                return
            reducing = self._to_reduce(second) is not None
            second += stage
        desk = self._hand_over(self.parts, second, self._equity(second))
        self.parts = []
        second += stage
        self._close(desk, second)
        self.out.released = second + stage

    def _to_reduce(self, second: int) -> Part | None:
        if self.story.rules.steps != "brackets" or self._equity(second) <= 0:
            return None
        rules = self.story.rules
        above = [one for one in self.parts if rules.bracket(self._basis(one, second))]
        return max(above, key=lambda one: self._maintenance(one, second)) if above else None

    def _reduce(self, part: Part, second: int) -> bool:
        rules, mark = self.story.rules, self.mark(part.leg, second)
        basis = self._basis(part, second)
        ceiling = rules.brackets[rules.bracket(basis) - 1][0]
        sign = 1 if part.held.lots > 0 else -1
        lots = abs(part.held.lots) - ceiling // (basis / abs(part.held.lots))
        value = lots * part.leg.lot * mark
        fee = to_even(value * rules.fee)
        after = Holding(part.held.lots, part.held.value)
        result = after.trade(-sign * lots, value)
        gains = sum(
            (max(Fraction(0), one.profit(self.mark(one.leg, second))) for one in self.parts if one is not part),
            Fraction(0),
        )
        if self.pool + gains + result - fee < 0:
            return False
        part.held = after
        if self.pool + result - fee < 0:
            self._settle_winners(second)
        self.pool += result - fee
        self.fund += fee
        self.out.fee += fee
        return True

    def _settle_winners(self, second: int) -> None:
        for one in self.parts:
            mark = self.mark(one.leg, second)
            if one.profit(mark) > 0:
                self.pool += one.profit(mark)
                one.held.value = one.value(mark)

    def _shares(self, parts: list[Part], second: int, equity: Fraction, whole_atoms: bool = True) -> list[Fraction]:
        """Split the equity: by maintenance, or by loss where it is below 0; the last that shares takes the rest."""
        if equity >= 0:
            weights = [self._maintenance(one, second) for one in parts]
        else:
            weights = [max(Fraction(0), -one.profit(self.mark(one.leg, second))) for one in parts]
        total = sum(weights, Fraction(0))
        shares = [equity * weight / total for weight in weights]
        if whole_atoms:
            shares = [Fraction(int(share / ATOM)) * ATOM for share in shares]
            last = max(at for at, weight in enumerate(weights) if weight)
            shares[last] += equity - sum(shares, Fraction(0))
        return shares

    def _hand_over(self, parts: list[Part], second: int, equity: Fraction) -> list[Part]:
        desk = []
        for one, share in zip(parts, self._shares(parts, second, equity), strict=True):
            mark = self.mark(one.leg, second)
            self.pool += one.profit(mark) - share
            desk.append(Part(one.leg, Holding(one.held.lots, one.value(mark) - share)))
        return desk

    def _slices(self, second: int) -> None:
        """Sell a quarter of everything a stage; the sizes of such a story can be divided by four."""
        rules, margin = self.story.rules, self.pool
        original = {one.leg.symbol: abs(one.held.lots) for one in self.parts}
        sold = 0
        while self.parts:
            second, sold = second + rules.stage, sold + 1
            share = margin * sold / 4 // ATOM * ATOM - margin * (sold - 1) / 4 // ATOM * ATOM
            pieces = []
            for one in self.parts:
                lots = original[one.leg.symbol] // 4 * (1 if one.held.lots > 0 else -1)
                part = to_even(one.held.value * lots / one.held.lots)
                pieces.append(Part(one.leg, Holding(lots, part)))
                one.held.lots, one.held.value = one.held.lots - lots, one.held.value - part
            left = share + sum((one.profit(self.mark(one.leg, second)) for one in pieces), Fraction(0))
            if left >= 0:
                for one in sorted(pieces, key=lambda one: one.profit(self.mark(one.leg, second)) < 0):
                    fee = min(to_even(abs(one.value(self.mark(one.leg, second))) * rules.fee), left)
                    left -= fee
                    self.pool -= fee
                    self.fund += fee
                    self.out.fee += fee
                self.pool += sum((one.profit(self.mark(one.leg, second)) for one in pieces), Fraction(0))
            else:
                self._close(self._hand_over(pieces, second, left), second)
            self.parts = [one for one in self.parts if one.held.lots]
            if self.parts and not self._sick(second):
                self.out.released = second
                return
        self.out.released = second + rules.stage

    def _close(self, desk: list[Part], second: int) -> None:
        rules = self.story.rules
        results = [(one, one.profit(self.mark(one.leg, second))) for one in desk]
        left = sum((result for _, result in results if result >= 0), Fraction(0))
        short: list[Part] = []
        purse = Fraction(0)
        fees = Fraction(0)
        for one, result in sorted(results, key=lambda pair: pair[1] < 0):
            if -result > left:
                short.append(one)
                purse, left = purse + left, Fraction(0)
                continue
            left -= max(Fraction(0), -result)
            fees += to_even(abs(one.value(self.mark(one.leg, second))) * rules.fee)
        fee = min(fees, left)
        self.fund += fee
        self.out.fee += fee
        for one in short:
            purse = self._shortfall(one, purse, second)
        self._surplus(left - fee + purse)

    def _surplus(self, atoms: Fraction) -> None:
        if self.story.rules.to_trader:
            self.pool += atoms
            self.out.to_trader += atoms
        else:
            self.fund += atoms
            self.out.to_fund += atoms

    def _shortfall(self, one: Part, budget: Fraction, second: int) -> Fraction:
        """Close a losing leg from the unit's surplus, then the fund; return what is left of the surplus."""
        mark, lots = self.mark(one.leg, second), abs(one.held.lots)
        sign = 1 if one.held.lots > 0 else -1

        def loss(count: int) -> Fraction:
            return -Holding(one.held.lots, one.held.value).trade(-sign * count, count * one.leg.lot * mark)

        paid = min(lots, (budget + self.fund) * lots // loss(lots))
        while paid and loss(paid) > budget + self.fund:
            paid -= 1
        drawn = max(Fraction(0), loss(paid) - budget) if paid else Fraction(0)
        rest = max(Fraction(0), budget - loss(paid)) if paid else budget
        self.fund -= drawn
        self.out.from_fund += drawn
        if paid < lots:
            remaining = loss(lots) - (loss(paid) if paid else 0)
            if self.story.rules.beyond == "adl":
                self.out.deleveraged += lots - paid
            else:
                self.out.socialised += max(Fraction(0), remaining - rest)
                rest = max(Fraction(0), rest - remaining)
        return rest
