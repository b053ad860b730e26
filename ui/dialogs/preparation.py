"""A session that is being prepared aside: the window stays as it is and answers, and only a long wait says so."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QProgressDialog, QWidget

from ui.bridge.background import run_in_background
from ui.bridge.session_store import Prepared
from ui.viewmodels import shell_texts as texts

CALM_MS = 400  # a wait that is over sooner needs no words


class Preparation(QObject):
    """One session on its way; called off, what was made for nothing goes."""

    def __init__(
        self,
        parent: QWidget,
        work: Callable[[], Prepared],
        ready: Callable[[Prepared], None],
        failed: Callable[[Exception], None],
    ) -> None:
        super().__init__(parent)
        self._ready, self._failed = ready, failed
        self._called_off = self._is_over = False
        self.notice = QProgressDialog(texts.PREPARING, texts.CALL_OFF, 0, 0, parent)
        self.notice.setWindowTitle(texts.PREPARING_TITLE)
        self.notice.setWindowModality(Qt.WindowModality.WindowModal)
        self.notice.setMinimumDuration(CALM_MS)
        self.notice.canceled.connect(self.call_off)
        self.notice.rejected.connect(self.call_off)  # Esc, where it comes as a key and not as a shortcut
        run_in_background(work, self, self.on_job_finished)

    def call_off(self) -> None:
        """Leave the open session as it is; the one that was asked for is dropped when it comes."""
        if not self._is_over:
            self._called_off = True
            self.notice.reset()

    def on_job_finished(self, answer: object) -> None:
        """Hand over the session, or say what stood in the way."""
        self._is_over = True
        for ended in (self.notice.canceled, self.notice.rejected):
            ended.disconnect(self.call_off)
        self.notice.reset()
        self.notice.deleteLater()
        if isinstance(answer, Prepared):
            if self._called_off:
                answer.drop()
            else:
                self._ready(answer)
        elif isinstance(answer, Exception) and not self._called_off:
            self._failed(answer)
        self.deleteLater()
