"""Wires the comparison of regimes: its command and key, the runs played aside over a copy of the opening."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt

from sandbox.loading.rulebook_library import all_rulebooks
from sandbox.messages.opening import Opening
from sandbox.studies.compare import compare
from sandbox.studies.fork import opening_from_now
from sandbox.studies.other_book import holds
from sandbox.studies.regimes import REGIMES, Regime, offered
from sandbox.values.problems import Problem
from ui.bridge.study_run import StudyRun
from ui.dialogs.page_dialog import PageDialog
from ui.panels.compare_page import NOW, ComparePage
from ui.viewmodels import compare_texts as texts
from ui.viewmodels.number_text import time_text

if TYPE_CHECKING:
    from ui.main_window.window import MainWindow

LARGEST = QSize(1720, 1080)


def wire_compare(window: MainWindow) -> None:
    """Offer the comparison in the menu, with its key."""
    window.add_command(texts.MENU, "Ctrl+M", lambda: open_compare(window), in_menu=True)
    window.body.top_bar.compare_requested.connect(lambda: open_compare(window))


class _Wait:
    """The study that is waited for: only one at a time."""

    study: StudyRun | None = None

    def call_off(self) -> None:
        """Stop the study that runs."""
        if self.study is not None:
            self.study.call_off()
            self.study = None


def open_compare(window: MainWindow) -> ComparePage | None:
    """Show the comparison over the window and begin it; play pauses. None where no session is open."""
    if not window.host.has_session:
        return None
    window.host.pause()
    session = window.host.session
    can_fork = session.now_ns > session.opening.starts_ns
    own = session.opening.rulebook
    books = {own.id: own} | {one.id: one for one in all_rulebooks() if one.id != own.id and holds(session.opening, one)}
    named_books = [(one.id, one.name) for one in books.values()]
    regimes_offered = tuple(one for one in REGIMES if any(one in offered(book) for book in books.values()))
    offers = {key: frozenset(one.id for one in offered(book)) for key, book in books.items()}
    page = ComparePage(
        session.opening.title, time_text(session.now_ns), regimes_offered, named_books, offers, can_fork=can_fork
    )
    dialog = PageDialog(page, texts.TITLE, LARGEST, window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    wait = _Wait()

    def on_finished(answer: object) -> None:
        wait.study = None
        if isinstance(answer, tuple):
            page.show_runs(answer)
        else:
            page.show_runs(())
            page.say(texts.FAILED.format(why=answer), wrong=True)

    def begin(origin: str, regimes: tuple[Regime, ...], chosen: tuple[str, ...]) -> None:
        wait.call_off()
        try:
            opening = _opening(window, origin)
        except Problem as problem:
            on_finished(problem)
            return
        named = [books[one] for one in chosen] if chosen != (own.id,) else []
        wait.study = StudyRun(lambda tell: compare(opening, regimes, tell, named), dialog)
        wait.study.progressed.connect(page.show_progress)
        wait.study.finished.connect(on_finished)

    page.asked.connect(begin)
    page.called_off.connect(wait.call_off)
    page.closed.connect(dialog.reject)
    dialog.finished.connect(lambda _: wait.call_off())
    dialog.open()
    page.ask()
    return page


def _opening(window: MainWindow, origin: str) -> Opening:
    session = window.host.session
    return opening_from_now(session) if origin == NOW else session.opening
