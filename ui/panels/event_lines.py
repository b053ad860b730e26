"""The table of a liquidation event: a line for every sale, what comes next, and the sum; it fits a narrow column."""

from __future__ import annotations

from msgspec import Struct
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy, QWidget

from ui.drawing.painting import text_width
from ui.panels.controls import label, set_look, set_text, set_tone
from ui.theme.fonts import BODY_PX, MEDIUM, SEMIBOLD
from ui.viewmodels import texts
from ui.viewmodels.records import EventLineView

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
COLUMNS = len(texts.EVENT_HEAD)
FUND_COLUMN = COLUMNS - 1
WIDEST_GAP_PX, WIDE_GAP_PX, NARROW_GAP_PX = 16, 6, 3
MARK_PX = 6
STRONG = ("now", "sum")
USUAL_ROWS_PX = 4


class _Cell(Struct, frozen=True):
    """What one cell of the grid shows, how, and over how many columns."""

    text: str
    tone: str = ""
    look: str = ""
    tooltip: str = ""
    span: int = 1
    indent_px: int = 0


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
        self._cells: dict[tuple[int, int], tuple[QLabel, _Cell]] = {}
        self._band = QFrame(self)
        self._band.setProperty("look", "inset-loss")
        self._band.hide()
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, 0 if column else 1)

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
                weight = SEMIBOLD if line.state in STRONG else MEDIUM
                widths[column] = max(widths[column], text_width(text, BODY_PX, weight))
        return sum(widths) + MARK_PX

    def _fill(self) -> None:
        """Show the lines in the cells that are there; only what differs is touched, because a label is dear to make."""
        # The room that is left over stands between the columns in equal parts.
        gap = int((self.width() - self._taken()) / (COLUMNS - 1))
        self._grid.setHorizontalSpacing(NARROW_GAP_PX if self._is_small else max(WIDE_GAP_PX, min(gap, WIDEST_GAP_PX)))
        wanted = self._wanted() if self._lines else {}
        for place in [place for place in self._cells if place not in wanted]:
            shown, _ = self._cells.pop(place)
            self._grid.removeWidget(shown)
            shown.hide()
            shown.deleteLater()
        for place, cell in wanted.items():
            self._show_cell(place, cell)
        self._show_band(next((row for row, line in enumerate(self._lines, start=1) if line.state == "now"), None))
        self._grid.activate()
        self.updateGeometry()

    def _show_cell(self, place: tuple[int, int], cell: _Cell) -> None:
        made, before = self._cells.get(place, (None, None))
        shown = made or label(cell.text, tone=cell.tone, look=cell.look)
        self._cells[place] = (shown, cell)
        if cell == before:
            return
        if before is not None:
            set_text(shown, cell.text)
            set_tone(shown, cell.tone)
            set_look(shown, cell.look)
        shown.setToolTip(cell.tooltip)
        shown.setContentsMargins(cell.indent_px, 0, 0, 0)
        row, column = place
        if before is None or before.span != cell.span:
            self._grid.removeWidget(shown)
            self._grid.addWidget(shown, row, column, 1, cell.span, RIGHT if column else LEFT)
            shown.show()

    def _show_band(self, row: int | None) -> None:
        """Lay the ground of the sale that is being made behind its row."""
        self._grid.removeWidget(self._band)
        self._band.setVisible(row is not None)
        if row is not None:
            self._grid.addWidget(self._band, row, 0, 1, COLUMNS)
            self._band.lower()

    def _wanted(self) -> dict[tuple[int, int], _Cell]:
        cells = {(0, column): _Cell(text=text, tone="caption") for column, text in enumerate(texts.EVENT_HEAD)}
        for row, line in enumerate(self._lines, start=1):
            cells |= {(row, column): self._cell(line, column) for column, text in enumerate(line.texts) if text}
        return cells

    def _cell(self, line: EventLineView, column: int) -> _Cell:
        """Return one text; words about what comes next and names of groups use the room of empty cells after them."""
        tone = "caption" if line.state in ("next", "group") else "fund" if column == FUND_COLUMN else ""
        rest = line.texts[column + 1 :]
        span = 1
        if len(line.texts) == 1:
            span = COLUMNS
        elif line.state == "next" and column > 1 and rest and not rest[0]:
            span = 2
        return _Cell(
            text=line.texts[column],
            tone=tone,
            look=self._look(line.state in STRONG),
            tooltip=line.tooltip,
            span=span,
            indent_px=MARK_PX if not column and line.state == "now" else 0,
        )

    def _look(self, strong: bool) -> str:
        if self._is_small:
            return "figure-small" if strong else "small"
        return "figure" if strong else ""
