"""How a stress grid comes to its figures: charge by charge, then the position's part, the initial margin and the price.

Each builds on the one before, as in `derivations`, which asks here for cross positions of a portfolio account.
"""

from fractions import Fraction

from msgspec.structs import replace

from sandbox.margin.portfolio_price import Line, piece_at
from sandbox.margin.stress_grid import UnitCharge, grid_rows, unit_charge
from sandbox.projections.derivation_records import ATOM_UP, EXACT, MONEY, PRICE, RATE, SHARE, Derivation, Input, units
from sandbox.projections.formulas import FORMULAS
from sandbox.risk.units import LegView, UnitView
from sandbox.rulebook.portfolio import DAYS_OF_YEAR, PortfolioRules
from sandbox.rulebook.records import LiquidationRules
from sandbox.values.assets import ATOMS_PER_UNIT
from sandbox.values.rounding import round_up

NET, SHOCK, EXTREME, BASIS, MINIMUM = "grid_net", "grid_shock", "grid_extreme", "grid_basis", "grid_minimum"
DECIDES = "_decides"
CODES = {"MR1": SHOCK, "MR6": EXTREME, "MR4": BASIS, "MR7": MINIMUM}
NUMBER = "number"


def charge_of(unit: UnitView, leg: LegView) -> UnitCharge:
    """Return what the grid asks of the risk unit of a position, in whole units of the quote."""
    assert unit.portfolio is not None
    risk = next(one for one in unit.risk_units() if one.asset == leg.scale.base)
    legs = tuple(replace(one, quantity=units(one.quantity)) for one in risk.legs)
    return unit_charge(replace(risk, legs=legs, counted=units(risk.counted)), unit.portfolio)


def grid_derivations(unit: UnitView, leg: LegView, rules: LiquidationRules) -> list[Derivation]:
    """Return the grid of a position's risk unit, then its maintenance and initial margin."""
    grid = unit.portfolio
    assert grid is not None
    charge = charge_of(unit, leg)
    made = _Made(unit.asset, leg.contract)
    binding = {one.code for one in grid_rows(charge, grid) if one.binds}
    parts = [_net(made, charge), _shock(made, charge, grid), _extreme(made, charge, grid)]
    parts += [_basis(made, charge, grid), _minimum(made, charge, grid)]
    decides = {CODES[code] for code in binding if code in CODES}
    found = [replace(one, figure=one.figure + DECIDES) if one.figure in decides else one for one in parts]
    asked = unit.leg_maintenance(leg, rules)
    inputs = (
        Input("MR1", "grid_shock", charge.shock, MONEY),
        Input("MR6", "grid_extreme", charge.extreme, MONEY),
        Input("MR4", "grid_basis", charge.basis, MONEY),
        Input("MR7", "grid_minimum", charge.minimum, MONEY),
        Input("f", "grid_fee", charge.closing_fee, MONEY),
        Input("w", "grid_part", abs(units(leg.exact_value)) / charge.unit.gross, SHARE),
    )
    found.append(made.figure("maintenance", "maintenance_grid", inputs, ATOM_UP))
    multiple = (
        Input("MM", "grid_maintenance", units(asked), MONEY),
        Input("k", "grid_multiple", grid.initial_multiple, NUMBER),
    )
    found.append(made.figure("initial_margin", "initial_grid", multiple, ATOM_UP))
    return found


def liquidation_derivation(unit: UnitView, leg: LegView, price: Fraction) -> Derivation:
    """Return the liquidation price as the point where the straight piece that holds there meets 0."""
    assert unit.portfolio is not None
    mark, contract = leg.mark_ticks * leg.scale.tick, leg.contract
    risk = unit.risk_units()
    slope = sum((one.quantity for each in risk for one in each.legs if one.contract == contract), Fraction(0))
    slope += sum(one.counted for one in unit.collateral if one.contract == contract)
    equity: Line = Fraction(unit.equity()) - slope * mark, slope
    fixed, per_price = piece_at(risk, contract, equity, unit.portfolio, price, ATOMS_PER_UNIT)
    made = _Made(unit.asset, contract)
    if fixed + per_price * price != 0 or not per_price:
        return Derivation("liquidation_price", "by_engine", (), None, price, EXACT, PRICE, unit.asset, contract)
    inputs = (Input("a", "grid_at_zero", units(fixed), MONEY), Input("b", "grid_slope", units(per_price), NUMBER))
    return made.figure("liquidation_price", "liquidation_grid", inputs, unit=PRICE)


class _Made:
    """Makes derivations of one position."""

    def __init__(self, asset: str, contract: str) -> None:
        self.asset, self.contract = asset, contract

    def figure(
        self, figure: str, formula: str, inputs: tuple[Input, ...], rounding: str = EXACT, unit: str = MONEY
    ) -> Derivation:
        """Work a figure out of its inputs."""
        exact = FORMULAS[formula](**{one.symbol: one.value for one in inputs})
        result = units(round_up(exact * ATOMS_PER_UNIT)) if rounding == ATOM_UP else exact
        return Derivation(figure, formula, inputs, exact, result, rounding, unit, self.asset, self.contract)


def _net(made: _Made, charge: UnitCharge) -> Derivation:
    unit = charge.unit
    hedge = unit.hedging * unit.coin_price
    positions = Input("D", "grid_positions", unit.net - hedge, MONEY)
    return made.figure(NET, NET, (positions, Input("H", "grid_hedge", hedge, MONEY)))


def _shock(made: _Made, charge: UnitCharge, grid: PortfolioRules) -> Derivation:
    net, shocks = charge.unit.net, grid.group_of(charge.unit.asset).shocks
    worst = -max(shocks) if net > 0 else max(shocks)
    moves = [move for size in shocks for move in (-size, size) if move != worst]
    others = tuple(Input(f"m{at}", "grid_other_move", move, RATE) for at, move in enumerate(moves, start=1))
    inputs = (Input("N", NET, net, MONEY), Input("m", "grid_worst_move", worst, RATE), *others)
    return made.figure(SHOCK, SHOCK, inputs)


def _extreme(made: _Made, charge: UnitCharge, grid: PortfolioRules) -> Derivation:
    net, size = charge.unit.net, grid.group_of(charge.unit.asset).extreme
    inputs = (
        Input("N", NET, net, MONEY),
        Input("m", "grid_extreme_move", -size if net > 0 else size, RATE),
        Input("h", "grid_extreme_share", grid.extreme_share, RATE),
    )
    return made.figure(EXTREME, EXTREME, inputs)


def _basis(made: _Made, charge: UnitCharge, grid: PortfolioRules) -> Derivation:
    inputs = (
        Input("G", "grid_gross", charge.unit.gross, MONEY),
        Input("b", "grid_basis_rate", grid.group_of(charge.unit.asset).basis, RATE),
        Input("n", "grid_days", grid.basis_days, NUMBER),
        Input("y", "grid_year", Fraction(DAYS_OF_YEAR), NUMBER),
    )
    return made.figure(BASIS, BASIS, inputs)


def _minimum(made: _Made, charge: UnitCharge, grid: PortfolioRules) -> Derivation:
    """Work MR7 out in the tier that holds: what the tiers below it charge, and the rest times its multiplier."""
    gross = charge.unit.gross
    raw, below, fixed = gross * grid.minimum_rate, Fraction(0), Fraction(0)
    multiplier = grid.minimum_tiers[0].multiplier
    for tier in grid.minimum_tiers:
        multiplier = tier.multiplier
        if tier.up_to is None or raw <= tier.up_to:
            break
        fixed += (tier.up_to - below) * multiplier
        below = tier.up_to
    inputs = (
        Input("G", "grid_gross", gross, MONEY),
        Input("c", "grid_minimum_rate", grid.minimum_rate, RATE),
        Input("e", "grid_tier_from", below, MONEY),
        Input("k", "grid_multiplier", multiplier, NUMBER),
        Input("f", "grid_tiers_below", fixed, MONEY),
    )
    return made.figure(MINIMUM, MINIMUM, inputs)
