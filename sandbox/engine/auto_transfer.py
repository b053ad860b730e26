"""Automatic transfer: before cross positions are liquidated, another wallet brings what their margin lacks.

A side door: the wallet stays outside the regime, but up to the limit its money follows the price into the contract
wallet. Isolated positions never use it. No source prints how much a venue brings at once: an assumption, stated here.
"""

from sandbox.engine.borrowing import repay
from sandbox.engine.pool import EXCHANGE_CAUSE, counting_wallets, is_pooled
from sandbox.engine.refusals import refuse
from sandbox.engine.state import State
from sandbox.engine.turn import Turn
from sandbox.engine.views import cross_unit_view, pool_is_liquidating
from sandbox.ledger.accounts import DOOR_WALLETS, YOU, wallet_account
from sandbox.messages.commands import SetAutoTransfer
from sandbox.messages.events import AutoTransferred, AutoTransferSet
from sandbox.messages.reasons import Reason
from sandbox.risk.auto_transfer import lacking_atoms
from sandbox.risk.units import UnitView

ACTION = "auto_transfer"


def decide_auto_transfer(turn: Turn, number: int, command: SetAutoTransfer) -> None:
    """Switch automatic transfer out of a wallet, or refuse: in a liquidation, or where nothing would ever move."""
    state, wallet, asset = turn.state, command.wallet, command.asset
    if pool_is_liquidating(state, YOU, asset):
        text = "the contract wallet is being liquidated; switch it when that is released"
        refuse(turn, number, ACTION, Reason.UNIT_LIQUIDATING, text)
        return
    if command.on and is_pooled(state, YOU) and wallet in counting_wallets(state):
        text = f"the {wallet} wallet counts as collateral already, so there is no door to open"
        refuse(turn, number, ACTION, Reason.NOT_IN_THIS_REGIME, text)
        return
    if command.on and all(scale.settle != asset for scale in state.scales.values()):
        text = f"no contract settles in {asset}, so nothing would draw on it"
        refuse(turn, number, ACTION, Reason.NOT_IN_THIS_REGIME, text)
        return
    limit = command.limit_atoms if command.on else None
    turn.emit(
        AutoTransferSet(owner=YOU, wallet=wallet, asset=asset, on=command.on, limit_atoms=limit, cause=f"c{number}")
    )


def open_doors(state: State, asset: str) -> list[tuple[str, int]]:
    """Return (wallet, atoms that its door would let through now) of an asset, in the order in which they serve."""
    found = []
    counting = counting_wallets(state) if is_pooled(state, YOU) else ()
    for wallet in DOOR_WALLETS:
        if (wallet, asset) in state.auto_transfers and wallet not in counting:
            limit, held = state.auto_transfers[wallet, asset], state.balances.of(wallet_account(YOU, wallet), asset)
            found.append((wallet, held if limit is None else min(held, limit)))
    return found


def bring_in(turn: Turn, unit: UnitView) -> UnitView:
    """Let a liquidatable cross unit of yours take what it lacks through the open doors; return it as it stands then."""
    state = turn.state
    if unit.margin_mode != "cross" or unit.owner != YOU or not state.auto_transfers:
        return unit
    lacking = lacking_atoms(unit, state.rulebook.liquidation)
    for wallet, most in open_doors(state, unit.asset):
        atoms = min(lacking, most)
        if atoms <= 0:
            continue
        limit, cause = state.auto_transfers[wallet, unit.asset], f"auto-transfer-{wallet}"
        turn.emit(
            AutoTransferred(
                unit=unit.unit,
                owner=YOU,
                wallet=wallet,
                asset=unit.asset,
                atoms=atoms,
                left_atoms=None if limit is None else limit - atoms,
                cause=cause,
            )
        )
        turn.transfer(wallet_account(YOU, wallet), wallet_account(YOU, "contract"), unit.asset, atoms, cause)
        lacking -= atoms
    if is_pooled(state, YOU, unit.asset):
        repay(turn, EXCHANGE_CAUSE)
    return cross_unit_view(state, YOU, unit.asset)
