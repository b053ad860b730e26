"""A venue's rules as frozen records: brackets, contracts, liquidation, fees, funding.

Amounts are exact rationals in whole units of the quote asset; scaling to atoms happens in `sandbox.margin`.
Built by `sandbox.loading` from TOML; a session keeps its own copy.
"""

from fractions import Fraction

from msgspec import Struct

from sandbox.rulebook.collateral import CollateralRules
from sandbox.rulebook.portfolio import PortfolioRules

ONE_WAY, HEDGE = "one-way", "hedge"
POSITION_MODES = (ONE_WAY, HEDGE)


class Bracket(Struct, frozen=True, kw_only=True):
    """One maintenance bracket: holds above the previous `up_to` and up to this one, inclusive.

    `up_to` is a notional, or a size in base (inverse: in contracts) where the contract's brackets count sizes.
    """

    up_to: Fraction
    max_leverage: Fraction
    maintenance: Fraction
    deduction: Fraction


class Contract(Struct, frozen=True, kw_only=True):
    """One perpetual contract; `tick` and `lot` are the smallest steps of price (quote) and of size.

    `fund`: "shared" (one insurance fund for all that settle in an asset), or "own".

    Linear: sizes in base, settled in quote. Inverse: sizes in contracts of `face` quote each, settled in base; the
    limits and deductions of its brackets are amounts of base.
    """

    symbol: str
    kind: str
    base: str
    quote: str
    settle: str
    tick: Fraction
    lot: Fraction
    brackets: tuple[Bracket, ...]
    face: Fraction | None = None
    brackets_by: str = "value"
    fund: str = "shared"

    @property
    def counts_sizes(self) -> bool:
        """Tell whether its brackets count sizes, so that the price does not move a position between them."""
        return self.brackets_by == "size"

    @property
    def is_inverse(self) -> bool:
        """Tell whether it is settled in its base asset."""
        return self.kind == "inverse"

    def value(self, quantity: Fraction, price: Fraction) -> Fraction:
        """Return what a size is worth at a price, in whole units of the settlement asset."""
        return quantity * price if self.face is None else quantity * self.face / price

    def price(self, quantity: Fraction, value: Fraction) -> Fraction:
        """Return the price at which a size is worth `value`: an open value's average entry."""
        return value / quantity if self.face is None else quantity * self.face / value


class LiquidationRules(Struct, frozen=True, kw_only=True):
    """How a unit is liquidated; the words are those of the rulebook file, told in the help on rulebooks.

    A unit is taken over without (more) sales where its equity is not above 0, below `takeover_share` of maintenance,
    or (`takeover_at` "first_bracket") below what the first bracket would ask. `fund_drop` 0: the fund pays all it has.
    `set_off`: wallets that a claim may be taken out of, in their order.
    `position_cap`: the most notional the fund takes over, as a multiple of what it holds; 0: no such cap.
    """

    trigger: str = "at_or_below"
    maintenance_basis: str = "mark"
    fee_in_maintenance: bool = False
    steps: str = "brackets"
    slice: Fraction = Fraction(1, 4)
    stage_ns: int = 2_000_000_000
    fee: Fraction = Fraction(0)
    surplus_to: str = "insurance_fund"
    beyond_fund: str = "adl"
    adl_price: str = "bankruptcy"
    adl_rank: str = "binance"
    top_up: str = "initial_margin"
    reduces_by: int = 1
    takeover_share: Fraction = Fraction(0)
    takeover_at: str = "maintenance"
    slice_above: Fraction = Fraction(0)
    cooldown_ns: int = 0
    fund_drop: Fraction = Fraction(0)
    fund_drop_ns: int = 8 * 3600 * 1_000_000_000
    position_cap: Fraction = Fraction(0)
    set_off: tuple[str, ...] = ()


class Fees(Struct, frozen=True, kw_only=True):
    """Trading fee rates on the value of a fill."""

    maker: Fraction = Fraction(2, 10_000)
    taker: Fraction = Fraction(5, 10_000)
    spot_maker: Fraction = Fraction(1, 1_000)
    spot_taker: Fraction = Fraction(1, 1_000)


class FundingRules(Struct, frozen=True, kw_only=True):
    """Interval and cap of funding; the rates themselves come from the market.

    `keeps_maintenance`: a payer never pays so much that funding alone would liquidate it.
    """

    interval_hours: int = 8
    cap: Fraction = Fraction(75, 10_000)
    keeps_maintenance: bool = False


class PositionRules(Struct, frozen=True, kw_only=True):
    """Which position modes a book offers; `settings_per` "side": in hedge mode each side has its own margin mode and
    leverage, "contract": the two sides of a contract share them.
    """

    modes: tuple[str, ...] = POSITION_MODES
    settings_per: str = "contract"


class Rulebook(Struct, frozen=True, kw_only=True):
    """One venue's rules with their date and sources, and what had to be assumed where those are silent."""

    id: str
    name: str
    as_of: str = ""
    sources: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    liquidation: LiquidationRules = LiquidationRules()
    fees: Fees = Fees()
    funding: FundingRules = FundingRules()
    collateral: CollateralRules = CollateralRules()
    positions: PositionRules = PositionRules()
    contracts: tuple[Contract, ...]
    portfolio: PortfolioRules | None = None

    def contract(self, symbol: str) -> Contract:
        """Return the contract called `symbol`; KeyError where the book has none."""
        for contract in self.contracts:
            if contract.symbol == symbol:
                return contract
        raise KeyError(symbol)
