"""Opens where a number comes from: the figures of positions, of the order tried and of the wallet, one in the open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt

from ui.dialogs.page_dialog import PageDialog
from ui.panels.derivation_page import DerivationPage
from ui.viewmodels import derivation_texts as texts
from ui.viewmodels.derivation_view import derivation_views, figure_key, first_figure
from ui.viewmodels.number_text import clock_text

if TYPE_CHECKING:
    from ui.main_window.window import MainWindow

LARGEST = QSize(1000, 700)


def open_derivations(window: MainWindow, place: str = "", figure: str = "") -> DerivationPage | None:
    """Show the figures of the moment shown with one in the open; play pauses. None where there is nothing to derive."""
    model = window.model
    if model is None or not window.host.has_session:
        return None
    views = derivation_views(model.session.state, model.order.command, model.contract)
    if not views:
        return None
    window.host.pause()
    page = DerivationPage(views, clock_text(model.session.now_ns))
    dialog = PageDialog(page, texts.TITLE, LARGEST, window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    page.closed.connect(dialog.reject)
    dialog.open()
    page.choose(figure_key(place or model.contract, figure or first_figure(model.session.state)))
    page.figures.setFocus()
    return page
