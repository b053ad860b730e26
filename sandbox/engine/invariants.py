"""What must hold after every step with events, in the shipped program too; a breach is our bug."""

from sandbox.engine.state import State
from sandbox.ledger.accounts import DESK, clearing_account, may_be_negative


class InvariantBroken(Exception):
    """The engine broke one of its own rules."""


def check_invariants(state: State) -> None:
    """Check conservation, clearing against open values, both sides of every trade, and an empty desk."""
    sums: dict[str, int] = {}
    for account, asset, atoms in state.balances.items():
        sums[asset] = sums.get(asset, 0) + atoms
        if atoms < 0 and not may_be_negative(account):
            raise InvariantBroken(f"{account} is {atoms} atoms of {asset}")
    for asset, total in sums.items():
        if total:
            raise InvariantBroken(f"the ledger of {asset} sums to {total} atoms, not 0")
    lots: dict[str, int] = {}
    values: dict[str, int] = {}
    for position in (*state.positions.values(), *state.desk.values()):
        lots[position.contract] = lots.get(position.contract, 0) + position.lots
        values[position.contract] = values.get(position.contract, 0) + position.open_value_atoms
    for contract, scale in state.scales.items():
        if lots.get(contract, 0):
            raise InvariantBroken(f"positions of {contract} sum to {lots[contract]} lots, not 0")
        clearing = state.balances.of(clearing_account(contract), scale.settle)
        if clearing + values.get(contract, 0):
            opened = values.get(contract, 0)
            raise InvariantBroken(f"clearing of {contract}: {clearing} + open values {opened} is not 0")
    if not state.desk:
        for scale in state.scales.values():
            if left := state.balances.of(DESK, scale.settle):
                raise InvariantBroken(f"the desk holds {left} atoms of {scale.settle} with nothing taken over")
