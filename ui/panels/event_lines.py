"""The table of a liquidation event: a line for every sale, what comes next, and the sum; it fits a narrow column."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QSizePolicy, QWidget

from ui.drawing.painting import text_width
from ui.panels.controls import label, show_at_once
from ui.theme.fonts import BODY_PX, MEDIUM
from ui.viewmodels import texts
from ui.viewmodels.records import EventLineView

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
COLUMNS = len(texts.EVENT_HEAD)
FUND_COLUMN = COLUMNS - 1
WIDEST_GAP_PX, WIDE_GAP_PX, NARROW_GAP_PX = 16, 6, 3
MARK_PX = 6
USUAL_ROWS_PX = 4


class EventLines(QWidget):
    """Shows the lines in body type, or in caption type where the column is too narrow for them."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(USUAL_ROWS_PX)
        self._lines: tuple[EventLineView, ...] = ()
        self._is_small = False

    def show_lines(self, lines: tuple[EventLineView, ...]) -> None:
        """Show other lines."""
        self._lines = lines
        self._is_small = self._needs_small(self.width())
        self._fill()

    def set_apart(self, rows_px: int) -> None:
        """Set rows further apart or closer together."""
        if self._grid.verticalSpacing() != rows_px:
            self._grid.setVerticalSpacing(rows_px)
            self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """Give up width: the lines become smaller first."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Change type and gaps where the new width asks for it."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._is_small = self._needs_small(event.size().width())
            self._fill()

    def _needs_small(self, width: int) -> bool:
        return self._taken() + WIDE_GAP_PX * (COLUMNS - 1) > width

    def _taken(self) -> float:
        """Return the width that the texts themselves take in body type."""
        widths = [text_width(text) for text in texts.EVENT_HEAD]
        for line in self._lines:
            if line.state in ("next", "group"):
                continue
            for column, text in enumerate(line.texts):
                widths[column] = max(widths[column], text_width(text, BODY_PX, MEDIUM))
        return sum(widths) + MARK_PX

    def _fill(self) -> None:
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if not self._lines:
            return
        # The room that is left over stands between the columns in equal parts.
        gap = int((self.width() - self._taken()) / (COLUMNS - 1))
        self._grid.setHorizontalSpacing(NARROW_GAP_PX if self._is_small else max(WIDE_GAP_PX, min(gap, WIDEST_GAP_PX)))
        for column, text in enumerate(texts.EVENT_HEAD):
            self._grid.addWidget(label(text, tone="caption"), 0, column, RIGHT if column else LEFT)
            self._grid.setColumnStretch(column, 0 if column else 1)
        for place, line in enumerate(self._lines, start=1):
            if line.state == "now":
                band = QFrame()
                band.setProperty("look", "inset-loss")
                self._grid.addWidget(band, place, 0, 1, COLUMNS)
            for column, text in enumerate(line.texts):
                if text:
                    self._add(place, column, line)
        show_at_once(self._grid)
        self.updateGeometry()

    def _add(self, place: int, column: int, line: EventLineView) -> None:
        """Add one text; words about what comes next and names of groups use the room of empty cells after them."""
        tone = "caption" if line.state in ("next", "group") else "fund" if column == FUND_COLUMN else ""
        strong = line.state in ("now", "sum")
        cell = label(line.texts[column], tone=tone, look=self._look(strong))
        cell.setToolTip(line.tooltip)
        rest = line.texts[column + 1 :]
        span = 1
        if len(line.texts) == 1:
            span = COLUMNS
        elif line.state == "next" and column > 1 and rest and not rest[0]:
            span = 2
        if not column and line.state == "now":
            cell.setContentsMargins(MARK_PX, 0, 0, 0)
        self._grid.addWidget(cell, place, column, 1, span, RIGHT if column else LEFT)

    def _look(self, strong: bool) -> str:
        if self._is_small:
            return "figure-small" if strong else "small"
        return "figure" if strong else ""
