"""Wires what is studied aside of the session that is open: the comparison, the autopsy, and rulebooks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.main_window.compare_wiring import wire_compare
from ui.main_window.derivation_offer import offer_derivations
from ui.viewmodels import autopsy_texts, rulebook_texts

if TYPE_CHECKING:
    from ui.main_window.window import MainWindow

RULEBOOKS_KEY = "Ctrl+Shift+B"
AUTOPSY_KEY = "Ctrl+Shift+A"


def wire_studies(window: MainWindow) -> None:
    """Offer them in the menu with their keys, the autopsy also beside the autopsy line."""
    wire_compare(window)
    offer_derivations(window)
    window.add_command(rulebook_texts.MENU, RULEBOOKS_KEY, lambda: _open_rulebooks(window), in_menu=True)
    window.add_command(autopsy_texts.MENU, AUTOPSY_KEY, lambda: _open_autopsy(window), in_menu=True)
    window.body.top_bar.rulebook_requested.connect(lambda: _open_rulebooks(window))
    window.body.rescue.autopsy_requested.connect(lambda: _open_autopsy(window))
    window.body.dock.autopsy_requested.connect(lambda liquidation: _open_autopsy(window, liquidation))


def _open_rulebooks(window: MainWindow) -> None:
    """Load the page when it is asked for first."""
    from ui.main_window.rulebook_wiring import open_rulebooks

    open_rulebooks(window)


def _open_autopsy(window: MainWindow, liquidation: str = "") -> None:
    """Load the page when it is asked for first: the start does not wait for it."""
    from ui.main_window.autopsy_wiring import open_autopsy

    open_autopsy(window, liquidation)
