"""Parts of the position editor: leverage field, size field with its unit, help at a field, Now and After."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from ui.panels.controls import FigureField, IconMark, label, set_text, set_tone
from ui.viewmodels import order_texts, texts
from ui.viewmodels.number_text import TIMES
from ui.viewmodels.ticket_records import HelpView, TicketView

LEVERAGE_MAX = 125
FIGURE_PX = 66
RIGHT = Qt.AlignmentFlag.AlignRight
LEFT = Qt.AlignmentFlag.AlignLeft


class LeverageField(FigureField):
    """The leverage as a whole number; what is typed is brought into its range when the field is left."""

    value_changed = Signal(int)

    def __init__(self) -> None:
        super().__init__(texts.LEVERAGE, TIMES)
        self._value = 1
        self._maximum = LEVERAGE_MAX
        self.textEdited.connect(self._on_text_edited)
        self.editingFinished.connect(lambda: self.set_value(self._value))

    @property
    def value(self) -> int:
        """The leverage."""
        return self._value

    def set_value(self, value: int) -> None:
        """Show a leverage without telling anybody."""
        self._value = min(max(1, value), self._maximum)
        if self.text() != str(self._value):
            self.setText(str(self._value))

    def set_maximum(self, maximum: int) -> None:
        """Set the highest leverage of the contract."""
        self._maximum = maximum
        self.set_value(self._value)

    def _on_text_edited(self, text: str) -> None:
        if text.strip().isdigit():
            self._value = min(max(1, int(text[:6])), self._maximum)
            self.value_changed.emit(self._value)


class SizeField(FigureField):
    """The size; its unit is a button that changes it to the other one."""

    unit_requested = Signal()

    def __init__(self) -> None:
        super().__init__(texts.SIZE)
        self.setMinimumWidth(150)
        self.unit = QToolButton(self)
        self.unit.setProperty("look", "unit")
        self.unit.setCursor(Qt.CursorShape.ArrowCursor)
        self.unit.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.unit.clicked.connect(self.unit_requested)

    def show_unit(self, unit: str, tooltip: str) -> None:
        """Show another unit."""
        if self.unit.text() != unit:
            self.unit.setText(unit)
            self.unit.setToolTip(tooltip)
            self.unit.setAccessibleName(tooltip)
            self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the unit at the right end."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        super()._arrange()
        unit = getattr(self, "unit", None)
        if unit is None:
            return
        unit.resize(unit.sizeHint().width(), 24)
        unit.move(self.width() - unit.width() - 3, (self.height() - unit.height()) // 2)
        margins = self.textMargins()
        self.setTextMargins(margins.left(), 0, unit.width() - 2, 0)


class InlineHelp(QWidget):
    """What is wrong at a field, and a button with the one change that would mend it."""

    accepted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.words = label(look="error")
        self.words.setWordWrap(True)
        self.action = QPushButton()
        self.action.setProperty("look", "small")
        self.action.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.action.clicked.connect(self.accepted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(IconMark("warning", "loss", 14), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.words, 1)
        row.addWidget(self.action, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    def show_help(self, help: HelpView | None) -> None:
        """Show other help; None hides it."""
        self.setVisible(help is not None)
        if help is None:
            set_text(self.words, "")
            return
        set_text(self.words, help.text)
        set_text(self.action, help.action_text)
        self.action.setAccessibleName(f"{help.action_text}. {help.text}")
        self.action.setVisible(bool(help.action_text))


class LockNotice(QFrame):
    """A dashed card with a padlock: why orders wait."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "dashed")
        self.words = label(tone="secondary")
        self.words.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 6, 10, 6)
        row.setSpacing(8)
        row.addWidget(IconMark("lock"), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.words, 1)
        self.hide()

    def show_text(self, text: str) -> None:
        """Show other words; none hide the card."""
        set_text(self.words, text)
        self.setVisible(bool(text))


class PreviewTable(QWidget):
    """What stands now and what would stand after the order: two columns of figures."""

    def __init__(self) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(4)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(0, 1)
        for column, (text, side) in enumerate(((texts.IF_IT_FILLS, LEFT), (texts.NOW, RIGHT), (texts.AFTER, RIGHT))):
            grid.addWidget(label(text, tone="caption"), 0, column, side)
        grid.setColumnMinimumWidth(1, FIGURE_PX)
        grid.setColumnMinimumWidth(2, FIGURE_PX)
        self._names: dict[str, QLabel] = {}
        self._cells: dict[str, tuple[QLabel, QLabel]] = {}
        for place, (key, text) in enumerate(order_texts.PREVIEW_ROWS, start=1):
            strong = "figure" if key == "reach" else ""
            now, after = label(tone="secondary"), label(look="figure")
            self._names[key] = label(text, tone="" if strong else "secondary", look=strong)
            self._cells[key] = (now, after)
            grid.addWidget(self._names[key], place, 0)
            grid.addWidget(now, place, 1, RIGHT)
            grid.addWidget(after, place, 2, RIGHT)

    def set_spacing(self, rows_px: int) -> None:
        """Set rows further apart or closer together."""
        layout = self.layout()
        if isinstance(layout, QGridLayout) and layout.verticalSpacing() != rows_px:
            layout.setVerticalSpacing(rows_px)
            self.updateGeometry()  # the height asked for counts at once, not with the next event

    def show_view(self, view: TicketView) -> None:
        """Show other figures."""
        for row in view.rows:
            now, after = self._cells[row.key]
            set_text(self._names[row.key], row.label)
            self._names[row.key].setToolTip(row.tooltip)
            set_text(now, row.now_text)
            set_text(after, row.after_text)
            set_tone(after, row.after_tone)

    def texts_of(self, key: str) -> tuple[str, str]:
        """Return what stands now and after in a row."""
        now, after = self._cells[key]
        return now.text(), after.text()
