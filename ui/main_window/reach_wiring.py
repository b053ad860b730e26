"""Wires the blast radius: G or a click on the strip shows its details, which follow what happens; Shift+G plays it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt

from sandbox.studies.fork import opening_from_now
from sandbox.values.problems import Problem
from ui.dialogs.message import show_problem
from ui.main_window.exchange_wiring import wire_exchange
from ui.viewmodels import reach_map_texts as map_texts
from ui.viewmodels import reach_texts as texts
from ui.viewmodels.reach_details import reach_details
from ui.viewmodels.witness_view import worst_path

if TYPE_CHECKING:
    from ui.main_window.window import MainWindow


def wire_reach(window: MainWindow) -> None:
    """Offer the details by key and by click, and keep them true while they are shown."""
    wire_exchange(window)  # what no rule speaks of, and no figure of the reach counts
    window.add_command(texts.KEY_DETAILS, "G", lambda: toggle_details(window))
    window.add_command(map_texts.MENU, "Ctrl+G", lambda: open_map(window), in_menu=True)
    window.add_command(texts.PLAY_WORST, "Shift+G", lambda: play_worst(window), in_menu=True)
    window.body.reach_details.map_requested.connect(lambda: open_map(window))
    window.body.reach_details.worst_requested.connect(lambda: play_worst(window))
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


def open_map(window: MainWindow) -> None:
    """Load the map when it is asked for first."""
    from ui.main_window.reach_map_wiring import open_reach_map

    window.body.reach_details.hide()
    open_reach_map(window)


def play_worst(window: MainWindow) -> None:
    """Play the path that takes most from the account as it stands, as a session of its own; this one stays as it is."""
    if not window.host.has_session:
        return
    try:
        opening = opening_from_now(window.host.session)
    except Problem as problem:
        show_problem(window, texts.CANNOT_PLAY, str(problem))
        return

    def begin() -> None:
        window.host.set_speed(1)
        window.host.play()

    window.files.begin_made(texts.CANNOT_PLAY, lambda: worst_path(opening), begin)


def _follow(window: MainWindow) -> None:
    if window.body.reach_details.isVisible():
        show_details(window)
