"""Your sessions: open one, prove one, move one to the bin."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QFile, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from sandbox.session.verify import Verdict, verify_file
from ui.bridge.background import run_in_background
from ui.bridge.session_list import SessionEntry, list_sessions
from ui.drawing.two_line_rows import show_in_two_lines
from ui.viewmodels import shell_texts as texts
from ui.viewmodels.shell_view import session_line, verdict_line

SIZE_PX = (620, 440)


class SessionsDialog(QDialog):
    """Lists the session files of a folder; `chosen` carries the path of the one to open.

    `scenario_requested` asks for a first one to begin.
    """

    chosen = Signal(object)
    scenario_requested = Signal()

    def __init__(self, folder: Path, open_now: Path | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(texts.SESSIONS_TITLE)
        self.resize(*SIZE_PX)
        self._folder, self._open_now = folder, open_now.absolute() if open_now is not None else None
        self._entries: list[SessionEntry] = []
        self.list = QListWidget()
        self.list.setAccessibleName(texts.SESSIONS_TITLE)
        show_in_two_lines(self.list)
        self.note = QLabel()
        self.note.setProperty("tone", "secondary")
        self.note.setWordWrap(True)
        self.note.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.begin_button = QPushButton(texts.SESSIONS_BEGIN)
        self.begin_button.clicked.connect(self._on_begin_clicked)
        self.open_button = QPushButton(texts.OPEN)
        self.verify_button = QPushButton(texts.VERIFY)
        self.delete_button = QPushButton(texts.DELETE)
        self.open_button.setDefault(True)
        self.open_button.setProperty("look", "accent")
        self.close_button = QPushButton(texts.CLOSE)
        self.close_button.clicked.connect(self.reject)
        for button in (self.verify_button, self.delete_button, self.close_button):
            button.setAutoDefault(False)
        buttons = QHBoxLayout()
        buttons.addWidget(self.delete_button)
        buttons.addStretch(1)
        buttons.addWidget(self.verify_button)
        buttons.addWidget(self.close_button)
        buttons.addWidget(self.open_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(10)
        column.addWidget(self.list, 1)
        column.addWidget(self.note)
        column.addWidget(self.begin_button, 0, Qt.AlignmentFlag.AlignHCenter)
        self._below_empty = QWidget()
        column.addWidget(self._below_empty, 1)
        column.addLayout(buttons)
        self.open_button.clicked.connect(self._on_open_clicked)
        self.verify_button.clicked.connect(self._on_verify_clicked)
        self.delete_button.clicked.connect(self._on_delete_clicked)
        self.list.itemActivated.connect(lambda _: self._on_open_clicked())
        self.refresh()

    def refresh(self) -> None:
        """List what is in the folder now."""
        self._entries = list_sessions(self._folder)
        self.list.clear()
        for entry in self._entries:
            when = datetime.fromtimestamp(entry.changed_s).strftime("%Y-%m-%d %H:%M")
            line = session_line(entry.title, when, entry.size_bytes, entry.path.name)
            is_open = entry.path.absolute() == self._open_now
            self.list.addItem(QListWidgetItem(f"{line} · {texts.OPEN_NOW}" if is_open else line))
        self.list.setCurrentRow(0)
        for shown in (self.list, self.open_button, self.verify_button, self.delete_button):
            shown.setVisible(bool(self._entries))
        self.begin_button.setVisible(not self._entries)
        self._below_empty.setVisible(not self._entries)
        left, middle = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom
        self.note.setAlignment(left if self._entries else middle)
        if not self._entries:
            self.note.setText(texts.SESSIONS_EMPTY)

    def _current(self) -> SessionEntry | None:
        row = self.list.currentRow()
        return self._entries[row] if 0 <= row < len(self._entries) else None

    def _on_begin_clicked(self) -> None:
        self.accept()
        self.scenario_requested.emit()

    def _on_open_clicked(self) -> None:
        entry = self._current()
        if entry is not None:
            self.accept()
            self.chosen.emit(entry.path)

    def _on_verify_clicked(self) -> None:
        entry = self._current()
        if entry is None:
            return
        self.verify_button.setEnabled(False)
        run_in_background(lambda: verify_file(str(entry.path)), self, lambda answer: self._show_verdict(entry, answer))

    def _show_verdict(self, entry: SessionEntry, answer: Verdict | Exception) -> None:
        self.verify_button.setEnabled(True)
        self.note.setText(verdict_line(entry.path.name, answer))

    def _on_delete_clicked(self) -> None:
        entry = self._current()
        if entry is None:
            return
        if entry.path.absolute() == self._open_now:
            self.note.setText(texts.SESSION_OPEN_NOW)
            return
        moved = QFile.moveToTrash(str(entry.path))
        done = moved[0] if isinstance(moved, tuple) else moved
        self.refresh()
        self.note.setText((texts.DELETED if done else texts.NOT_DELETED).format(name=entry.path.name))
