"""Screen readers and the Tab key: interfaces of painted widgets, what is read out, and one order through the window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from ui.drawing.accessible import ROLES, announce, install, notify_value, value_of
from ui.viewmodels.announcements import announcement_of

if TYPE_CHECKING:
    from ui.main_window.window import MainWindow
    from ui.viewmodels.window_model import Step


class Voice(Protocol):
    """Says a sentence in the name of a widget."""

    def __call__(self, widget: QWidget, text: str, *, urgent: bool = False) -> None: ...


class Access:
    """Tells screen readers what happened and which painted figures changed."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._values: dict[QWidget, str] = {}
        self.announce: Voice = announce

    def take(self, step: Step) -> None:
        """Read out what a committed step means."""
        model = self._window.model
        if model is None or not self._window.isVisible():
            return
        for event in step.events:
            said = announcement_of(event, model.scales)
            if said is not None:
                self.announce(self._window, said.text, urgent=said.is_urgent)

    def tell_values(self) -> None:
        """Tell which painted figures changed since the last time; free while nobody listens."""
        if not QAccessible.isActive():
            return
        for widget in painted_widgets(self._window.body):
            value = value_of(widget)
            if self._values.get(widget, value) != value:
                notify_value(widget, value)
            self._values[widget] = value


def painted_widgets(root: QWidget) -> list[QWidget]:
    """Return the painted widgets in sight below another one."""
    return [one for kind in ROLES for one in root.findChildren(kind) if one.isVisible()]


def areas_of(window: MainWindow) -> list[QWidget]:
    """Return the areas of the window in the order the Tab key walks them."""
    body = window.body
    return [body.top_bar, body.wallets, body.chart, body.dock, body.ticket, body.rescue, body.net, body.timeline]


def focus_chain(root: QWidget) -> list[QWidget]:
    """Return the widgets below a window that the Tab key may stop at, in Qt's present order, seen or not."""
    chain, here = [], root.nextInFocusChain()
    while here is not None and here is not root:
        if here.focusPolicy() & Qt.FocusPolicy.TabFocus:
            chain.append(here)
        here = here.nextInFocusChain()
    return chain


def order_tabs(window: MainWindow) -> None:
    """Let the Tab key walk top bar, wallets, chart, dock, right column, timeline; within each as it was built."""
    chain, before = focus_chain(window), None
    for area in areas_of(window):
        for widget in chain:
            if widget is not area and not area.isAncestorOf(widget):
                continue
            if before is not None:
                QWidget.setTabOrder(before, widget)
            before = widget


def wire_access(window: MainWindow) -> Access:
    """Install the interfaces, and listen to what is committed."""
    install()
    access = Access(window)
    window.host.committed.connect(access.take)
    return access
