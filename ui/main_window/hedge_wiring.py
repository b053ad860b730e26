"""Hedge mode in the window: a command switches it, a row closes its own side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.messages.commands import ClosePosition, SetPositionMode
from sandbox.rulebook.records import HEDGE, ONE_WAY
from ui.viewmodels import hedge_texts as words
from ui.viewmodels.hedge_places import contract_and_side

if TYPE_CHECKING:
    from ui.main_window.window import MainWindow


def close_position(window: MainWindow, place: str) -> None:
    """Close all of a position at the market."""
    contract, side = contract_and_side(place)
    window.submit(ClosePosition(contract=contract, side=side))


def switch_position_mode(window: MainWindow) -> None:
    """Ask the engine for the other position mode; a refusal is told like any other."""
    if window.model is not None:
        mode = ONE_WAY if window.model.facts.hedges else HEDGE
        window.submit(SetPositionMode(position_mode=mode))


def wire_hedge(window: MainWindow) -> None:
    """Offer the switch in the menu and by key."""
    window.body.dock.close_requested.connect(lambda place: close_position(window, place))
    window.add_command(words.SWITCH_COMMAND, "Shift+H", lambda: switch_position_mode(window), in_menu=True)
