"""Wires playing a market file: its command, files dropped on the window, reading and preparing aside."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from sandbox.loading.candle_files import read_market_file
from sandbox.loading.market_opening import opening_on_market
from sandbox.loading.market_records import MarketFile
from sandbox.loading.rulebook_library import all_rulebooks
from sandbox.values.problems import Problem
from ui.bridge.background import run_in_background
from ui.bridge.session_store import SUFFIX, Prepared, prepare_opening
from ui.dialogs.market_dialog import MarketDialog, dropped_file
from ui.viewmodels import market_texts as words
from ui.viewmodels.market_view import MarketView

if TYPE_CHECKING:
    from ui.main_window.window import MainWindow

FIRST_BOOK = "binance-usdm"
SPEED = 60


def wire_market(window: MainWindow) -> None:
    """Offer it in the menu, and take files that are dropped on the window."""
    window.add_command(words.MENU, "Ctrl+Alt+O", lambda: open_market(window), in_menu=True)
    window.setAcceptDrops(True)
    window.installEventFilter(_Drops(window))


class _Drops(QObject):
    """Opens what is dropped on the window: a session, a scenario, or a market file."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take one local file."""
        if not isinstance(event, (QDragEnterEvent, QDropEvent)):
            return False
        path = dropped_file(event)
        if path is None:
            return False
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            open_dropped(self._window, path)
        return True


def open_dropped(window: MainWindow, path: Path) -> None:
    """Open a file by what it is called: sessions and scenarios as such, all else as a market file."""
    if path.suffix == SUFFIX:
        window.files.begin_file(path)
    elif path.suffix == ".toml":
        window.files.begin_scenario(str(path))
    else:
        open_market(window, path)


def open_market(window: MainWindow, path: Path | None = None) -> MarketDialog:
    """Show the dialog over the window, with a file where one is given; play pauses."""
    window.host.pause()
    dialog = MarketDialog(sorted(all_rulebooks(), key=lambda book: book.id != FIRST_BOOK), window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    wiring = _MarketWiring(window, dialog)
    dialog.file_chosen.connect(wiring.read)
    dialog.play_requested.connect(wiring.play)
    dialog.finished.connect(wiring.on_closed)
    dialog.open()
    if path is not None:
        wiring.read(path)
    return dialog


class _MarketWiring:
    """Reads and prepares for one dialog; what comes after it was closed, or for a file before, is dropped."""

    def __init__(self, window: MainWindow, dialog: MarketDialog) -> None:
        self._window, self._dialog = window, dialog
        self._path: Path | None = None
        self._is_closed = False

    def read(self, path: Path) -> None:
        """Read a file aside and show it."""
        self._path = path
        self._dialog.show_reading(path)

        def on_job_finished(answer: object) -> None:
            if self._is_closed or self._path != path:
                return
            if isinstance(answer, MarketFile):
                self._dialog.show_file(path, answer)
            elif isinstance(answer, (Problem, OSError)):
                self._dialog.show_problem(path, str(answer))
            elif isinstance(answer, Exception):
                raise answer

        run_in_background(lambda: read_market_file(str(path)), self._window, on_job_finished)

    def play(self, found: MarketFile, view: MarketView) -> None:
        """Prepare the session aside and play it; a problem is said in the dialog."""
        book = next(one for one in all_rulebooks() if one.id == view.book)
        balances, folder = view.balances, self._window.files.folder
        assert balances is not None
        self._dialog.set_preparing(True)

        def on_job_finished(answer: object) -> None:
            if self._is_closed:
                if isinstance(answer, Prepared):
                    answer.drop()
                return
            self._dialog.set_preparing(False)
            if isinstance(answer, Prepared):
                self._window.files.show_prepared(answer)
                self._dialog.accept()
                self._window.host.set_speed(SPEED)
                self._window.host.play()
            elif isinstance(answer, (Problem, OSError)):
                self._dialog.say(str(answer))
            elif isinstance(answer, Exception):
                raise answer

        def work() -> Prepared:
            return prepare_opening(opening_on_market(found, book, book.contract(view.contract), balances), folder)

        run_in_background(work, self._window, on_job_finished)

    def on_closed(self) -> None:
        """Forget the dialog."""
        self._is_closed = True
