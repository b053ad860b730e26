"""Command search (Ctrl+K): type a few words, Enter runs the command; every command of the window is in it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui.theme.tokens import active
from ui.viewmodels import shell_texts as texts
from ui.viewmodels.command_search import matching

WIDTH_PX, HEIGHT_PX, TOP_PX = 520, 420, 70
ROW_PX = 30


class CommandSearch(QDialog):
    """Lists the actions that match; runs the chosen one after it has closed."""

    def __init__(self, actions: Sequence[QAction], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(texts.COMMANDS_NAME)
        self.setFixedSize(WIDTH_PX, HEIGHT_PX)
        self._actions = [one for one in actions if one.text() and one.isEnabled()]
        self._names = [(one.text(), _key_text(one)) for one in self._actions]
        self.query = QLineEdit()
        self.query.setPlaceholderText(texts.COMMANDS)
        self.query.setAccessibleName(texts.COMMANDS_NAME)
        self.list = QListWidget()
        self.list.setAccessibleName(texts.COMMANDS_NAME)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hint = QLabel(texts.COMMANDS_HINT)
        self.hint.setProperty("tone", "caption")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 8)
        column.setSpacing(8)
        column.addWidget(self.query)
        column.addWidget(self.list, 1)
        column.addWidget(self.hint)
        self.query.textChanged.connect(lambda _: self.refresh())
        self.query.returnPressed.connect(self.run_current)
        self.query.installEventFilter(self)
        self.list.itemClicked.connect(lambda _: self.run_current())
        self.refresh()

    def show_over(self, window: QWidget) -> None:
        """Open over the upper part of a window, ready to be typed into."""
        self.move(window.mapToGlobal(QPoint((window.width() - self.width()) // 2, TOP_PX)))
        self.open()
        self.query.setFocus()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the edge that a window without a frame does not have."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(active().line3)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def refresh(self) -> None:
        """List what matches now, the first one chosen."""
        self.list.clear()
        for row in matching(self._names, self.query.text()):
            item = QListWidgetItem()
            item.setData(Qt.ItemDataRole.UserRole, row.place)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{row.text} {row.key_text}")
            line = QWidget()
            line.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            key = QLabel(row.key_text)
            key.setProperty("tone", "caption")
            layout = QHBoxLayout(line)
            layout.setContentsMargins(8, 0, 8, 0)
            layout.addWidget(QLabel(row.text))
            layout.addStretch(1)
            layout.addWidget(key)
            hint = line.sizeHint()
            hint.setHeight(ROW_PX)
            item.setSizeHint(hint)
            self.list.addItem(item)
            self.list.setItemWidget(item, line)
        self.list.setCurrentRow(0)
        self.hint.setText(texts.COMMANDS_HINT if self.list.count() else texts.COMMANDS_EMPTY)

    def run_current(self) -> None:
        """Close, then run the chosen command."""
        item = self.list.currentItem()
        if item is None:
            return
        action = self._actions[int(item.data(Qt.ItemDataRole.UserRole))]
        self.close()
        action.trigger()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move through the list with the arrows while typing."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
            move = steps.get(Qt.Key(event.key()))
            if move is not None and self.list.count():
                self.list.setCurrentRow(min(max(self.list.currentRow() + move, 0), self.list.count() - 1))
                return True
        return super().eventFilter(watched, event)


def _key_text(action: QAction) -> str:
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
