"""What another leverage would do to an open position, before it is sent: tried on a copy through the real `step`."""

from msgspec import Struct

from sandbox.engine.sides import touched_slots
from sandbox.engine.state import State
from sandbox.engine.step import step
from sandbox.engine.views import unit_view_of
from sandbox.ledger.accounts import YOU
from sandbox.messages.commands import SetLeverage
from sandbox.messages.events import CommandRefused
from sandbox.messages.inputs import NumberedCommand, StepInput
from sandbox.projections.preview import copy_state
from sandbox.projections.wallets import contract_summary


class LeveragePreview(Struct, frozen=True):
    """Either `refused`, or what is available and what margin the positions need, in atoms, before and after."""

    refused: CommandRefused | None
    asset: str
    available_before_atoms: int = 0
    available_after_atoms: int = 0
    initial_before_atoms: int = 0
    initial_after_atoms: int = 0


def preview_leverage(state: State, command: SetLeverage) -> LeveragePreview:
    """Try a leverage at the present mark; the state given is left as it is."""
    trial = copy_state(state)
    events = step(trial, StepInput(now_ns=state.now_ns, commands=(NumberedCommand(number=0, command=command),)))
    asset = state.scales[command.contract].settle
    refused = next((one for one in events if isinstance(one, CommandRefused)), None)
    if refused is not None:
        return LeveragePreview(refused, asset)
    before, after = (contract_summary(one, YOU, asset) for one in (state, trial))
    return LeveragePreview(
        None,
        asset,
        before.available_atoms,
        after.available_atoms,
        _initial(state, command),
        _initial(trial, command),
    )


def _initial(state: State, command: SetLeverage) -> int:
    """Return the initial margin at the mark of the positions of yours that a leverage is set for."""
    if command.contract not in state.marks:
        return 0
    slots, rules = touched_slots(state, command.side), state.rulebook.liquidation
    held = [one for one in state.held_in(YOU, command.contract) if one.slot in slots]
    units = [(unit_view_of(state, one), one.position) for one in held]
    return sum(unit.leg_initial_atoms(leg, rules) for unit, name in units for leg in unit.legs if leg.position == name)
