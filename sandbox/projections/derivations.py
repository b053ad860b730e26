"""Where a shown figure comes from: a formula, its inputs with their values, the rounding, the book, an example.

Money in whole units, prices in quote, sizes in base (inverse: in quote). Every result is worked out here from the
inputs alone; it equals the figure that the engine's projections show, over random accounts of every book.
"""

from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from sandbox.engine.pool import debt_atoms, is_pooled, pool_asset
from sandbox.engine.pooled_limits import most_leaving
from sandbox.engine.predict import leg_of, twin_of
from sandbox.engine.state import Position, State
from sandbox.engine.views import cross_unit_view, unit_view_of
from sandbox.ledger.accounts import YOU, wallet_account
from sandbox.margin.requirement import Leg, bracket_of
from sandbox.margin.ruin_price import equity_weights, price_terms
from sandbox.projections.derivation_records import (
    ATOM_DOWN,
    ATOM_UP,
    BOOKED,
    EXACT,
    LEVERAGE,
    MONEY,
    PRICE,
    RATE,
    SHARE,
    SIGN,
    SIZE,
    TO_TICK,
    Derivation,
    Input,
    units,
)
from sandbox.projections.formulas import FORMULAS
from sandbox.projections.grid_derivations import grid_derivations, liquidation_derivation
from sandbox.projections.positions import PositionRow, position_row
from sandbox.projections.published_examples import EXAMPLES
from sandbox.risk.units import LegView, UnitView
from sandbox.rulebook.records import LiquidationRules
from sandbox.values.assets import ATOMS_PER_UNIT
from sandbox.values.rounding import round_down, round_up

INITIAL, MAINTENANCE, EQUITY, RATIO = "initial_margin", "maintenance", "equity", "margin_ratio"
BACKING, LIQUIDATION, TICK, BANKRUPTCY = "backing", "liquidation_price", "liquidation_tick", "bankruptcy_price"
REMOVABLE, TRANSFERABLE = "removable", "transferable"


def derive_position(state: State, position: Position) -> tuple[Derivation, ...]:
    """Return the derivations of a position's figures in the order in which one builds on the other; none unpriced."""
    if position.contract not in state.marks:
        return ()
    unit, rules = unit_view_of(state, position), state.rulebook.liquidation
    index = next(at for at, leg in enumerate(unit.legs) if leg.position == position.position)
    return _Derived(state, unit, index, rules, position_row(state, position)).all()


def derive_transferable(state: State, asset: str) -> Derivation:
    """Return how the most that may leave the contract wallet comes about, while no liquidation runs."""
    if is_pooled(state, YOU):
        return _derive_pooled(state, asset)
    unit = cross_unit_view(state, YOU, asset)
    inputs = (
        Input("C", "cash", units(unit.cash_atoms), MONEY),
        Input("MM", "cross_maintenance", units(unit.maintenance_atoms(state.rulebook.liquidation)), MONEY),
        Input("U", "cross_unrealised", units(unit.equity_atoms() - unit.cash_atoms), MONEY),
        Input("IM", "cross_initial", units(unit.initial_margin_atoms()), MONEY),
    )
    exact = worked_out("transferable", inputs)
    return Derivation(TRANSFERABLE, "transferable", inputs, exact, exact, BOOKED, MONEY, asset)


def _derive_pooled(state: State, asset: str) -> Derivation:
    """Return the most that may leave the contract wallet for one that does not count, where assets are pooled."""
    unit, held = (
        cross_unit_view(state, YOU, pool_asset(state)),
        state.balances.of(wallet_account(YOU, "contract"), asset),
    )
    balance = Input("B", "in_contract", units(held), MONEY)
    bound = unit.legs or debt_atoms(state, pool_asset(state))
    if asset != pool_asset(state) or not bound:
        most = units(most_leaving(state, "contract", "funding", asset))
        if most == balance.value:
            return Derivation(TRANSFERABLE, "transferable_all", (balance,), most, most, BOOKED, MONEY, asset)
        return Derivation(TRANSFERABLE, "by_engine", (), None, most, EXACT, MONEY, asset)
    inputs = (
        balance,
        Input("C", "pooled_cash", units(unit.cash_atoms), MONEY),
        Input("X", "collateral_exact", units(sum((one.value for one in unit.collateral), Fraction(0))), MONEY),
        Input("MM", "unit_maintenance", units(unit.maintenance(state.rulebook.liquidation)), MONEY),
        Input("E", "equity_booked", units(unit.equity_atoms()), MONEY),
        Input("IM", "cross_initial", units(unit.initial_margin_atoms()), MONEY),
    )
    exact = worked_out("transferable_pooled", inputs)
    result = units(round_down(exact * ATOMS_PER_UNIT))
    return Derivation(TRANSFERABLE, "transferable_pooled", inputs, exact, result, ATOM_DOWN, MONEY, asset)


def worked_out(formula: str, inputs: tuple[Input, ...]) -> Fraction:
    """Work a formula out with nothing but its inputs."""
    return FORMULAS[formula](**{one.symbol: one.value for one in inputs})


def in_units(leg: LegView) -> Leg:
    """Return a leg with money in whole units and its size in base (inverse: in quote)."""
    made = leg_of(leg.scale, leg.lots, leg.open_value_atoms, leg.mark_ticks)
    rows = tuple((units(up_to), rate, units(deduction)) for up_to, rate, deduction in made.brackets)
    return Leg(made.side, units(made.quantity), units(made.open_value), made.mark, made.tick, rows, made.is_inverse)


class _Derived(Struct):
    """Works the figures of one leg of a unit out, one after the other."""

    state: State
    unit: UnitView
    index: int
    rules: LiquidationRules
    row: PositionRow

    def all(self) -> tuple[Derivation, ...]:
        if self.unit.portfolio is not None:
            found = [*grid_derivations(self.unit, self.view, self.rules), self._equity(), self._ratio()]
            return (*found, *self._liquidation(), self._bankruptcy())
        found = [self._initial(), self._maintenance(), self._equity(), self._ratio()]
        if self.is_shared:
            found.append(self._backing())
        found += [*self._liquidation(), self._bankruptcy()]
        if self.row.margin_mode == "isolated" and not self.row.liquidating:
            found.append(self._removable())
        return tuple(found)

    # -- what the parts are

    @property
    def view(self) -> LegView:
        return self.unit.legs[self.index]

    @property
    def leg(self) -> Leg:
        return in_units(self.view)

    @property
    def is_entry(self) -> bool:
        return self.rules.maintenance_basis == "entry"

    @property
    def is_shared(self) -> bool:
        """Tell whether something other than the position's own margin decides its price."""
        return len(self.unit.legs) > 1 or bool(self.unit.collateral)

    @property
    def twin(self) -> int | None:
        """Return the place of the other side of its contract in the unit (hedge mode), None where there is none."""
        return twin_of(self.unit, self.index)

    @property
    def own_coins(self) -> Fraction:
        """Return the coins of the position's own base that count beside it."""
        mine = (one for one in self.unit.collateral if one.contract == self.view.contract)
        return sum((units(one.counted) for one in mine), Fraction(0))

    def _made(
        self, figure: str, formula: str, inputs: tuple[Input, ...], rounding: str = EXACT, unit: str = MONEY
    ) -> Derivation:
        exact = worked_out(formula, inputs)
        result = units(round_up(exact * ATOMS_PER_UNIT)) if rounding == ATOM_UP else exact
        example = EXAMPLES.get(formula)
        return Derivation(
            figure, formula, inputs, exact, result, rounding, unit, self.unit.asset, self.view.contract, example
        )

    def _none(self, figure: str, formula: str, unit: str) -> Derivation:
        return Derivation(figure, formula, (), None, None, EXACT, unit, self.unit.asset, self.view.contract)

    def _bracket(self, basis: Fraction) -> tuple[Input, Input]:
        """Return rate and deduction of the bracket that holds for a basis."""
        found = bracket_of(self.leg, basis)
        number = self.leg.brackets.index(found) + 1
        up_to = found[0] if len(self.leg.brackets) > 1 else None
        return (
            Input("r", self._rate_name(), found[1], RATE, number, up_to),
            Input("d", "deduction", found[2], MONEY, number, up_to),
        )

    def _rate_name(self) -> str:
        return "rate_with_fee" if self.rules.fee_in_maintenance else "rate"

    # -- the figures

    def _initial(self) -> Derivation:
        value = Input("V", "value_booked", units(abs(self.view.mark_value_atoms)), MONEY)
        inputs = (value, Input("L", "leverage", self.view.leverage, LEVERAGE))
        return self._made(INITIAL, "initial", inputs, ATOM_UP)

    def _maintenance(self) -> Derivation:
        leg = self.leg
        basis = leg.open_value if self.is_entry else leg.notional
        name = "open_value" if self.is_entry else "value_at_mark"
        return self._made(MAINTENANCE, "maintenance", (Input("B", name, basis, MONEY), *self._bracket(basis)), ATOM_UP)

    def _equity(self) -> Derivation:
        collateral = sum(one.value_atoms for one in self.unit.collateral)
        money = Input("M", self._cash_name(), units(self.unit.cash_atoms), MONEY)
        profit = units(self.unit.equity_atoms() - self.unit.cash_atoms - collateral)
        gain = Input("U", "unrealised", profit, MONEY)
        if not self.unit.collateral:
            return self._made(EQUITY, "equity", (money, gain), BOOKED)
        counted = Input("X", "collateral", units(collateral), MONEY)
        return self._made(EQUITY, "equity_pooled", (money, counted, gain), BOOKED)

    def _cash_name(self) -> str:
        return "compartment" if self.unit.margin_mode == "isolated" else "pool"

    def _ratio(self) -> Derivation:
        equity = units(self.unit.equity())
        if equity <= 0:
            return self._none(RATIO, "ratio", SHARE)
        inputs = (
            Input("MM", "unit_maintenance", units(self.unit.maintenance(self.rules)), MONEY),
            Input("E", "unit_equity", equity, MONEY),
        )
        return self._made(RATIO, "ratio", inputs, unit=SHARE)

    def _backing(self) -> Derivation:
        """Work out what the rest of the unit lends this position."""
        others = [leg for at, leg in enumerate(self.unit.legs) if at not in (self.index, self.twin)]
        gain = sum((in_units(one).unrealised() for one in others), Fraction(0))
        kept = units(sum((one.maintenance(self.rules) for one in others), Fraction(0)))
        cash = Input("C", self._cash_name(), units(self.unit.cash_atoms), MONEY)
        rest = (Input("U", "others_unrealised", gain, MONEY), Input("MM", "others_maintenance", kept, MONEY))
        if not self.unit.collateral:
            return self._made(BACKING, "backing", (cash, *rest))
        coins = [one for one in self.unit.collateral if one.contract != self.view.contract]
        counted = Input("X", "other_collateral", units(sum((one.value for one in coins), Fraction(0))), MONEY)
        return self._made(BACKING, "backing_pooled", (cash, counted, *rest))

    def _backing_input(self) -> Input:
        if not self.is_shared:
            return Input("M", self._cash_name(), units(self.unit.cash_atoms), MONEY)
        exact = self._backing().exact
        return Input("M", "backing", exact or Fraction(0), MONEY)

    def _liquidation(self) -> list[Derivation]:
        """Work out the price that separates healthy from liquidated, and the tick that follows."""
        leg, price = self.leg, self.row.liquidation_price
        kind = "inverse" if leg.is_inverse else "linear"
        if price is None:
            return [self._none(LIQUIDATION, f"liquidation_{kind}", PRICE)]
        if self.unit.portfolio is not None:
            solved = liquidation_derivation(self.unit, self.view, price)
        else:
            hedged = self.twin is not None and not self.is_entry and not self.own_coins
            plain = "pooled" if self.own_coins else kind
            solved = self._hedged(leg, price, kind) if hedged else self._solved(leg, price, plain)
            if solved.exact != price:
                solved = self._at_edge(leg, price, kind)
        found = [solved]
        if self.row.liquidation_tick is not None:
            found.append(self._tick(price, self.row.liquidation_tick * leg.tick))
        return found

    def _hedged(self, leg: Leg, price: Fraction, kind: str) -> Derivation:
        """Work out the price that a position shares with the other side of its contract in the same pool."""
        assert self.twin is not None
        twin = in_units(self.unit.legs[self.twin])
        (rate, deduction), (other_rate, other_deduction) = (price_terms(one, self.rules, price) for one in (leg, twin))
        inputs = (
            Input("V0", "open_value", leg.open_value, MONEY),
            Input("V2", "other_open_value", twin.open_value, MONEY),
            Input("s", "side", Fraction(leg.side), SIGN),
            self._backing_input(),
            Input("r", self._rate_name(), rate, RATE),
            Input("d", "deduction", deduction, MONEY),
            Input("r2", "other_rate", other_rate, RATE),
            Input("d2", "other_deduction", other_deduction, MONEY),
            Input("q", "size", leg.quantity, SIZE),
            Input("q2", "other_size", twin.quantity, SIZE),
        )
        return self._made(LIQUIDATION, f"liquidation_hedged_{kind}", inputs, unit=PRICE)

    def _at_edge(self, leg: Leg, price: Fraction, kind: str) -> Derivation:
        """Return the price as the edge of a bracket; where it is none, as the engine has it."""
        edge = next((up_to for up_to, _, _ in leg.brackets if leg.value_at(price) == up_to), None)
        if edge is None:
            asset, contract = self.unit.asset, self.view.contract
            return Derivation(LIQUIDATION, "by_engine", (), None, price, EXACT, PRICE, asset, contract)
        inputs = (Input("u", "bracket_edge", edge, MONEY), Input("q", "size", leg.quantity, SIZE))
        return self._made(LIQUIDATION, f"edge_{kind}", inputs, unit=PRICE)

    def _solved(self, leg: Leg, price: Fraction, kind: str) -> Derivation:
        first = (
            Input("V0", "open_value", leg.open_value, MONEY),
            Input("s", "side", Fraction(leg.side), SIGN),
            self._backing_input(),
        )
        size: tuple[Input, ...] = (Input("q", "size", leg.quantity, SIZE),)
        if kind == "pooled":
            size += (Input("h", "own_coins", self.own_coins, SIZE),)
        if self.is_entry:
            kept = Input("K", "maintenance_at_entry", units(self.view.maintenance(self.rules)), MONEY)
            return self._made(LIQUIDATION, f"liquidation_{kind}_entry", (*first, kept, *size), unit=PRICE)
        rate, deduction = price_terms(leg, self.rules, price)
        number = next(at for at, row in enumerate(leg.brackets, start=1) if row[1:] == (rate, deduction))
        up_to = leg.brackets[number - 1][0] if len(leg.brackets) > 1 else None
        terms = (
            Input("r", self._rate_name(), rate, RATE, number, up_to),
            Input("d", "deduction", deduction, MONEY, number, up_to),
        )
        return self._made(LIQUIDATION, f"liquidation_{kind}", (*first, *terms, *size), unit=PRICE)

    def _tick(self, price: Fraction, tick_price: Fraction) -> Derivation:
        leg = self.leg
        inputs = (Input("P", "liquidation_price", price, PRICE), Input("t", "tick", leg.tick, PRICE))
        return Derivation(TICK, "tick", inputs, price, tick_price, TO_TICK, PRICE, self.unit.asset, self.view.contract)

    def _bankruptcy(self) -> Derivation:
        leg, legs = self.leg, [in_units(one) for one in self.unit.legs]
        kind = "inverse" if leg.is_inverse else "linear"
        if self.row.bankruptcy_price is None:
            return self._none(BANKRUPTCY, f"bankruptcy_{kind}", PRICE)
        sold = sum((one.sale_value for one in self.unit.collateral), Fraction(self.unit.cash_atoms))
        equity = units(sold) + sum((one.unrealised() for one in legs), Fraction(0))
        weight = self._weight(legs, equity)
        inputs = (
            Input("p", "mark", leg.mark, PRICE),
            Input("s", "side", Fraction(leg.side), SIGN),
            Input("E", "equity_sold" if self.unit.collateral else "unit_equity", equity, MONEY),
            Input("w", "weight", weight, SHARE),
            Input("q", "size", leg.quantity, SIZE),
        )
        return self._made(BANKRUPTCY, f"bankruptcy_{kind}", inputs, unit=PRICE)

    def _weight(self, legs: list[Leg], equity: Fraction) -> Fraction:
        if self.unit.portfolio is None or equity < 0:
            return equity_weights(legs, equity, self.rules)[self.index]
        sold = replace(self.unit, collateral=())
        return sold.leg_maintenance(self.view, self.rules) / sold.maintenance(self.rules)

    def _removable(self) -> Derivation:
        inputs = (
            Input("M", "compartment", units(self.unit.cash_atoms), MONEY),
            Input("MM", "unit_maintenance_up", units(self.unit.maintenance_atoms(self.rules)), MONEY),
            Input("U", "unrealised", units(self.unit.equity_atoms() - self.unit.cash_atoms), MONEY),
            Input("IM", "initial", units(self.unit.initial_margin_atoms()), MONEY),
        )
        return self._made(REMOVABLE, "removable", inputs, BOOKED)
