"""Read-only views of the state: units, what is available, the ADL queue. Decides nothing, writes nothing."""

from sandbox.engine.pool import (
    collateral_views,
    counting_wallets,
    debt_atoms,
    is_pooled,
    payable_atoms,
    stress_grid,
)
from sandbox.engine.state import Position, State, cross_unit, isolated_unit
from sandbox.ledger.accounts import LIQUIDITY, SAVINGS, YOU
from sandbox.matching.orders import signed_lots
from sandbox.risk.deleveraging import Candidate, ranked, score
from sandbox.risk.units import LegView, UnitView


def leg_view(state: State, position: Position) -> LegView:
    """Return a position as a leg at the present mark."""
    return LegView(
        position.position,
        position.contract,
        position.lots,
        position.open_value_atoms,
        state.marks[position.contract],
        position.leverage,
        state.scales[position.contract].sized(position.lots),
        position.slot,
    )


def isolated_unit_view(state: State, position: Position) -> UnitView:
    """Return the unit of one isolated position; without a price it has no leg."""
    priced = position.contract in state.marks
    return UnitView(
        isolated_unit(position.owner, position.position),
        position.owner,
        "isolated",
        state.scales[position.contract].settle,
        state.compartment_atoms(position),
        (leg_view(state, position),) if priced else (),
    )


def cross_unit_view(state: State, owner: str, asset: str) -> UnitView:
    """Return the unit of an owner's cross positions settled in `asset`; legs without a price are left out.

    Where the account mode pools assets, its cash is that of every wallet that counts, less debt.
    """
    legs = tuple(
        leg_view(state, one)
        for one in state.positions_of(owner)
        if one.margin_mode == "cross" and state.scales[one.contract].settle == asset and one.contract in state.marks
    )
    cash = payable_atoms(state, owner, asset)
    if not is_pooled(state, owner, asset):
        return UnitView(cross_unit(owner, asset), owner, "cross", asset, cash, legs)
    cash -= debt_atoms(state, asset)
    grid = stress_grid(state)
    return UnitView(cross_unit(owner, asset), owner, "cross", asset, cash, legs, collateral_views(state), grid)


def unit_view_of(state: State, position: Position) -> UnitView:
    """Return the unit a position belongs to."""
    if position.margin_mode == "isolated":
        return isolated_unit_view(state, position)
    return cross_unit_view(state, position.owner, state.scales[position.contract].settle)


def all_units(state: State) -> list[UnitView]:
    """Return every priced unit: you first, then traders in file order; isolated by symbol, then cross."""
    held: dict[str, list[Position]] = {owner: [] for owner in state.owners}
    for _, position in sorted(state.positions.items()):
        if position.owner != LIQUIDITY and position.contract in state.marks:
            held[position.owner].append(position)
    units: list[UnitView] = []
    for owner, positions in held.items():
        units += [isolated_unit_view(state, one) for one in positions if one.margin_mode == "isolated"]
        assets = sorted({state.scales[p.contract].settle for p in positions if p.margin_mode == "cross"})
        units += [cross_unit_view(state, owner, asset) for asset in assets]
    return units


def available_for_order(state: State, owner: str, asset: str) -> int:
    """Return what new cross orders may use: cash + unrealised of cross - initial margin at the mark, at least 0.

    Source: reference venues section 2. Unrealised profit raises it; a loss lowers it.
    """
    unit = cross_unit_view(state, owner, asset)
    return max(0, unit.equity_atoms() - unit.initial_margin_atoms())


def available_cash(state: State, owner: str, asset: str) -> int:
    """Return what may move into a compartment or be held for an order: available, and there as cash."""
    return min(state.cash_atoms(owner, asset), available_for_order(state, owner, asset))


def available_for_transfer(state: State, owner: str, asset: str) -> int:
    """Return the maximum transferable out of the contract wallet.

    max(0, min(cash - cross maintenance, cash + cross unrealised - cross initial margin)): profit cannot leave, loss
    and margin block. Source: reference venues section 2.
    """
    unit = cross_unit_view(state, owner, asset)
    maintenance = unit.maintenance_atoms(state.rulebook.liquidation)
    return max(0, min(unit.cash_atoms - maintenance, unit.equity_atoms() - unit.initial_margin_atoms()))


def removable_margin(state: State, position: Position) -> int:
    """Return what may be taken out of a compartment.

    max(0, min(margin - maintenance, margin + unrealised - initial margin at the mark)). Source: same. 0 where unpriced.
    """
    if position.contract not in state.marks:
        return 0
    unit = isolated_unit_view(state, position)
    maintenance = unit.maintenance_atoms(state.rulebook.liquidation)
    return max(0, min(unit.cash_atoms - maintenance, unit.equity_atoms() - unit.initial_margin_atoms()))


def is_locked(state: State, owner: str = YOU) -> bool:
    """Tell whether transfers out of an owner's contract wallet are locked: a liquidation of its runs."""
    return any(one.owner == owner for one in state.liquidations.values())


def is_locked_in(state: State, wallet: str) -> bool:
    """Tell whether a liquidation locks a wallet of yours: the contract wallet, others if its unit holds their money."""
    if state.has_failed:
        return wallet != "cold"
    if wallet == "contract":
        return is_locked(state)
    if wallet == SAVINGS and any(pool_is_liquidating(state, YOU, asset) for asset in state.pledges):
        return True
    return is_pooled(state, YOU) and wallet in counting_wallets(state) and pool_is_liquidating(state, YOU)


def is_liquidating(state: State, owner: str, contract: str, margin_mode: str, slot: str = "") -> bool:
    """Tell whether an order of this contract, slot and mode would touch a unit that is being liquidated."""
    if margin_mode == "cross" and pool_is_liquidating(state, owner, state.scales[contract].settle):
        return True
    for one in state.liquidations.values():
        if one.owner != owner:
            continue
        if any((leg.contract, leg.slot) == (contract, slot) for leg in one.legs):
            return True
    return False


def pool_is_liquidating(state: State, owner: str, asset: str | None = None) -> bool:
    """Tell whether an owner's cross pool of an asset (None: any) is being liquidated: nothing may leave it."""
    cross = [one for one in state.liquidations.values() if one.owner == owner and one.margin_mode == "cross"]
    return any(asset is None or one.unit == cross_unit(owner, asset) for one in cross)


def adl_queue(state: State, contract: str, side: str) -> list[Candidate]:
    """Return the ranked named positions on `side` ("long"/"short") of a contract; `liquidity` (last) is not among them.

    Positions under liquidation are passed over: their units are locked.
    """
    sign = signed_lots(side, 1)
    if contract not in state.marks:
        return []
    held = (state.held(owner, contract, state.slot_for(owner, side)) for owner in state.owners)
    return ranked_candidates(state, [one for one in held if one is not None and one.lots * sign > 0])


def ranked_candidates(state: State, positions: list[Position]) -> list[Candidate]:
    """Return priced positions as they would be deleveraged, the first in line first; locked units are left out."""
    candidates = []
    for position in positions:
        unit = unit_view_of(state, position)
        if unit.unit in state.liquidations:
            continue
        leg = next(one for one in unit.legs if one.position == position.position)
        candidates.append(
            Candidate(
                position.owner,
                position.position,
                position.contract,
                position.lots,
                position.open_value_atoms,
                leg.unrealised_atoms,
                score(unit, leg, state.rulebook.liquidation),
                slot=position.slot,
            )
        )
    return ranked(candidates)
