"""Opens the map of reach: of the moment shown, for a price that moves or for an exchange that fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt

from ui.dialogs.page_dialog import PageDialog
from ui.main_window.reach_wiring import play_worst
from ui.main_window.rulebook_wiring import open_rulebooks
from ui.panels.reach_map_page import ReachMapPage
from ui.viewmodels import reach_map_texts as texts
from ui.viewmodels.number_text import clock_text
from ui.viewmodels.reach_map_view import MapBook, failure_map, reach_map
from ui.viewmodels.texts import REGIMES

if TYPE_CHECKING:
    from ui.main_window.window import MainWindow

LARGEST = QSize(1120, 760)


def open_reach_map(window: MainWindow, key: str = "") -> ReachMapPage | None:
    """Show the map with a compartment or a door chosen; play pauses. None where no session is open."""
    model = window.model
    if model is None or not window.host.has_session:
        return None
    window.host.pause()
    book, facts = model.opening.rulebook, model.facts
    cited = MapBook(book.name, book.as_of, book.sources)
    subtitle = texts.SUBTITLE.format(
        time=clock_text(model.session.now_ns), mode=REGIMES[model.session.state.account_mode]
    )
    page = ReachMapPage(
        lambda question: failure_map(facts) if question == texts.KEY_FAILURE else reach_map(facts, cited), subtitle
    )
    dialog = PageDialog(page, texts.TITLE, LARGEST, window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    page.closed.connect(dialog.reject)
    page.worst_requested.connect(dialog.accept)
    page.worst_requested.connect(lambda: play_worst(window))
    page.book_requested.connect(dialog.accept)
    page.book_requested.connect(lambda: open_rulebooks(window))
    dialog.open()
    if key:
        page.map.choose(key)
    page.map.setFocus()
    return page
