"""Which of the two sides of a contract a command or a setting means; in one-way mode there is only one slot, "".

Your settings stand under the contract, or under a side of it where you are in hedge mode and the book keeps them apart.
"""

from fractions import Fraction

from sandbox.engine.state import Position, State
from sandbox.ledger.accounts import YOU
from sandbox.matching.orders import opposite

CONTRACT, SIDE = "contract", "side"


def setting_slot(state: State, slot: str) -> str:
    """Return the slot under which the margin mode and leverage of a position's slot are kept."""
    return slot if state.rulebook.positions.settings_per == SIDE else ""


def setting_slots(state: State, side: str | None) -> tuple[str, ...]:
    """Return the slots in which a setting for a side (None: both) is written."""
    if YOU not in state.hedgers or state.rulebook.positions.settings_per != SIDE:
        return ("",)
    return state.slots_of(YOU) if side is None else (side,)


def touched_slots(state: State, side: str | None) -> tuple[str, ...]:
    """Return the slots whose positions a setting for a side changes."""
    written = setting_slots(state, side)
    return state.slots_of(YOU) if written == ("",) else written


def order_slot(state: State, side: str, *, reduces: bool) -> str:
    """Return the slot an order of yours is for: a buy opens a long, or reduces a short where it may only reduce."""
    return state.slot_for(YOU, opposite(side) if reduces else side)


def meant_position(state: State, contract: str, side: str | None) -> Position | str | None:
    """Return the position of yours that a command means; None where there is none, why in words where it is open which.

    Without a side it is the only one there is.
    """
    held = [one for one in state.held_in(YOU, contract) if side in (None, one.side)]
    if len(held) > 1:
        return f"a long and a short of {contract} are open; say which one: side long or short"
    return held[0] if held else None


def fixed_settings(state: State, contract: str, side: str, *, reduces: bool) -> tuple[str, Fraction] | None:
    """Return margin mode and leverage that an open position or a resting order fixes for an order of yours."""
    own = order_slot(state, side, reduces=reduces)
    slots = touched_slots(state, own or None)
    held = [one for one in state.held_in(YOU, contract) if one.slot in slots]
    first = next((one for one in held if one.slot == own), held[0] if held else None)
    rest = (o for o in state.orders.values() if (o.owner, o.contract) == (YOU, contract) and o.slot in slots)
    found = first or next(rest, None)
    return None if found is None else (found.margin_mode, found.leverage)
