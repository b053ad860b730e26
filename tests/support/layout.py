"""Looks for what a person would see as careless: cut or elided text, overlapping parts, controls too small to hit."""

from collections.abc import Iterator
from itertools import combinations

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QCheckBox,
    QComboBox,
    QFrame,
    QLabel,
    QLineEdit,
    QScrollArea,
    QScrollBar,
    QSplitterHandle,
    QTabBar,
    QWidget,
)

from ui.drawing.accessible import ROLES
from ui.drawing.flow_overlay import FlowOverlay
from ui.drawing.leverage_slider import LeverageSlider
from ui.drawing.painting import recording_texts
from ui.drawing.price_chart import ChartView
from ui.panels.caption_line import CaptionLine
from ui.panels.drawer import Drawer
from ui.panels.liquidation_banner import LiquidationBanner
from ui.panels.net_details import NetDetails
from ui.panels.past_notice import PastNotice
from ui.panels.reach_popover import ReachPopover
from ui.panels.rows_table import RowsTable
from ui.panels.ticket_panel import TicketPanel
from ui.panels.toast import Toast
from ui.panels.top_bar import TopBar
from ui.viewmodels.order_texts import PREVIEW_ROWS

SLACK_PX = 1
CONTROL_PX, TOP_BAR_PX = 22, 24
CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QAbstractSlider, QTabBar)
# What lies over other parts on purpose.
ABOVE = (
    *(FlowOverlay, Toast, LiquidationBanner, PastNotice, CaptionLine, ReachPopover, NetDetails, Drawer),
    *(QSplitterHandle, QScrollBar),
)
WORDS = (QLabel, QAbstractButton)
TOUCH_PX = 2.0
# Room in the order editor that nobody misses, room that is empty, and the row height of figures that have room.
UNUSED_PX, EMPTY_PX, ROOMY_ROW_PX = 60, 130, 20
SENTENCE_PX = 240
CHECK_PX, COMBO_PX = 20, 32


def complaints(root: QWidget) -> list[str]:
    """Return everything wrong with the layout of a window as it stands."""
    found: list[str] = []
    for widget in seen(root):
        found += [f"{name_of(widget)}: {what}" for what in (*cut_text(widget), *small_control(widget))]
        found += [f"in {name_of(widget)}: {what}" for what in overlaps(widget)]
    for widget in seen(root):
        if isinstance(widget, (*ROLES, LeverageSlider, QAbstractItemView)) and not isinstance(widget, FlowOverlay):
            found += [f"{name_of(widget)}: {what}" for what in painted_text(widget)]
        if isinstance(widget, TicketPanel):
            found += [f"{name_of(widget)}: {what}" for what in crammed_rows(widget)]
    return found + list(covered_words(root))


def seen(root: QWidget) -> Iterator[QWidget]:
    """Walk the widgets in sight, Qt's own inner parts left out."""
    for one in root.findChildren(QWidget):
        inner = one.objectName().startswith("qt_") or isinstance(one, (QScrollBar, QSplitterHandle))
        if one.isVisible() and not inner and type(one).__name__ != "QLineEditIconButton":
            yield one


def name_of(widget: QWidget) -> str:
    """Name a widget in a complaint."""
    text = widget.accessibleName() or getattr(widget, "text", "")
    text = text() if callable(text) else text
    return f"{type(widget).__name__} {text!r}"


def cut_text(widget: QWidget) -> Iterator[str]:
    """Find text that its widget has no room for."""
    if isinstance(widget, QLabel) and widget.text():
        yield from _cut_label(widget)
        yield from _outside(widget)
    elif isinstance(widget, QAbstractButton) and widget.text():
        wanted = widget.fontMetrics().horizontalAdvance(widget.text())
        wanted += widget.iconSize().width() if not widget.icon().isNull() else 0
        wanted += CHECK_PX if isinstance(widget, QCheckBox) else 0
        yield from _too_narrow(widget, widget.text(), wanted)
        yield from _outside(widget)
    elif isinstance(widget, QComboBox):
        wanted = widget.fontMetrics().horizontalAdvance(widget.currentText()) + COMBO_PX
        yield from _too_narrow(widget, widget.currentText(), wanted)
    elif isinstance(widget, QLineEdit):
        margins, shown = widget.textMargins(), widget.text() or widget.placeholderText()
        wanted = widget.fontMetrics().horizontalAdvance(shown) + margins.left() + margins.right() + 4
        yield from _too_narrow(widget, shown, wanted)
    elif isinstance(widget, QTabBar) and widget.tabRect(widget.count() - 1).right() > widget.width():
        yield "the last tab is cut"


def _too_narrow(widget: QWidget, text: str, wanted: int) -> Iterator[str]:
    room = widget.contentsRect().width() + SLACK_PX
    if wanted > room:
        yield f"{text!r} needs {wanted} px, has {room}"


def _cut_label(widget: QLabel) -> Iterator[str]:
    if widget.wordWrap():
        if widget.heightForWidth(widget.width()) > widget.height() + SLACK_PX:
            yield f"wrapped text needs {widget.heightForWidth(widget.width())} px of height, has {widget.height()}"
    elif widget.sizeHint().width() > widget.width() + SLACK_PX:
        yield f"needs {widget.sizeHint().width()} px, has {widget.width()}"
    if widget.minimumSizeHint().height() > widget.height() + SLACK_PX:
        yield f"needs {widget.minimumSizeHint().height()} px of height, has {widget.height()}"


def _outside(widget: QWidget) -> Iterator[str]:
    """Find a widget that its ancestors cut off; a scroll area may cut at its upper and lower edge."""
    shown = widget.visibleRegion().boundingRect()
    if any(isinstance(one, QScrollArea) for one in _ancestors(widget)):
        if not shown.isEmpty() and shown.width() < widget.width() - SLACK_PX:
            yield f"only {shown.width()} of {widget.width()} px are in sight"
    elif shown.width() < widget.width() - SLACK_PX or shown.height() < widget.height() - SLACK_PX:
        covered = any(isinstance(one, ABOVE) for one in widget.window().findChildren(QWidget) if one.isVisible())
        if not covered:
            yield f"only {shown.width()} x {shown.height()} of {widget.width()} x {widget.height()} px are in sight"


def _ancestors(widget: QWidget) -> Iterator[QWidget]:
    above = widget.parentWidget()
    while above is not None:
        yield above
        above = above.parentWidget()


def small_control(widget: QWidget) -> Iterator[str]:
    """Find a control that is smaller than a finger or a shaky hand needs."""
    if not isinstance(widget, CONTROLS):
        return
    least = TOP_BAR_PX if any(isinstance(one, TopBar) for one in _ancestors(widget)) else CONTROL_PX
    if min(widget.width(), widget.height()) < least:
        yield f"is {widget.width()} x {widget.height()} px, at least {least} are needed"


def overlaps(parent: QWidget) -> Iterator[str]:
    """Find siblings that lie on each other."""
    if isinstance(parent, (QAbstractItemView, QLineEdit, QComboBox, ChartView)):
        return
    children = [
        one
        for one in parent.children()
        if isinstance(one, QWidget)
        and one.isVisible()
        and not isinstance(one, ABOVE)
        and not one.isWindow()
        and not one.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        and type(one) is not QFrame  # a tinted ground behind a row
    ]
    for first, second in combinations(children, 2):
        common: QRect = first.geometry().intersected(second.geometry())
        if common.width() > 0 and common.height() > 0:
            yield f"{name_of(first)} and {name_of(second)} overlap by {common.width()} x {common.height()} px"


def painted_text(widget: QWidget) -> Iterator[str]:
    """Find painted text that is elided, leaves its widget, or lies on other text."""
    target = widget.viewport() if isinstance(widget, QAbstractItemView) else widget
    with recording_texts() as drawn:
        target.grab()
    edge = QRectF(target.rect()).adjusted(-SLACK_PX, -SLACK_PX, SLACK_PX, SLACK_PX)
    scrolls = isinstance(widget, QAbstractItemView)
    for one in drawn:
        if one.is_elided:
            yield f"{one.text!r} is elided"
        elif not edge.contains(one.rect) and not (scrolls and _is_scrolled(widget, edge, one.rect)):
            yield f"{one.text!r} leaves its widget: {_px(one.rect)} in {_px(edge)}"
        elif one.clip is not None and not scrolls and is_cut(one.rect, one.clip):
            yield f"{one.text!r} is cut by what is round it: {_px(one.rect)} in {_px(one.clip)}"
    # A marker on the chart is one figure on its candle; it may touch a price's label.
    whole = [one for one in drawn if not one.is_elided and len(one.text.strip()) > 1]
    for first, second in combinations(whole, 2):
        common = first.rect.intersected(second.rect)
        if common.width() > TOUCH_PX and common.height() > TOUCH_PX:
            yield f"{first.text!r} lies on {second.text!r}"


def _is_scrolled(table: QAbstractItemView, edge: QRectF, rect: QRectF) -> bool:
    """Say whether a text is cut only where a table scrolls: its last row, and sentences that stand in a last column."""
    is_sentence = rect.width() > SENTENCE_PX and table.horizontalScrollBar().maximum() > 0
    return edge.left() <= rect.left() and (rect.right() <= edge.right() or is_sentence)


def is_cut(rect: QRectF, clip: QRectF) -> bool:
    """Say whether a clip lets only a part of a text through; one that it hides whole is not there."""
    return clip.intersects(rect) and not clip.adjusted(-SLACK_PX, -SLACK_PX, SLACK_PX, SLACK_PX).contains(rect)


def covered_words(window: QWidget) -> Iterator[str]:
    """Find words that a caption or a notice lies on."""
    above = [one for kind in (Toast, CaptionLine) for one in window.findChildren(kind) if one.isVisible()]
    if not above:
        return
    words = [(one, _place(one, window)) for one in seen(window) if isinstance(one, WORDS) and one.text()]
    for chart in window.findChildren(ChartView):
        corner = chart.mapTo(window, QPoint(0, 0))
        words += [(chart, one.toAlignedRect().translated(corner)) for one in chart.front.taken()]
    for notice in above:
        place = QRect(notice.mapTo(window, QPoint(0, 0)), notice.size())
        for widget, rect in words:
            if widget is not notice and not notice.isAncestorOf(widget) and _lies_on(place, rect):
                yield f"{name_of(notice)} covers words of {name_of(widget)}"


def _place(widget: QWidget, window: QWidget) -> QRect:
    """Return where the words of a widget can stand: it may be wider than they are."""
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size().boundedTo(widget.sizeHint()))


def _lies_on(place: QRect, rect: QRect) -> bool:
    common = place.intersected(rect)
    return common.width() > TOUCH_PX and common.height() > TOUCH_PX


def crammed_rows(ticket: TicketPanel) -> Iterator[str]:
    """Find figures that stand close together above room that nobody uses."""
    preview = ticket.preview
    if not preview.isVisible():
        return
    free = ticket.place.mapToGlobal(QPoint(0, 0)).y() - preview.mapToGlobal(QPoint(0, preview.height())).y()
    apart = preview.height() / (len(PREVIEW_ROWS) + 1)
    hidden = ticket.scrolled_px()
    if hidden and apart >= ROOMY_ROW_PX - 2:
        yield f"{hidden} px have to be scrolled to although rows of {apart:.0f} px could stand closer"
    if free > UNUSED_PX and apart < ROOMY_ROW_PX:
        yield f"rows of {apart:.0f} px stand above {free} px of unused room"
    elif free > EMPTY_PX:
        yield f"{free} px are empty below the figures"


def _px(rect: QRectF) -> str:
    return f"{rect.left():.0f},{rect.top():.0f} {rect.width():.0f} x {rect.height():.0f}"


def table_complaints(table: RowsTable) -> list[str]:
    """Return what is wrong with a table's titles."""
    head = table.horizontalHeader()
    found = []
    for place, column in enumerate(table.rows.columns):
        wanted = head.fontMetrics().horizontalAdvance(column.title) if column.title else 0
        if not head.isSectionHidden(place) and wanted > head.sectionSize(place):
            found.append(f"title {column.title!r} needs {wanted} px, has {head.sectionSize(place)}")
    return found
