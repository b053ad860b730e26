"""Keeping sessions in the window: a notice over one that can only be looked at, a way back from a damaged one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.panels.read_only_notice import ReadOnlyNotice
from ui.viewmodels import keeping_texts as words
from ui.viewmodels import texts

if TYPE_CHECKING:
    from ui.main_window.window import MainWindow


class Keeping:
    """Says whether the open session goes on."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.notice = ReadOnlyNotice(window.body, window.body.dock)
        self.notice.copy.clicked.connect(window.files.save_copy)
        self.notice.again.clicked.connect(window.files.reopen)
        window.add_command(words.RECOVER, "", window.files.choose_damaged)
        window.host.session_changed.connect(self.on_host_session_changed)

    def on_host_session_changed(self) -> None:
        """Name the session in the title, and say where it can only be looked at."""
        why, title = self._window.host.read_only, self._window.host.session.opening.title
        told = words.READ_ONLY_TITLE.format(title=title, application=texts.APPLICATION)
        self._window.setWindowTitle(told if why else f"{title} · {texts.APPLICATION}")
        if why:
            self.notice.tell(words.read_only_text(why, str(self._window.files.path)))
        else:
            self.notice.hide()


def wire_keeping(window: MainWindow) -> Keeping:
    """Give the window what keeps its sessions."""
    return Keeping(window)
