"""Automatic top-up: a compartment takes margin from what is available in its own contract wallet, and nowhere else."""

from sandbox.engine.refusals import refuse
from sandbox.engine.state import place_of
from sandbox.engine.turn import Turn
from sandbox.engine.views import available_cash, is_liquidating, isolated_unit_view, pool_is_liquidating
from sandbox.ledger.accounts import YOU, compartment_account, wallet_account
from sandbox.messages.commands import SetAutoTopUp
from sandbox.messages.events import AutoTopUpSet, MarginToppedUp
from sandbox.messages.reasons import Reason
from sandbox.risk.top_up import top_up_atoms
from sandbox.risk.units import UnitView


def decide_auto_top_up(turn: Turn, number: int, command: SetAutoTopUp) -> None:
    """Switch a contract's automatic top-up, or refuse while its position is being liquidated."""
    state, contract = turn.state, command.contract
    slots = state.slots_of(YOU) if command.side is None else (state.slot_for(YOU, command.side),)
    if any(is_liquidating(state, YOU, contract, "isolated", slot) for slot in slots):
        text = "its margin is fixed until the liquidation is released"
        refuse(turn, number, "auto_top_up", Reason.UNIT_LIQUIDATING, text)
        return
    limit = command.limit_atoms if command.on else None
    for slot in slots:
        turn.emit(
            AutoTopUpSet(owner=YOU, contract=contract, on=command.on, limit_atoms=limit, cause=f"c{number}", slot=slot)
        )


def top_up(turn: Turn, unit: UnitView) -> UnitView:
    """Let a liquidatable isolated unit take what its top-up allows; return the unit as it stands then."""
    state = turn.state
    if unit.margin_mode != "isolated" or pool_is_liquidating(state, unit.owner, unit.asset):
        return unit
    key = place_of(unit.owner, unit.legs[0].contract, unit.legs[0].slot)
    if key not in state.auto_top_ups:
        return unit
    limit = state.auto_top_ups[key]
    available = available_cash(state, unit.owner, unit.asset)
    atoms = top_up_atoms(unit, state.rulebook.liquidation, available if limit is None else min(available, limit))
    if atoms <= 0:
        return unit
    position = state.positions[key]
    cause = f"top-up-{position.position}"
    left = None if limit is None else limit - atoms
    turn.emit(
        MarginToppedUp(
            position=position.position,
            owner=unit.owner,
            contract=position.contract,
            atoms=atoms,
            left_atoms=left,
            cause=cause,
            slot=position.slot,
        )
    )
    source = wallet_account(unit.owner, "contract")
    turn.transfer(source, compartment_account(unit.owner, position.position), unit.asset, atoms, cause)
    return isolated_unit_view(state, position)
