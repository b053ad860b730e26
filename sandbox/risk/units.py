"""What is liquidated together: a unit's cash and legs, its equity and maintenance, and whether it is healthy.

Decisions compare exact numbers (integers, or rationals where a lot at a tick is no whole atom); nothing is divided.
"""

from fractions import Fraction

from msgspec import Struct

from sandbox.margin.scale import ContractScale
from sandbox.margin.stress_grid import RiskUnit, maintenance_of, share_of
from sandbox.risk.collateral import CollateralView
from sandbox.risk.risk_units import risk_units
from sandbox.rulebook.portfolio import PortfolioRules
from sandbox.rulebook.records import LiquidationRules
from sandbox.values.assets import ATOMS_PER_UNIT
from sandbox.values.rounding import round_down, round_up

WARN_AT = Fraction(8, 10)
CLEAR_BELOW = Fraction(7, 10)


class LegView(Struct, frozen=True):
    """One position of a unit at a mark; lots are signed (short < 0), the open value has the sign of its value."""

    position: str
    contract: str
    lots: int
    open_value_atoms: int
    mark_ticks: int
    leverage: Fraction
    scale: ContractScale
    slot: str = ""

    @property
    def mark_value_atoms(self) -> int:
        """Return the value at the mark in whole atoms, signed as it would be booked."""
        return self.scale.signed_value_atoms(self.lots, self.mark_ticks)

    @property
    def exact_value(self) -> int | Fraction:
        """Return the value at the mark exactly, signed: what decisions use."""
        return self.scale.exact_value(self.lots, self.mark_ticks)

    @property
    def exact_notional(self) -> int | Fraction:
        """Return the notional at the mark exactly: the value without its sign."""
        value = self.exact_value
        return value if value >= 0 else -value

    @property
    def unrealised_atoms(self) -> int:
        """Return the profit (> 0) or loss at the mark."""
        return self.mark_value_atoms - self.open_value_atoms

    def initial_margin_atoms(self) -> int:
        """Return notional at the mark / leverage, rounded up."""
        return round_up(Fraction(abs(self.mark_value_atoms)) / self.leverage)

    def basis(self, rules: LiquidationRules) -> int | Fraction:
        """Return what brackets are counted on: the notional at the mark, or the open value in entry books."""
        return abs(self.open_value_atoms) if rules.maintenance_basis == "entry" else self.exact_notional

    def maintenance(self, rules: LiquidationRules) -> Fraction:
        """Return the exact maintenance in atoms: basis x rate - deduction of the bracket that holds."""
        basis = self.basis(rules)
        bracket = self.scale.brackets[self.scale.bracket_for(basis)]
        return basis * bracket.rate - bracket.deduction_atoms

    def first_maintenance(self, rules: LiquidationRules) -> Fraction:
        """Return what the first bracket of the contract would ask of this position."""
        first = self.scale.first
        return self.basis(rules) * first.rate - first.deduction_atoms


class UnitView(Struct, frozen=True):
    """A position unit: one isolated position with its compartment, or all cross positions with the pool's cash.

    `collateral` are the other assets that count where the account mode pools them; cash is then less what is owed.
    `portfolio` is the stress grid that asks for maintenance instead of the brackets.
    """

    unit: str
    owner: str
    margin_mode: str
    asset: str
    cash_atoms: int
    legs: tuple[LegView, ...]
    collateral: tuple[CollateralView, ...] = ()
    portfolio: PortfolioRules | None = None

    @property
    def contracts(self) -> tuple[str, ...]:
        """Return the contracts whose prices decide about the unit: those of its positions, then of its collateral."""
        own = [leg.contract for leg in self.legs]
        return tuple(dict.fromkeys([*own, *(one.contract for one in self.collateral)]))

    def equity(self) -> int | Fraction:
        """Return cash plus collateral plus unrealised profit, exactly."""
        own = self.cash_atoms + sum(leg.exact_value - leg.open_value_atoms for leg in self.legs)
        return own + sum(one.value for one in self.collateral) if self.collateral else own

    def equity_atoms(self) -> int:
        """Return cash plus collateral plus unrealised profit in whole atoms, as it would be booked."""
        collateral = sum(one.value_atoms for one in self.collateral)
        return self.cash_atoms + collateral + sum(leg.unrealised_atoms for leg in self.legs)

    def risk_units(self) -> list[RiskUnit]:
        """Return the unit as the stress grid sees it."""
        return risk_units(self.legs, self.collateral)

    def maintenance(self, rules: LiquidationRules) -> Fraction:
        """Return the sum of the legs' exact maintenance, or what the stress grid asks."""
        if self.portfolio is not None:
            return maintenance_of(self.risk_units(), self.portfolio, ATOMS_PER_UNIT)
        return sum((leg.maintenance(rules) for leg in self.legs), Fraction(0))

    def leg_maintenance(self, leg: LegView, rules: LiquidationRules) -> Fraction:
        """Return the exact maintenance of one of its legs: its own, or its part of what the grid asks."""
        if self.portfolio is None:
            return leg.maintenance(rules)
        return share_of(self.risk_units(), leg.scale.base, leg.exact_value, self.portfolio, ATOMS_PER_UNIT)

    def maintenance_atoms(self, rules: LiquidationRules) -> int:
        """Return maintenance rounded up."""
        return round_up(self.maintenance(rules))

    def initial_margin_atoms(self) -> int:
        """Return the sum of the legs' initial margins at the mark, or the multiple of what the stress grid asks."""
        if self.portfolio is not None:
            asked = maintenance_of(self.risk_units(), self.portfolio, ATOMS_PER_UNIT)
            return round_up(asked * self.portfolio.initial_multiple)
        return sum(leg.initial_margin_atoms() for leg in self.legs)

    def leg_initial_atoms(self, leg: LegView, rules: LiquidationRules) -> int:
        """Return the initial margin of one of its legs, rounded up."""
        if self.portfolio is None:
            return leg.initial_margin_atoms()
        return round_up(self.leg_maintenance(leg, rules) * self.portfolio.initial_multiple)

    def is_liquidatable(self, rules: LiquidationRules) -> bool:
        """Tell whether equity meets maintenance: at or below it, or strictly below where the book says so."""
        if not self.legs:
            return False
        equity, maintenance = self.equity(), self.maintenance(rules)
        return equity < maintenance if rules.trigger == "below" else equity <= maintenance

    def spare_atoms(self, rules: LiquidationRules) -> int:
        """Return the most whole atoms that can be taken without making the unit liquidatable, at least 0."""
        spare = Fraction(self.equity()) - self.maintenance(rules)
        return max(0, round_down(spare) if rules.trigger == "below" else round_up(spare) - 1)

    def warns(self, rules: LiquidationRules, warned: bool) -> bool:
        """Tell whether the unit stands warned: from a ratio of 80 % on until it is below 70 %."""
        threshold = CLEAR_BELOW if warned else WARN_AT
        return bool(self.legs) and self.maintenance(rules) >= threshold * self.equity()
