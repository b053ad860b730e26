"""Books that leave a claim: what the fund cannot pay is owed to the exchange; no wallet goes below zero for it.

The desk sells at the mark, the exchange advances the loss out of its own capital (`lending_pool`), and the same sum
stands as a claim: `debt/claim/<asset>` below zero, `claims` above. Nothing collects it here.
"""

from sandbox.engine.desk_sales import booked_loss, emit_closed, sell_from_desk
from sandbox.engine.turn import Turn
from sandbox.ledger.accounts import CLAIMS, DESK, LENDING_POOL, claim_account
from sandbox.messages.events import ClaimLeft


def leave_claims(turn: Turn) -> None:
    """Close what the fund left of each shortfall at the mark, and book what is lacking as a claim on its trader."""
    state = turn.state
    if state.rulebook.liquidation.beyond_fund != "claim":
        return
    for leg in turn.shortfalls:
        position = state.desk.get(leg.place)
        if position is None:
            continue
        scale, lots = state.scales[leg.contract], abs(position.lots)
        loss = booked_loss(turn, position, lots)
        lacking = max(0, loss - leg.surplus.atoms)
        leg.surplus.atoms = max(0, leg.surplus.atoms - loss)
        turn.transfer(LENDING_POOL, DESK, scale.settle, lacking, leg.liquidation)
        turn.transfer(claim_account(leg.owner, scale.settle), CLAIMS, scale.settle, lacking, leg.liquidation)
        value = scale.value_atoms(lots, state.marks[leg.contract])
        sell_from_desk(turn, position, lots, value)
        emit_closed(turn, leg.liquidation, position, lots, value, -loss)
        if lacking:
            turn.emit(
                ClaimLeft(
                    liquidation=leg.liquidation,
                    owner=leg.owner,
                    contract=leg.contract,
                    asset=scale.settle,
                    atoms=lacking,
                    slot=leg.slot,
                )
            )
