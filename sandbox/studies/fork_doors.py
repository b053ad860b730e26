"""The side doors of a live account, as the commands that open them anew in a fork of it."""

from collections.abc import Iterator

from sandbox.engine.auto_transfer import open_doors
from sandbox.engine.state import State
from sandbox.messages.commands import PledgeSavings, SetAutoTransfer
from sandbox.messages.opening import PlannedCommand


def doors_of(state: State) -> Iterator[PlannedCommand]:
    """Return what is open now, with what each door still lets through."""
    for (wallet, asset), limit in sorted(state.auto_transfers.items()):
        if limit != 0 and wallet in dict(open_doors(state, asset)):
            transfer = SetAutoTransfer(wallet=wallet, asset=asset, on=True, limit_atoms=limit)
            yield PlannedCommand(at_ns=state.now_ns, command=transfer, action="auto_transfer")
    for asset, limit in sorted(state.pledges.items()):
        if limit != 0:
            pledge = PledgeSavings(asset=asset, on=True, limit_atoms=limit)
            yield PlannedCommand(at_ns=state.now_ns, command=pledge, action="pledge_savings")
