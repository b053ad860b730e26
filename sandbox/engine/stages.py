"""The stages of a running liquidation: reductions, slices, takeover, release (architecture section 6).

Each stage is due `stage_seconds` after the one before; a check follows each reduction.
"""

from msgspec.structs import replace

from sandbox.engine.borrowing import repay, sell_all_of
from sandbox.engine.fund_history import fund_of
from sandbox.engine.pool import is_pooled
from sandbox.engine.state import Liquidation, Position, State, place_of
from sandbox.engine.turn import DeskLeg, Turn
from sandbox.engine.views import cross_unit_view, isolated_unit_view
from sandbox.ledger.accounts import DESK, compartment_account, wallet_account
from sandbox.matching.netting import net
from sandbox.messages.events import (
    LiquidationReduced,
    LiquidationReleased,
    LiquidationStaged,
    PositionTakenOver,
)
from sandbox.risk.liquidation import Reduction, equity_shares, next_reduction, share_of_margin, slice_lots
from sandbox.risk.units import LegView, UnitView
from sandbox.values.rounding import round_half_even

REDUCE, SLICE, TAKE_OVER, CLOSE, RELEASE = "reduce", "slice", "take_over", "close", "release"


def unit_of(state: State, liquidation: Liquidation) -> UnitView:
    """Return the liquidated unit as it stands now; without legs once everything was sold or taken over.

    A cross position whose first price came after t0 is none of its legs: the liquidation leaves it alone.
    """
    if liquidation.margin_mode == "cross":
        view = cross_unit_view(state, liquidation.owner, liquidation.unit.rsplit("/", 1)[1])
        places = {(leg.contract, leg.slot) for leg in liquidation.legs}
        return replace(view, legs=tuple(leg for leg in view.legs if (leg.contract, leg.slot) in places))
    leg = liquidation.legs[0]
    position = state.held(liquidation.owner, leg.contract, leg.slot)
    if position is not None and position.position == leg.position:
        return isolated_unit_view(state, position)
    settle = state.scales[leg.contract].settle
    cash = state.balances.of(compartment_account(liquidation.owner, leg.position), settle)
    return UnitView(liquidation.unit, liquidation.owner, "isolated", settle, cash, ())


def plan_first_stage(turn: Turn, liquidation: Liquidation, unit: UnitView) -> None:
    """Decide at t0 what comes first, one stage later: a slice, a reduction, or the takeover."""
    rules = turn.state.rulebook.liquidation
    if rules.steps == "slices":
        _next(turn, liquidation, SLICE)
    else:
        _next(turn, liquidation, TAKE_OVER if _reduction(turn, liquidation, unit) is None else REDUCE)


def run_due_stage(turn: Turn, liquidation: Liquidation) -> None:
    """Run the stage that is due now; closing is left to the waterfall (its desk legs go to `turn.shortfalls`)."""
    if liquidation.stage == REDUCE:
        _reduce(turn, liquidation)
    elif liquidation.stage == SLICE:
        _slice(turn, liquidation)
    elif liquidation.stage == TAKE_OVER:
        _take_over(turn, liquidation)
    elif liquidation.stage == RELEASE:
        finish(turn, liquidation, healthy=False)


def _next(turn: Turn, liquidation: Liquidation, stage: str) -> None:
    due = turn.state.now_ns + turn.state.rulebook.liquidation.stage_ns
    turn.emit(
        LiquidationStaged(
            liquidation=liquidation.liquidation, stage=stage, due_ns=due, stage_number=liquidation.stage_number + 1
        )
    )


def finish(turn: Turn, liquidation: Liquidation, *, healthy: bool) -> None:
    """Release the unit; what is left in the compartment of a position that is gone returns to the contract wallet."""
    state = turn.state
    if liquidation.margin_mode == "isolated" and liquidation.legs:
        unit = unit_of(state, liquidation)
        if not unit.legs:
            source = compartment_account(liquidation.owner, liquidation.legs[0].position)
            target = wallet_account(liquidation.owner, "contract")
            turn.transfer(source, target, unit.asset, unit.cash_atoms, liquidation.liquidation)
    turn.emit(
        LiquidationReleased(
            liquidation=liquidation.liquidation, unit=liquidation.unit, owner=liquidation.owner, healthy=healthy
        )
    )


def _reduce(turn: Turn, liquidation: Liquidation) -> None:
    state, rules = turn.state, turn.state.rulebook.liquidation
    unit = unit_of(state, liquidation)
    if not unit.is_liquidatable(rules):
        finish(turn, liquidation, healthy=True)
        return
    reduction = _reduction(turn, liquidation, unit)
    if reduction is None or not _sell_from_unit(turn, liquidation, unit, reduction.leg, reduction.lots):
        _take_over(turn, liquidation)
        return
    after = unit_of(state, liquidation)
    if not after.is_liquidatable(rules):
        finish(turn, liquidation, healthy=True)
    else:
        _next(turn, liquidation, TAKE_OVER if _reduction(turn, liquidation, after) is None else REDUCE)


def _reduction(turn: Turn, liquidation: Liquidation, unit: UnitView) -> Reduction | None:
    """Return the next sale; after a partial one its owner's positions go whole until the cool-down ends."""
    state = turn.state
    is_cooling = state.now_ns < state.cooldowns.get(liquidation.owner, state.now_ns)
    return next_reduction(unit, state.rulebook.liquidation, is_cooling=is_cooling)


def _sell_from_unit(turn: Turn, liquidation: Liquidation, unit: UnitView, leg: LegView, lots: int) -> bool:
    """Sell lots of a leg at the mark, loss and fee from the unit's cash; False where cash does not cover them."""
    state, cause = turn.state, liquidation.liquidation
    position = _position_of(state, liquidation, leg)
    trade = -lots if leg.lots > 0 else lots
    value = leg.scale.value_atoms(lots, leg.mark_ticks)
    netted = net(leg.lots, leg.open_value_atoms, trade, value, leg.scale.direction)
    fee = round_half_even(value * state.rulebook.liquidation.fee)
    needed = fee - netted.realised_atoms
    winners = sum(max(0, one.unrealised_atoms) for one in unit.legs if one.position != leg.position)
    if needed > unit.cash_atoms + winners:
        return False
    turn.write_position(position, netted.lots, netted.open_value_atoms, cause)
    if liquidation.margin_mode == "cross":
        turn.ensure_cash(liquidation.owner, unit.asset, needed, cause)
    account = turn.margin_account(position)
    turn.settle(leg.contract, account, netted.realised_atoms, cause)
    turn.transfer(account, fund_of(state, leg.contract), unit.asset, fee, cause)
    turn.trade_liquidity(leg.contract, -trade, value, cause)
    turn.emit(
        LiquidationReduced(
            liquidation=cause,
            contract=leg.contract,
            lots=lots,
            price_ticks=leg.mark_ticks,
            value_atoms=value,
            realised_atoms=netted.realised_atoms,
            fee_atoms=fee,
            lost_atoms=fee - netted.realised_atoms,
            slot=leg.slot,
        )
    )
    return True


def _take_over(turn: Turn, liquidation: Liquidation) -> None:
    """Hand all positions to the desk; the unit is left at exactly 0. Collateral that came meanwhile is sold first."""
    pooled = liquidation.margin_mode == "cross" and is_pooled(turn.state, liquidation.owner)
    if pooled:
        for one in unit_of(turn.state, liquidation).collateral:
            sell_all_of(turn, one.asset, liquidation.liquidation)
    unit = unit_of(turn.state, liquidation)
    parts = [(leg, abs(leg.lots)) for leg in unit.legs]
    hand_over(turn, liquidation, unit, parts, unit.equity_atoms())
    if pooled:
        repay(turn, liquidation.liquidation)
    _next(turn, liquidation, CLOSE)


def hand_over(
    turn: Turn, liquidation: Liquidation, unit: UnitView, parts: list[tuple[LegView, int]], equity_atoms: int
) -> None:
    """Hand lots of legs to the desk at signed mark value minus their share of the equity; gains before losses.

    `equity_atoms` is the margin of these lots plus their unrealised profit: the unit pays exactly that margin.
    """
    state, rules, cause = turn.state, turn.state.rulebook.liquidation, liquidation.liquidation
    legs = [_part_of(state, leg, lots) for leg, lots in parts]
    asked = None
    if unit.portfolio is not None:
        asked = [unit.leg_maintenance(leg, rules) * lots / abs(leg.lots) for leg, lots in parts]
    shares = equity_shares(legs, equity_atoms, rules, asked)
    moves = []
    for (whole, lots), part, share in zip(parts, legs, shares, strict=True):
        desk_value = part.mark_value_atoms - share
        moves.append((whole, part, lots, desk_value, desk_value - part.open_value_atoms))
    for whole, part, lots, desk_value, result in sorted(moves, key=lambda move: move[4] < 0):
        position = _position_of(state, liquidation, whole)
        account = turn.margin_account(position)
        turn.write_position(position, whole.lots - part.lots, whole.open_value_atoms - part.open_value_atoms, cause)
        held = state.desk.get(place_of(cause, whole.contract, whole.slot))
        desk_lots = part.lots + (held.lots if held else 0)
        desk_open = desk_value + (held.open_value_atoms if held else 0)
        desk = replace(position, position=cause, owner=DESK, lots=desk_lots, open_value_atoms=desk_open)
        turn.write_position(desk, desk_lots, desk_open, cause)
        turn.settle(whole.contract, account, result, cause)
        turn.emit(
            PositionTakenOver(
                liquidation=cause,
                contract=whole.contract,
                lots=lots,
                open_value_atoms=desk_value,
                lost_atoms=-result,
                slot=whole.slot,
            )
        )


def _position_of(state: State, liquidation: Liquidation, leg: LegView) -> Position:
    return state.positions[place_of(liquidation.owner, leg.contract, leg.slot)]


def _part_of(state: State, leg: LegView, lots: int) -> LegView:
    """Return `lots` (unsigned) of a leg with their share of its open value, as a sale of them would release it."""
    if lots == abs(leg.lots):
        return leg
    trade = -lots if leg.lots > 0 else lots
    left = net(leg.lots, leg.open_value_atoms, trade, 0, leg.scale.direction)
    return LegView(
        leg.position,
        leg.contract,
        -trade,
        leg.open_value_atoms - left.open_value_atoms,
        leg.mark_ticks,
        leg.leverage,
        state.scales[leg.contract].sized(lots),
        leg.slot,
    )


def _slice(turn: Turn, liquidation: Liquidation) -> None:
    """Sell the next slice of every position with its share of the margin; beyond the share the waterfall acts."""
    state, rules = turn.state, turn.state.rulebook.liquidation
    unit = unit_of(state, liquidation)
    sold = {leg.position: leg for leg in liquidation.legs}
    parts = []
    for leg in unit.legs:
        record = sold[leg.position]
        lots = slice_lots(abs(record.lots), record.sold_lots, rules.slice)
        if lots:
            parts.append((leg, lots))
    share = _slice_margin(liquidation, unit, parts)
    pieces = [_part_of(state, leg, lots) for leg, lots in parts]
    result = sum(piece.unrealised_atoms for piece in pieces)
    if share + result >= 0:
        _sell_slice(turn, liquidation, parts, share)
    else:
        hand_over(turn, liquidation, unit, parts, share + result)
        turn.shortfalls += [
            DeskLeg(liquidation.liquidation, liquidation.owner, leg.contract, slot=leg.slot) for leg, _ in parts
        ]


def plan_after_closing(turn: Turn, liquidation: Liquidation) -> None:
    """Plan what follows a closing or a slice once its money is settled: release, or the next slice after a check."""
    state = turn.state
    after = unit_of(state, liquidation)
    if liquidation.stage == CLOSE or not after.legs:
        _next(turn, liquidation, RELEASE)
    elif not after.is_liquidatable(state.rulebook.liquidation):
        finish(turn, liquidation, healthy=True)
    else:
        _next(turn, liquidation, SLICE)


def _slice_margin(liquidation: Liquidation, unit: UnitView, parts: list[tuple[LegView, int]]) -> int:
    """Return the margin this slice carries: the share of the largest leg's original lots that it sells."""
    selling = {leg.position: lots for leg, lots in parts}
    record = max((one for one in liquidation.legs if one.position in selling), key=lambda one: abs(one.lots))
    sold_after = record.sold_lots + selling[record.position]
    share = share_of_margin(liquidation.margin_atoms, abs(record.lots), record.sold_lots, sold_after)
    return min(unit.cash_atoms, share)


def _unit_account(liquidation: Liquidation) -> str:
    """Name the ledger account that holds the margin of a liquidated unit."""
    if liquidation.margin_mode == "isolated":
        return compartment_account(liquidation.owner, liquidation.legs[0].position)
    return wallet_account(liquidation.owner, "contract")


def _sell_slice(turn: Turn, liquidation: Liquidation, parts: list[tuple[LegView, int]], share_atoms: int) -> None:
    """Sell a slice that its share of the margin pays for: gains before losses, then the fees, at most what is left."""
    state, cause = turn.state, liquidation.liquidation
    pieces = sorted(
        ((leg, lots, _part_of(state, leg, lots)) for leg, lots in parts), key=lambda one: one[2].unrealised_atoms < 0
    )
    left = share_atoms + sum(piece.unrealised_atoms for _, _, piece in pieces)
    for leg, _, piece in pieces:
        position = _position_of(state, liquidation, leg)
        turn.write_position(position, leg.lots - piece.lots, leg.open_value_atoms - piece.open_value_atoms, cause)
        turn.settle(leg.contract, turn.margin_account(position), piece.unrealised_atoms, cause)
        turn.trade_liquidity(leg.contract, piece.lots, abs(piece.mark_value_atoms), cause)
    account = _unit_account(liquidation)
    for leg, lots, piece in pieces:  # only now: a fee may take what another piece gained
        value, realised = abs(piece.mark_value_atoms), piece.unrealised_atoms
        fee = min(round_half_even(value * state.rulebook.liquidation.fee), left)
        left -= fee
        turn.transfer(account, fund_of(state, leg.contract), leg.scale.settle, fee, cause)
        turn.emit(
            LiquidationReduced(
                liquidation=cause,
                contract=leg.contract,
                lots=lots,
                price_ticks=leg.mark_ticks,
                value_atoms=value,
                realised_atoms=realised,
                fee_atoms=fee,
                lost_atoms=fee - realised,
                slot=leg.slot,
            )
        )
