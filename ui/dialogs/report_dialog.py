"""Report a problem: shows the whole report before it is saved or copied; nothing is sent."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.theme.fonts import mono_font
from ui.viewmodels import shell_texts as texts

SIZE_PX = (640, 560)


class ReportDialog(QDialog):
    """The report, and what can be done with it."""

    def __init__(self, report: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(texts.REPORT_TITLE)
        self.resize(*SIZE_PX)
        self._report = report
        lead = QLabel(texts.REPORT_LEAD)
        lead.setWordWrap(True)
        self.body = QPlainTextEdit(report)
        self.body.setReadOnly(True)
        self.body.setFont(mono_font(11))
        self.body.setAccessibleName(texts.REPORT_TITLE)
        self.said = QLabel()
        self.said.setProperty("tone", "secondary")
        self.save, self.copy = QPushButton(texts.REPORT_SAVE), QPushButton(texts.REPORT_COPY)
        close = QPushButton(texts.CLOSE)
        self.save.clicked.connect(self._on_save_clicked)
        self.copy.clicked.connect(self._on_copy_clicked)
        close.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addWidget(self.said, 1)
        for button in (self.copy, self.save, close):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(lead)
        column.addWidget(self.body, 1)
        column.addLayout(buttons)
        self.save.setDefault(True)

    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self._report)
        self.said.setText(texts.REPORT_COPIED)

    def _on_save_clicked(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, texts.REPORT_TITLE, texts.REPORT_FILE, texts.REPORT_FILTER)
        if path:
            self.save_to(Path(path))

    def save_to(self, path: Path) -> bool:
        """Write the report and say so; False (and why) where it cannot be written."""
        try:
            path.write_text(self._report + "\n", encoding="utf-8")
        except OSError:
            self.said.setText(texts.REPORT_NOT_SAVED.format(path=path))
            return False
        self.said.setText(texts.REPORT_SAVED.format(path=path))
        return True
