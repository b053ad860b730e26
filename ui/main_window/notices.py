"""Notices of the window: a toast that stays its full time, and why a command found nothing to work on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ui.panels.toast import Place
from ui.viewmodels import notice_texts as words
from ui.viewmodels.records import ToastView

if TYPE_CHECKING:
    from ui.main_window.window import MainWindow


def notify(
    window: MainWindow, view: ToastView, place: Place | None = None, on_action: Callable[[], None] | None = None
) -> None:
    """Show a notice from now on; while nothing moved the presentation clock has stood, so it is asked anew."""
    body = window.body
    body.toast.show_view(view, body.toast_place if place is None else place, window.clock.tick(), on_action)
    window.wake()


def tell_no_position(window: MainWindow) -> None:
    """Say that there is no position to change, and how one is opened."""
    notify(window, ToastView(words.NO_POSITION, words.NO_POSITION_BODY, "info"))


def tell_no_margin(window: MainWindow) -> None:
    """Say that no position has a margin of its own."""
    model = window.model
    if model is not None and model.facts.positions:
        notify(window, ToastView(words.NO_MARGIN, words.NO_MARGIN_BODY, "info"))
    else:
        tell_no_position(window)
