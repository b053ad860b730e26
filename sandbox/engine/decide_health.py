"""Health: warn at 80 %, and start a liquidation where equity meets maintenance at the mark."""

from sandbox.engine.auto_transfer import bring_in
from sandbox.engine.borrowing import repay, sell_all_of
from sandbox.engine.decide_orders import cancel_order
from sandbox.engine.pool import is_pooled
from sandbox.engine.predict import predict_leg_of
from sandbox.engine.stages import finish, plan_first_stage
from sandbox.engine.top_up import top_up
from sandbox.engine.turn import Turn
from sandbox.engine.views import all_units, cross_unit_view
from sandbox.messages.events import LiquidationLeg, LiquidationStarted, MarginWarned, MarginWarningCleared
from sandbox.risk.units import UnitView
from sandbox.values.assets import decimal_text


def check_health(turn: Turn) -> None:
    """Check every unit that is not being liquidated: warnings first, then triggers."""
    state, rules = turn.state, turn.state.rulebook.liquidation
    units = {unit.unit: unit for unit in all_units(state)}
    for gone in sorted(state.warned - units.keys()):
        turn.emit(MarginWarningCleared(unit=gone, owner=gone.split("/", 1)[0]))
    seen = len(turn.events)
    for unit in units.values():
        if unit.unit in state.liquidations:
            continue
        if unit.margin_mode == "cross" and len(turn.events) != seen:  # a top-up took of the pool, a cancel gave back
            unit = cross_unit_view(state, unit.owner, unit.asset)
        if unit.is_liquidatable(rules):
            unit = bring_in(turn, top_up(turn, unit))
            if unit.is_liquidatable(rules):
                unit = start_liquidation(turn, unit)
                if unit.unit in state.liquidations:
                    continue
        warned = unit.unit in state.warned
        if unit.warns(rules, warned) and not warned:
            turn.emit(
                MarginWarned(
                    unit=unit.unit,
                    owner=unit.owner,
                    equity_atoms=unit.equity_atoms(),
                    maintenance_atoms=unit.maintenance_atoms(rules),
                )
            )
        elif warned and not unit.warns(rules, True):
            turn.emit(MarginWarningCleared(unit=unit.unit, owner=unit.owner))


def start_liquidation(turn: Turn, unit: UnitView) -> UnitView:
    """Begin at t0: lock, cancel the unit's orders, check again; healthy again is released at once.

    Returns the unit as it stands then.
    """
    state, rules = turn.state, turn.state.rulebook.liquidation
    name = f"liq-{state.liquidation_count + 1}"
    turn.emit(
        LiquidationStarted(
            liquidation=name,
            unit=unit.unit,
            owner=unit.owner,
            contracts=tuple(leg.contract for leg in unit.legs),
            margin_mode=unit.margin_mode,
            equity_atoms=unit.equity_atoms(),
            maintenance_atoms=unit.maintenance_atoms(rules),
        )
    )
    places = {(leg.contract, leg.slot) for leg in unit.legs}
    for order in list(state.orders.values()):
        if order.owner != unit.owner or order.margin_mode != unit.margin_mode:
            continue
        in_pool = unit.margin_mode == "cross" and state.scales[order.contract].settle == unit.asset
        if in_pool or (order.contract, order.slot) in places:
            cancel_order(turn, order, "liquidation", name)
    before = cross_unit_view(state, unit.owner, unit.asset) if unit.margin_mode == "cross" else unit
    checked = sell_collateral(turn, before, name)
    liquidation = state.liquidations[unit.unit]
    if not checked.is_liquidatable(rules):
        finish(turn, liquidation, healthy=True)
        return checked
    for index, leg in enumerate(checked.legs):
        price = predict_leg_of(before, index, rules).liquidation_price
        bankruptcy = predict_leg_of(checked, index, rules).bankruptcy_price
        turn.emit(
            LiquidationLeg(
                liquidation=name,
                position=leg.position,
                owner=unit.owner,
                contract=leg.contract,
                lots=leg.lots,
                open_value_atoms=leg.open_value_atoms,
                margin_atoms=checked.cash_atoms,
                mark_ticks=leg.mark_ticks,
                liquidation_price_text=None if price is None else decimal_text(price),
                bankruptcy_price_text=None if bankruptcy is None else decimal_text(bankruptcy),
                slot=leg.slot,
            )
        )
    plan_first_stage(turn, liquidation, checked)
    return checked


def sell_collateral(turn: Turn, unit: UnitView, cause: str) -> UnitView:
    """Sell a pooled unit's collateral, asset by asset in the book's order, until it is healthy; return it then.

    Coins that hedge positions of a portfolio are kept until the takeover: without them it would have to hold more. A
    book of slices knows no takeover, so there they are sold too.
    """
    state, rules = turn.state, turn.state.rulebook.liquidation
    if unit.margin_mode != "cross" or not is_pooled(state, unit.owner, unit.asset):
        return unit
    repay(turn, cause)
    keeps = unit.portfolio is not None and rules.steps != "slices"
    hedges = {one.asset for one in unit.risk_units() if one.hedging} if keeps else set()
    for one in unit.collateral:
        if one.asset in hedges:
            continue
        if not cross_unit_view(state, unit.owner, unit.asset).is_liquidatable(rules):
            break
        sell_all_of(turn, one.asset, cause)
    return cross_unit_view(state, unit.owner, unit.asset)
