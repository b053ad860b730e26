"""What the stress grid asks of one underlying: derivatives and the coins that hedge them stand as one risk unit.

Unit-agnostic: quantities x prices are money; `whole` is how much of that money is one unit of the quote (MR7's tiers).
Linear contracts alone, so that the loss under a shock is the shock x the net value.
Source: reference venues section 5; the combination is the book's stated assumption.
"""

from collections.abc import Sequence
from fractions import Fraction

from msgspec import Struct

from sandbox.rulebook.portfolio import PortfolioRules

ZERO = Fraction(0)


class StressLeg(Struct, frozen=True):
    """A position: quantity signed (short < 0) and its price."""

    contract: str
    quantity: Fraction
    price: Fraction

    @property
    def value(self) -> Fraction:
        """Return the signed value."""
        return self.quantity * self.price


class RiskUnit(Struct, frozen=True):
    """All positions of one underlying, and how much of the coin itself counts, at its price."""

    asset: str
    legs: tuple[StressLeg, ...]
    counted: Fraction = ZERO
    coin_contract: str = ""
    coin_price: Fraction = ZERO

    @property
    def hedging(self) -> Fraction:
        """Return how much of the coin stands against the positions: never more than they are short by."""
        return min(self.counted, max(ZERO, -sum((leg.quantity for leg in self.legs), ZERO)))

    @property
    def net(self) -> Fraction:
        """Return the value that a move of the price moves."""
        return sum((leg.value for leg in self.legs), ZERO) + self.hedging * self.coin_price

    @property
    def gross(self) -> Fraction:
        """Return the value of all positions, longs and shorts alike; coins are not among them."""
        return sum((abs(leg.value) for leg in self.legs), ZERO)


class Scenario(Struct, frozen=True):
    """One row of the grid: the move (None where it is a charge), what the unit gains in it, what it asks for."""

    code: str
    move: Fraction | None
    result: Fraction
    charge: Fraction
    binds: bool = False


class UnitCharge(Struct, frozen=True):
    """The grid of one risk unit, and its maintenance: max(max(MR1, share x MR6) + MR4, MR7) + closing fee."""

    unit: RiskUnit
    shock: Fraction
    extreme: Fraction
    basis: Fraction
    minimum: Fraction
    closing_fee: Fraction

    @property
    def stress(self) -> Fraction:
        """Return what the moves ask."""
        return max(self.shock, self.extreme) + self.basis

    @property
    def maintenance(self) -> Fraction:
        """Return what the unit must hold."""
        return max(self.stress, self.minimum) + self.closing_fee

    @property
    def binding(self) -> str:
        """Return which charge decides: "MR7", or of the moves the larger, or "MR4" where the net value is 0."""
        if self.minimum > self.stress:
            return "MR7"
        if not self.shock and not self.extreme:
            return "MR4"
        return "MR6" if self.extreme > self.shock else "MR1"


def unit_charge(unit: RiskUnit, rules: PortfolioRules, whole: int = 1) -> UnitCharge:
    """Return what the grid asks of a risk unit.

    Worked: short 1 BTC at 50,000 beside 0.98 that count: net -1,000; 12 % of it 120, MR4 at 5 % over 30 days 205.48.
    """
    group, gross = rules.group_of(unit.asset), unit.gross
    net = abs(unit.net)
    return UnitCharge(
        unit,
        net * max(group.shocks),
        net * group.extreme * rules.extreme_share,
        gross * rules.basis_rate(unit.asset),
        minimum_charge(gross * rules.minimum_rate, rules, whole),
        gross * rules.closing_fee,
    )


def minimum_charge(raw: Fraction, rules: PortfolioRules, whole: int = 1) -> Fraction:
    """Return MR7: every part of the raw charge times the multiplier of its tier.

    Worked: 300,000 raw with 1 up to 250,000 and 2 above it: 350,000.
    """
    charge, below = ZERO, ZERO
    for tier in rules.minimum_tiers:
        top = raw if tier.up_to is None else min(raw, tier.up_to * whole)
        if top <= below:
            break
        charge += (top - below) * tier.multiplier
        below = top
    return charge


def maintenance_of(units: Sequence[RiskUnit], rules: PortfolioRules, whole: int = 1) -> Fraction:
    """Return what all risk units must hold; one underlying never stands for another."""
    return sum((unit_charge(one, rules, whole).maintenance for one in units), ZERO)


def share_of(
    units: Sequence[RiskUnit], asset: str, value: Fraction | int, rules: PortfolioRules, whole: int = 1
) -> Fraction:
    """Return a position's part of the maintenance of its unit: its part of the gross value."""
    unit = next(one for one in units if one.asset == asset)
    gross = unit.gross
    return unit_charge(unit, rules, whole).maintenance * abs(Fraction(value)) / gross if gross else ZERO


def grid_rows(charge: UnitCharge, rules: PortfolioRules) -> tuple[Scenario, ...]:
    """Return the grid as it is shown: every move of MR1 either way, MR6 either way, MR4, MR7, and the closing fee.

    MR6 shows what counts of its loss. The rows that make the maintenance are marked.
    """
    group, net, binding = rules.group_of(charge.unit.asset), charge.unit.net, charge.binding
    rows = [Scenario("MR1", move, net * move, max(ZERO, -net * move)) for move in _moves(group.shocks)]
    for move in (-group.extreme, group.extreme):
        rows.append(Scenario("MR6", move, net * move, max(ZERO, -net * move * rules.extreme_share)))
    worst = next((one for one in rows if one.code == binding and one.charge == max(charge.shock, charge.extreme)), None)
    rows = [Scenario(one.code, one.move, one.result, one.charge, one is worst) for one in rows]
    rows.append(Scenario("MR4", None, -charge.basis, charge.basis, binding != "MR7"))
    rows.append(Scenario("MR7", None, -charge.minimum, charge.minimum, binding == "MR7"))
    if rules.closing_fee:
        rows.append(Scenario("fee", None, -charge.closing_fee, charge.closing_fee, True))
    return tuple(rows)


def _moves(shocks: Sequence[Fraction]) -> list[Fraction]:
    """Return the moves of MR1, the deepest fall first, 0 in the middle."""
    sizes = sorted({one for one in shocks if one})
    return [*(-one for one in reversed(sizes)), ZERO, *sizes]
