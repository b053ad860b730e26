"""Wires the blast radius' details: the key G and a click on the strip show them, and they follow what happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt

from ui.viewmodels import reach_texts as texts
from ui.viewmodels.reach_details import reach_details

if TYPE_CHECKING:
    from ui.main_window.window import MainWindow


def wire_reach(window: MainWindow) -> None:
    """Offer the details by key and by click, and keep them true while they are shown."""
    window.add_command(texts.KEY_DETAILS, "G", lambda: toggle_details(window))
    window.body.wallets.reach.clicked.connect(lambda: toggle_details(window))
    window.host.session_changed.connect(window.body.reach_details.hide)
    window.host.committed.connect(lambda _: _follow(window))
    window.host.advanced.connect(lambda: _follow(window))
    # Queued: another moment has its own model only once everybody has heard of it.
    window.host.moment_changed.connect(lambda: _follow(window), Qt.ConnectionType.QueuedConnection)


def toggle_details(window: MainWindow) -> None:
    """Show the details, or put them away."""
    popover = window.body.reach_details
    if popover.isVisible():
        popover.hide()
    else:
        show_details(window)


def show_details(window: MainWindow) -> None:
    """Show the details of the blast radius as it stands."""
    model = window.model
    if model is None:
        return
    book = model.opening.rulebook
    strip = window.body.wallets.reach
    view = reach_details(model.facts, book.name, book.as_of, model.reach_after_order)
    window.body.reach_details.show_view(view, strip.mapTo(window.body, QPoint(0, 0)))


def _follow(window: MainWindow) -> None:
    if window.body.reach_details.isVisible():
        show_details(window)
