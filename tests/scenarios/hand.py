"""A liquidation worked out by hand in plain fractions, from the written rules alone; it shares nothing with the engine.

One owner ("you") with one isolated position against named traders who are never in danger, on a price that jumps and
holds. Money is a Fraction of the quote asset; rounding to whole atoms stands where the rules say so.
"""

from dataclasses import dataclass, field
from fractions import Fraction

ATOM = Fraction(1, 10**8)
LOT = Fraction(1, 1000)
LIQUIDITY = "liquidity"


def to_even(amount: Fraction) -> Fraction:
    """Round to whole atoms, ties to even."""
    return round(amount / ATOM) * ATOM


def down(amount: Fraction) -> Fraction:
    """Round to whole atoms, towards minus infinity."""
    return amount // ATOM * ATOM


def up(amount: Fraction) -> Fraction:
    """Round to whole atoms, towards plus infinity."""
    return -(-amount // ATOM) * ATOM


@dataclass
class Holding:
    """Signed lots and signed open value of one owner in one contract, with the cash that stands behind it."""

    lots: int = 0
    value: Fraction = Fraction(0)
    cash: Fraction = Fraction(0)
    compartment: Fraction | None = None  # None: cross

    def profit(self, mark: Fraction) -> Fraction:
        """Return the unrealised profit at a mark."""
        return self.lots * LOT * mark - self.value

    def trade(self, lots: int, value: Fraction) -> Fraction:
        """Take signed lots for an unsigned value; return what the closed lots realise."""
        sign = 1 if lots > 0 else -1
        if self.lots * lots >= 0:
            self.lots, self.value = self.lots + lots, self.value + sign * value
            return Fraction(0)
        closed = min(abs(lots), abs(self.lots))
        closing = to_even(value * closed / abs(lots))
        released = to_even(self.value * closed / abs(self.lots))
        self.lots, self.value = self.lots + lots, self.value - released
        if closed < abs(lots):
            self.value += sign * (value - closing)
        return -sign * closing - released


@dataclass(frozen=True)
class Trader:
    """Another trader of the story."""

    name: str
    side: int
    lots: int
    entry: Fraction
    cash: Fraction
    leverage: int = 10
    isolated: bool = False


@dataclass(frozen=True)
class Rules:
    """The rulebook of a story; `brackets` are (up_to, rate): continuous, or each rate for all of it in step books."""

    steps: str = "brackets"
    slice: Fraction = Fraction(1, 4)
    stage: int = 2
    fee: Fraction = Fraction(0)
    to_trader: bool = False
    beyond: str = "adl"
    adl_price: str = "bankruptcy"
    below: bool = False
    on_entry: bool = False
    step_rates: bool = False
    fee_inside: Fraction = Fraction(0)
    brackets: tuple[tuple[int, Fraction], ...] = ((50_000, Fraction(4, 1000)), (10**9, Fraction(5, 1000)))

    def bracket(self, notional: Fraction) -> int:
        """Return the index of the bracket that holds."""
        return next((at for at, (up_to, _) in enumerate(self.brackets) if notional <= up_to), len(self.brackets) - 1)

    def maintenance(self, notional: Fraction) -> Fraction:
        """Return the margin that must be there: each part of the notional at the rate of its own bracket."""
        if self.step_rates:
            return notional * (self.brackets[self.bracket(notional)][1] + self.fee_inside)
        total, low = notional * self.fee_inside, Fraction(0)
        for at, (up_to, rate) in enumerate(self.brackets):
            high = notional if at == len(self.brackets) - 1 else min(notional, Fraction(up_to))
            total += max(Fraction(0), high - low) * rate
            low = Fraction(up_to)
        return total

    def basis(self, entry_value: Fraction, mark_value: Fraction) -> Fraction:
        """Return what brackets and maintenance count: the value at the mark, or the open value."""
        return abs(entry_value) if self.on_entry else abs(mark_value)

    def is_sick(self, equity: Fraction, needed: Fraction) -> bool:
        """Tell whether a unit is liquidated."""
        return equity < needed if self.below else equity <= needed


@dataclass(frozen=True)
class Story:
    """What happens: you open at second 1 at the first price, then the price jumps at the seconds of `path`."""

    side: int
    lots: int
    entry: Fraction
    leverage: int
    path: tuple[tuple[int, Fraction], ...]
    fund: Fraction
    cash: Fraction
    rules: Rules
    traders: tuple[Trader, ...] = ()

    def mark(self, second: int) -> Fraction:
        """Return the price in force."""
        return next((price for at, price in reversed(self.path) if at <= second), self.entry)

    def previous(self, second: int) -> Fraction:
        """Return the price before the one in force; the first one where there was no other."""
        prices = [self.entry, self.entry, *(price for at, price in self.path if at <= second)]
        return prices[-2]


@dataclass
class Outcome:
    """What the hand calculation says of the one liquidation; nothing happened where `triggered` is None."""

    triggered: int | None = None
    released: int | None = None
    bankruptcy: Fraction = Fraction(0)
    fee: Fraction = Fraction(0)
    to_fund: Fraction = Fraction(0)
    to_trader: Fraction = Fraction(0)
    from_fund: Fraction = Fraction(0)
    deleveraged: int = 0
    socialised: Fraction = Fraction(0)
    lost: Fraction = Fraction(0)


@dataclass
class Table:
    """The hand calculation: everyone's holdings, the fund, and the story's single liquidation."""

    story: Story
    fund: Fraction = Fraction(0)
    you: Holding = field(default_factory=Holding)
    others: dict[str, Holding] = field(default_factory=dict)
    market: Holding = field(default_factory=Holding)
    out: Outcome = field(default_factory=Outcome)
    is_single: bool = True  # False: what was released healthy falls sick again, which is another story

    def play(self) -> "Table":
        """Work the story out."""
        story = self.story
        self.fund = story.fund
        for trader in story.traders:
            value = trader.lots * LOT * trader.entry
            margin = up(value / trader.leverage)
            one = Holding(cash=trader.cash, compartment=Fraction(0) if trader.isolated else None)
            if trader.isolated:
                one.cash, one.compartment = trader.cash - margin, margin
            one.trade(trader.side * trader.lots, value)
            self.others[trader.name] = one
            self.market.cash += self.market.trade(-trader.side * trader.lots, value)
        value = story.lots * LOT * story.entry
        margin = up(value / story.leverage)
        self.you = Holding(cash=story.cash - margin, compartment=margin)
        self.you.trade(story.side * story.lots, value)
        self.market.trade(-story.side * story.lots, value)
        for at in (1, *(second for second, _ in story.path)):
            if self.out.triggered is None and self._sick(at):
                self._liquidate(at)
            elif self.out.released is not None and at >= self.out.released:
                self.is_single = self.is_single and not self._sick(at)
        return self

    def _equity(self, second: int) -> Fraction:
        assert self.you.compartment is not None
        return self.you.compartment + self.you.profit(self.story.mark(second))

    def _notional(self, second: int) -> Fraction:
        return self.story.rules.basis(self.you.value, self.you.lots * LOT * self.story.mark(second))

    def _sick(self, second: int) -> bool:
        notional = self._notional(second)
        needed = self.story.rules.maintenance(notional)
        return self.you.lots != 0 and self.story.rules.is_sick(self._equity(second), needed)

    def _may_reduce(self, second: int) -> bool:
        above_first = self.story.rules.bracket(self._notional(second)) > 0
        return self.story.rules.steps == "brackets" and above_first and self._equity(second) > 0

    def _liquidate(self, second: int) -> None:
        self.out.triggered = second
        margin = self.you.compartment or Fraction(0)
        signed = self.you.value - margin  # shorts: minus their open value, minus the margin
        self.out.bankruptcy = signed / (self.you.lots * LOT)
        if self.story.rules.steps == "slices":
            self._slices(second, margin)
        else:
            self._reductions(second)

    def _reductions(self, second: int) -> None:
        stage = self.story.rules.stage
        reducing = self._may_reduce(second)
        second += stage
        while reducing:
            if not self._sick(second):
                self.out.released = second
                return
            if not self._may_reduce(second) or not self._reduce(second):
                break  # taken over at this instant
            if not self._sick(second):
                self.out.released = second
                return
            reducing = self._may_reduce(second)
            second += stage
        desk = self._hand_over(self.you.lots, self.you.compartment or Fraction(0))
        second += stage
        self._close(desk, second)
        self.out.released = second + stage

    def _reduce(self, second: int) -> bool:
        """Sell just enough whole lots to stand in the next lower bracket; False where the margin cannot pay for it."""
        rules, mark = self.story.rules, self.story.mark(second)
        ceiling = rules.brackets[rules.bracket(self._notional(second)) - 1][0]
        sign = 1 if self.you.lots > 0 else -1
        lots = abs(self.you.lots) - ceiling // (self._notional(second) / abs(self.you.lots))
        value = lots * LOT * mark
        rest = Holding(self.you.lots, self.you.value)
        result, fee = rest.trade(-sign * lots, value), to_even(value * rules.fee)
        assert self.you.compartment is not None
        if self.you.compartment + result - fee < 0:
            return False
        self.you.lots, self.you.value = rest.lots, rest.value
        self.you.compartment += result - fee
        self.fund += fee
        self.out.fee += fee
        self.out.lost += fee - result
        self.market.cash += self.market.trade(sign * lots, value)
        return True

    def _hand_over(self, lots: int, margin: Fraction) -> Holding:
        """Give signed lots to the desk for their open value less the margin; the margin is gone."""
        released = to_even(self.you.value * lots / self.you.lots)
        assert self.you.compartment is not None
        self.you.lots, self.you.value = self.you.lots - lots, self.you.value - released
        self.you.compartment -= margin
        self.out.lost += margin
        return Holding(lots, released - margin)

    def _slices(self, second: int, margin: Fraction) -> None:
        rules, original = self.story.rules, abs(self.you.lots)
        sign = 1 if self.you.lots > 0 else -1
        each, sold = -(-original * rules.slice.numerator // rules.slice.denominator), 0
        while self.you.lots:
            second += rules.stage
            lots = min(each, original - sold)
            share = down(margin * (sold + lots) / original) - down(margin * sold / original)
            sold += lots
            value = lots * LOT * self.story.mark(second)
            part = to_even(self.you.value * sign * lots / self.you.lots)
            result = sign * value - part
            if share + result < 0:
                self._close(self._hand_over(sign * lots, share), second)
            else:
                fee = min(to_even(value * rules.fee), share + result)
                self.you.lots, self.you.value = self.you.lots - sign * lots, self.you.value - part
                assert self.you.compartment is not None
                self.you.compartment += result - fee
                self.fund += fee
                self.out.fee += fee
                self.out.lost += fee - result
                self.market.cash += self.market.trade(sign * lots, value)
            if self.you.lots and not self._sick(second):
                self.out.released = second
                return
        self.out.released = second + rules.stage

    def _close(self, desk: Holding, second: int) -> None:
        """Sell what the desk holds; surplus onwards, shortfall to the fund, then ADL or the winners."""
        mark, previous = self.story.mark(second), self.story.previous(second)
        rules, lots = self.story.rules, abs(desk.lots)
        sign = 1 if desk.lots > 0 else -1
        result = desk.profit(mark)
        if result >= 0:
            fee = min(to_even(lots * LOT * mark * rules.fee), result)
            self.fund += fee
            self.out.fee += fee
            rest = result - fee
            if rules.to_trader:
                self.you.cash += rest
                self.out.to_trader += rest
                self.out.lost -= rest
            else:
                self.fund += rest
                self.out.to_fund += rest
            self.market.cash += self.market.trade(sign * lots, lots * LOT * mark)
            return
        paid = min(lots, self.fund * lots // -result)
        while paid and -Holding(desk.lots, desk.value).trade(-sign * paid, paid * LOT * mark) > self.fund:
            paid -= 1
        if paid:
            drawn = -desk.trade(-sign * paid, paid * LOT * mark)
            self.fund -= drawn
            self.out.from_fund += drawn
            self.market.cash += self.market.trade(sign * paid, paid * LOT * mark)
        if desk.lots and rules.beyond == "adl":
            self._deleverage(desk, mark, previous)
        elif desk.lots:
            self.out.socialised -= desk.profit(mark)
            self._socialise(-desk.profit(mark), mark)
            self.market.cash += self.market.trade(desk.lots, abs(desk.lots) * LOT * mark)

    def _queue(self, sides: tuple[int, ...], mark: Fraction) -> list[Holding]:
        """Return the traders on some sides by (profit / wallet) x margin ratio, the largest first."""
        scored = []
        for one in self.others.values():
            if not any(one.lots * side > 0 for side in sides):
                continue
            cash = one.cash if one.compartment is None else one.compartment
            equity = cash + one.profit(mark)
            basis = self.story.rules.basis(one.value, one.lots * LOT * mark)
            ratio = self.story.rules.maintenance(basis) / equity
            scored.append((max(Fraction(0), one.profit(mark)) / cash * ratio, one))
        scored.sort(key=lambda pair: -pair[0])
        return [one for _, one in scored]

    def _deleverage(self, desk: Holding, mark: Fraction, previous: Fraction) -> None:
        sign, rules, owed = 1 if desk.lots > 0 else -1, self.story.rules, Fraction(0)
        self.out.deleveraged += abs(desk.lots)
        for one in [*self._queue((-sign,), mark), self.market]:
            if not desk.lots:
                break
            price = abs(desk.value / desk.lots)  # of a lot, at the bankruptcy price
            if rules.adl_price != "bankruptcy":
                price = LOT * (mark if rules.adl_price == "mark" else previous)
            if one is not self.market and (price - abs(one.value / one.lots)) * sign > 0:
                continue  # it would lose at that price
            lots = abs(desk.lots) if one is self.market else min(abs(desk.lots), abs(one.lots))
            value = to_even(price * lots)
            owed -= desk.trade(-sign * lots, value)
            held, before = abs(one.lots), one.compartment
            gain = one.trade(sign * lots, value)
            if before is None:
                one.cash += gain
            else:
                freed = max(Fraction(0), down(before * lots / held) + gain)
                one.compartment, one.cash = before + gain - freed, one.cash + freed
        if owed > 0:
            self.out.socialised += owed
            self._socialise(owed, mark)
        elif self.story.rules.to_trader:
            self.you.cash -= owed
            self.out.to_trader -= owed
            self.out.lost += owed
        else:
            self.fund -= owed
            self.out.to_fund -= owed

    def _socialise(self, loss: Fraction, mark: Fraction) -> None:
        """Realise the profit of every winner at the mark and take its share of the loss."""
        winners = [one for one in self._queue((1, -1), mark) if one.profit(mark) > 0]
        if self.market.profit(mark) > 0:
            winners.append(self.market)
        profits = [one.profit(mark) for one in winners]
        total = sum(profits, Fraction(0))
        shares = [down(loss * profit / total) if total > loss else profit for profit in profits]
        left = min(loss, total) - sum(shares, Fraction(0))
        for at, one in enumerate(winners):
            extra = min(left, ATOM) if shares[at] < profits[at] else Fraction(0)
            left -= extra
            change = profits[at] - shares[at] - extra
            one.value = one.lots * LOT * mark
            if one.compartment is None:
                one.cash += change
            else:
                one.compartment += change
