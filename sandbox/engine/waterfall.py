"""The waterfall: the desk closes what it took over; a surplus goes on, a shortfall meets fund, ADL or the winners.

Four phases in this order, each over all desks of the step: close, insurance fund, ADL, socialised loss.
"""

from functools import partial

from sandbox.engine.desk_sales import booked_loss, emit_closed, sell_from_desk
from sandbox.engine.fund_history import fund_budget, fund_of
from sandbox.engine.stages import plan_after_closing
from sandbox.engine.state import Liquidation, Position, place_of
from sandbox.engine.turn import DeskLeg, Turn, UnitSurplus
from sandbox.engine.views import adl_queue, ranked_candidates
from sandbox.ledger.accounts import DESK, LIQUIDITY, wallet_account
from sandbox.matching.netting import net
from sandbox.matching.orders import opposite
from sandbox.messages.events import LossSocialised, TraderDeleveraged
from sandbox.risk.deleveraging import Candidate, loses_at
from sandbox.risk.insurance_fund import cap_atoms, lots_held, lots_paid
from sandbox.risk.socialising import loss_shares
from sandbox.values.rounding import div_half_even, round_half_even


def close_desk(turn: Turn, liquidation: Liquidation) -> None:
    """Sell a unit's positions at the mark, surpluses first; what a surplus of the unit cannot cover meets the fund."""
    state, name = turn.state, liquidation.liquidation
    legs = [position for _, position in sorted(state.desk.items()) if position.position == name]
    results = {p.place: state.unrealised_atoms(p) for p in legs}
    surplus = sum(max(0, result) for result in results.values())
    covered, purse = surplus, UnitSurplus()
    sold: list[tuple[Position, int, int]] = []
    for position in sorted(legs, key=lambda p: results[p.place] < 0):
        loss = -results[position.place]
        if loss > covered:
            purse.atoms += covered
            turn.shortfalls.append(DeskLeg(name, liquidation.owner, position.contract, purse, position.slot))
            covered = 0
            continue
        covered -= max(0, loss)
        value = abs(state.mark_value_atoms(position))
        sell_from_desk(turn, position, abs(position.lots), value)
        sold.append((position, value, -loss))
    _share_out(turn, liquidation, sold, covered)


def _share_out(turn: Turn, liquidation: Liquidation, sold: list[tuple[Position, int, int]], left_atoms: int) -> None:
    """Pay the liquidation fees from what is left, then the rest to the fund or the trader, leg by leg."""
    state, rules, name = turn.state, turn.state.rulebook.liquidation, liquidation.liquidation
    to_trader = rules.surplus_to == "trader"
    fees = []
    for _, value, _ in sold:
        fees.append(min(round_half_even(value * rules.fee), left_atoms))
        left_atoms -= fees[-1]
    for index, ((position, value, result), fee) in enumerate(zip(sold, fees, strict=True)):
        asset = state.scales[position.contract].settle
        rest = left_atoms if index == len(sold) - 1 else min(left_atoms, max(0, result - fee))
        left_atoms -= rest
        fund = fund_of(state, position.contract)
        target = wallet_account(liquidation.owner, "contract") if to_trader else fund
        turn.transfer(DESK, fund, asset, fee, name)
        turn.transfer(DESK, target, asset, rest, name)
        emit_closed(
            turn,
            name,
            position,
            abs(position.lots),
            value,
            result,
            fee=fee,
            to_fund=0 if to_trader else rest,
            to_trader=rest if to_trader else 0,
        )


def draw_fund(turn: Turn) -> None:
    """Let the fund pay for as many whole lots of each shortfall as it can and may hold; sell those in the market."""
    state = turn.state
    rooms = _rooms(turn)
    for leg in turn.shortfalls:
        position = state.desk[leg.place]
        asset, lots, fund = state.scales[leg.contract].settle, abs(position.lots), fund_of(state, leg.contract)
        shortfall, loss_of = booked_loss(turn, position, lots), partial(booked_loss, turn, position)
        paid = lots
        if shortfall > 0:
            paid = lots_paid(leg.surplus.atoms + fund_budget(state, fund, asset), lots, shortfall, loss_of)
            if rooms:
                own = lots_paid(leg.surplus.atoms, lots, shortfall, loss_of)
                value = state.scales[leg.contract].value_atoms(lots, state.marks[leg.contract])
                paid = min(paid, own + lots_held(rooms[fund], lots, value))
                if paid > own:
                    rooms[fund] -= state.scales[leg.contract].value_atoms(paid - own, state.marks[leg.contract])
        if paid == 0:
            continue
        loss = loss_of(paid)
        from_fund = max(0, loss - leg.surplus.atoms)
        leg.surplus.atoms -= min(max(0, loss), leg.surplus.atoms)
        turn.transfer(fund, DESK, asset, from_fund, leg.liquidation)
        value = state.scales[leg.contract].value_atoms(paid, state.marks[leg.contract])
        sell_from_desk(turn, position, paid, value)
        leg.surplus.atoms += max(0, -loss)
        emit_closed(turn, leg.liquidation, position, paid, value, -loss, from_fund=from_fund)


def _rooms(turn: Turn) -> dict[str, int]:
    """Return what each fund may take over in this step, in atoms of notional; nothing where the book has no cap."""
    state, cap = turn.state, turn.state.rulebook.liquidation.position_cap
    if not cap:
        return {}
    funds = {fund_of(state, leg.contract): state.scales[leg.contract].settle for leg in turn.shortfalls}
    return {fund: cap_atoms(cap, state.balances.of(fund, asset)) for fund, asset in funds.items()}


def deleverage(turn: Turn) -> None:
    """Cut ranked opposite positions at the bankruptcy price (or the mark, by the book); `liquidity` is last.

    At another price than its own the desk loses: what its unit's surplus does not cover is socialised then, over the
    winners that are left.
    """
    if turn.state.rulebook.liquidation.beyond_fund != "adl":
        return
    for leg in turn.shortfalls:
        position = turn.state.desk.get(leg.place)
        if position is None:
            continue
        owed = _deleverage_leg(turn, leg)
        lacking = owed - leg.surplus.atoms
        if lacking > 0:
            _collect_from_winners(turn, leg, lacking)
            emit_closed(turn, leg.liquidation, position, 0, 0, 0, socialised=lacking)
        turn.settle(leg.contract, DESK, -owed, leg.liquidation)
        leg.surplus.atoms = max(0, -lacking)


def _adl_ticks(turn: Turn, contract: str) -> int:
    state = turn.state
    previous = state.rulebook.liquidation.adl_price == "previous_mark"
    return state.previous_marks.get(contract, state.marks[contract]) if previous else state.marks[contract]


def _deleverage_leg(turn: Turn, leg: DeskLeg) -> int:
    """Cut one queue until nothing is left; return what the desk owes for it (< 0: gained), not yet paid."""
    state, owed = turn.state, 0
    queue = adl_queue(state, leg.contract, opposite(state.desk[leg.place].side))
    for candidate in [*queue, None]:
        desk = state.desk.get(leg.place)
        if desk is None:
            break
        if candidate is not None and loses_at(candidate, _adl_value(turn, desk, abs(candidate.lots))):
            continue
        lots = min(abs(desk.lots), abs(candidate.lots)) if candidate else abs(desk.lots)
        value = _adl_value(turn, desk, lots)
        trade = lots if desk.lots > 0 else -lots  # what the other side receives
        netted = net(desk.lots, desk.open_value_atoms, -trade, value, state.scales[leg.contract].direction)
        turn.write_position(desk, netted.lots, netted.open_value_atoms, leg.liquidation)
        owed -= netted.realised_atoms
        realised = 0
        if candidate is None:
            turn.trade_liquidity(leg.contract, trade, value, leg.liquidation)
        else:
            realised = _cut(turn, candidate, trade, value, leg.liquidation)
        turn.emit(
            TraderDeleveraged(
                liquidation=leg.liquidation,
                owner=candidate.owner if candidate else LIQUIDITY,
                position=candidate.position if candidate else "",
                contract=leg.contract,
                lots=lots,
                value_atoms=value,
                realised_atoms=realised,
                rank=candidate.rank if candidate else len(queue) + 1,
                slot=leg.slot,
            )
        )
    return owed


def _adl_value(turn: Turn, desk: Position, lots: int) -> int:
    """Return the value of an ADL: at the desk's own average (the last fill takes all of it), or the mark."""
    if turn.state.rulebook.liquidation.adl_price != "bankruptcy":
        return turn.state.scales[desk.contract].value_atoms(lots, _adl_ticks(turn, desk.contract))
    total, open_value = abs(desk.lots), abs(desk.open_value_atoms)
    return open_value if lots == total else div_half_even(open_value * lots, total)


def _cut(turn: Turn, candidate: Candidate, trade_lots: int, value_atoms: int, cause: str) -> int:
    """Reduce a candidate's position at a value; an isolated winner is released its share (architecture section 5)."""
    state = turn.state
    position = state.positions[place_of(candidate.owner, candidate.contract, candidate.slot)]
    account, asset = turn.margin_account(position), state.scales[position.contract].settle
    before = state.compartment_atoms(position) if position.margin_mode == "isolated" else 0
    direction = state.scales[position.contract].direction
    netted = net(position.lots, position.open_value_atoms, trade_lots, value_atoms, direction)
    turn.write_position(position, netted.lots, netted.open_value_atoms, cause)
    turn.settle(position.contract, account, netted.realised_atoms, cause)
    if position.margin_mode == "isolated":
        released = max(0, before * netted.closed_lots // abs(position.lots) + netted.realised_atoms)
        turn.transfer(account, wallet_account(position.owner, "contract"), asset, released, cause)
    return netted.realised_atoms


def socialise(turn: Turn) -> None:
    """Sell what is left at the mark, share the loss over the winners of the contract, and plan what follows."""
    state = turn.state
    for leg in turn.shortfalls:
        position = state.desk.get(leg.place)
        if position is not None:
            lots = abs(position.lots)
            loss = booked_loss(turn, position, lots)
            lacking = max(0, loss - leg.surplus.atoms)
            _collect_from_winners(turn, leg, lacking)
            leg.surplus.atoms = max(0, leg.surplus.atoms - loss)
            value = state.scales[leg.contract].value_atoms(lots, state.marks[leg.contract])
            sell_from_desk(turn, position, lots, value)
            emit_closed(turn, leg.liquidation, position, lots, value, -loss, socialised=lacking)
    for leg in turn.shortfalls:
        _return_surplus(turn, leg)
    turn.shortfalls.clear()
    for liquidation in turn.settling:
        plan_after_closing(turn, liquidation)
    turn.settling.clear()


def _collect_from_winners(turn: Turn, leg: DeskLeg, loss_atoms: int) -> None:
    """Realise every winner's profit at the mark and take its share of the loss to the desk; `liquidity` stands last."""
    state, contract = turn.state, leg.contract
    asset, cause = state.scales[contract].settle, leg.liquidation
    winners = _winners(turn, contract)
    shares = loss_shares(loss_atoms, [state.unrealised_atoms(position) for position in winners])
    for position, share in zip(winners, shares, strict=True):
        turn.realise_at_mark(position, cause)
        turn.transfer(turn.margin_account(position), DESK, asset, share, cause)
        if share:
            turn.emit(
                LossSocialised(liquidation=cause, owner=position.owner, contract=contract, atoms=share, slot=leg.slot)
            )
    rest = loss_atoms - sum(shares)
    if rest:  # profits were taken out before: the counterparty of last resort stands in
        turn.transfer(LIQUIDITY, DESK, asset, rest, cause)
        turn.emit(LossSocialised(liquidation=cause, owner=LIQUIDITY, contract=contract, atoms=rest, slot=leg.slot))


def _winners(turn: Turn, contract: str) -> list[Position]:
    """Return the positions in profit by ADL rank, `liquidity` last; units under liquidation are left out."""
    state = turn.state
    held = [one for owner in state.owners for one in state.held_in(owner, contract)]
    queue = ranked_candidates(state, [one for one in held if state.unrealised_atoms(one) > 0])
    winners = [state.positions[place_of(one.owner, contract, one.slot)] for one in queue]
    market = state.held(LIQUIDITY, contract)
    if market is not None and state.unrealised_atoms(market) > 0:
        winners.append(market)
    return winners


def _return_surplus(turn: Turn, leg: DeskLeg) -> None:
    """Send on what is left on the desk of a unit's own surplus: to the fund, or the trader where the book says so."""
    if not leg.surplus.atoms:
        return
    to_trader = turn.state.rulebook.liquidation.surplus_to == "trader"
    target = wallet_account(leg.owner, "contract") if to_trader else fund_of(turn.state, leg.contract)
    turn.transfer(DESK, target, turn.state.scales[leg.contract].settle, leg.surplus.atoms, leg.liquidation)
    leg.surplus.atoms = 0
