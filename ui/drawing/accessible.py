"""Painted widgets for screen readers: their role, and their figures as the value.

Public: `install()` once per process, `add_role`, `value_of(widget)`, `ROLES`, `notify_value`, `announce`.
A painted widget keeps its name and, as its accessible description, its figures in words; the interface made here gives
those as its value, so that a reader hears "Contract wallet, 401.58 USDT available" and is told when they change.
"""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleInterface, QAccessibleValueChangeEvent
from PySide6.QtWidgets import QAccessibleWidget, QWidget

from ui.drawing.flow_overlay import FlowOverlay
from ui.drawing.fund_basins import FundBasins
from ui.drawing.pipe import PipeValve
from ui.drawing.reach_strip import ReachStrip
from ui.drawing.stage_cells import StageCells
from ui.drawing.tank import WalletTank
from ui.drawing.timeline import TimelineBar

ROLES: dict[type[QWidget], QAccessible.Role] = {
    WalletTank: QAccessible.Role.Indicator,
    PipeValve: QAccessible.Role.Switch,
    ReachStrip: QAccessible.Role.Indicator,
    FundBasins: QAccessible.Role.Indicator,
    StageCells: QAccessible.Role.ProgressBar,
    TimelineBar: QAccessible.Role.Slider,
    FlowOverlay: QAccessible.Role.Animation,
}


def add_role(kind: type[QWidget], role: QAccessible.Role) -> None:
    """Give a painted widget its role where its class comes later than this module, as the chart's does."""
    ROLES[kind] = role


class _Installed:
    """The interfaces made so far: Qt holds them by address alone, so Python must hold them too."""

    kept: dict[int, QAccessibleInterface] = {}
    done = False


class PaintedInterface(QAccessibleWidget):
    """What a screen reader meets in the place of a painted widget."""

    def __init__(self, widget: QWidget, role: QAccessible.Role) -> None:
        super().__init__(widget, role)
        self._widget = widget

    def text(self, kind: QAccessible.Text) -> str:
        """Return the figures as the value; name and description as the widget has them."""
        if kind == QAccessible.Text.Value:
            return value_of(self._widget)
        return str(super().text(kind))


def value_of(widget: QWidget) -> str:
    """Return what a painted widget shows, in words."""
    return widget.accessibleDescription()


def _made_for(key: str, watched: QObject) -> QAccessibleInterface | None:
    role = ROLES.get(type(watched))  # type: ignore[arg-type]
    if role is None or not isinstance(watched, QWidget):
        return None
    mark = id(watched)
    made = _Installed.kept[mark] = PaintedInterface(watched, role)
    watched.destroyed.connect(lambda: _Installed.kept.pop(mark, None))
    return made


def install() -> None:
    """Let Qt ask here for the interfaces of painted widgets."""
    if not _Installed.done:
        QAccessible.installFactory(_made_for)
        _Installed.done = True


def notify_value(widget: QWidget, value: str) -> None:
    """Tell screen readers that a value changed."""
    QAccessible.updateAccessibility(QAccessibleValueChangeEvent(widget, value))


def announce(widget: QWidget, text: str, *, urgent: bool = False) -> None:
    """Let screen readers say something; an urgent one may interrupt."""
    event = QAccessibleAnnouncementEvent(widget, text)
    politeness = QAccessible.AnnouncementPoliteness
    event.setPoliteness(politeness.Assertive if urgent else politeness.Polite)
    QAccessible.updateAccessibility(event)
